import { z } from 'zod';
import { ColumnMapName } from './column-map-file.ts';
import { CuratePayload, CurateProgress, CurateResult } from './curation/operations.ts';
import { ColumnMap, FileFormat, LayoutName, RowsOfFile } from './layout.ts';
import { CorpusName, InstructionRecord } from './record.ts';

/** A row that could not be read. */
export const Rejection = z.object({
  line: z
    .number()
    .int()
    .positive()
    .describe('The line in the file, or the number of the row when the format has no lines.'),
  reason: z.string(),
  excerpt: z.string().max(200).describe('The first 200 characters of the row.'),
});
export type Rejection = z.infer<typeof Rejection>;

/** How many rejections are listed. Further ones are only counted. */
export const MAX_LISTED_REJECTIONS = 100;

/** How many fields are listed that were not read. */
export const MAX_UNREAD_FIELDS = 20;

/** What was not read of a file whose rows were, so that nothing is left out without a word. */
export const NotRead = z.object({
  without_output: z.int().min(0).describe('The rows that were read and have no answer.'),
  fields: z
    .array(z.object({ name: z.string().max(100), rows: z.int().positive() }))
    .max(MAX_UNREAD_FIELDS)
    .describe(
      'The fields that look like a text of a request or an answer and went to the metadata unread, each with the ' +
        'number of its rows; the first 20.',
    ),
  notes: z
    .array(z.string().max(1_000))
    .max(MAX_UNREAD_FIELDS)
    .describe('Sentences on parts of the file that were not read as rows.'),
});
export type NotRead = z.infer<typeof NotRead>;

const Epoch = z
  .int()
  .min(0)
  .optional()
  .describe('The epoch of the corpus in which the job was accepted; 0, before any deletion, when left out.');

const ReuseFrom = z
  .array(CorpusName)
  .optional()
  .describe(
    'The only corpora from which vectors of equal texts may be reused: those that the asker may see. All ' +
      'when left out.',
  );

export const IngestCorpusPayload = z.object({
  corpus: CorpusName,
  path: z
    .string()
    .describe('The absolute path of the file below the data or import directory, resolved by the API.'),
  file_name: z.string().describe('The name that the user gave the file, for messages.'),
  remove_after: z
    .boolean()
    .describe(
      'Whether the file is deleted when the job has ended, because it is the service’s own copy of an ' +
        'upload.',
    ),
  format: FileFormat.nullable(),
  layout: LayoutName.nullable(),
  columns: ColumnMap.nullable(),
  map: ColumnMapName.optional(),
  ...RowsOfFile.shape,
  reuse_from: ReuseFrom,
  epoch: Epoch,
});
export type IngestCorpusPayload = z.infer<typeof IngestCorpusPayload>;

/** The progress of an ingestion, which is also the checkpoint at which a later attempt goes on. */
export const IngestCorpusProgress = z.object({
  stage: z.enum(['reading', 'embedding', 'indexing', 'done']),
  rows_read: z.number().int().min(0).describe('The rows read so far, rejected ones included.'),
  rows_total: z
    .number()
    .int()
    .min(0)
    .nullable()
    .describe('The rows of the file; null until it has been read to its end.'),
  batches: z.number().int().min(0).describe('The number of batches handed to `embed-records` jobs.'),
  bytes_read: z.number().int().min(0),
  bytes_total: z.number().int().min(0),
  rejected: z.number().int().min(0),
  rejections: z.array(Rejection).max(MAX_LISTED_REJECTIONS),
  layout: LayoutName.nullable(),
  map: z.string().optional().describe('The name of the column map by which the rows were told.'),
  format: FileFormat.nullable(),
  not_read: NotRead.optional(),
});
export type IngestCorpusProgress = z.infer<typeof IngestCorpusProgress>;

const EmbedRecordsPayload = z.object({
  corpus: CorpusName,
  records: z.array(InstructionRecord).min(1),
  space_id: z
    .string()
    .optional()
    .describe('The id of the encoder to embed with; that of the live encoding when left out.'),
  reuse_from: ReuseFrom,
  epoch: Epoch,
});

export const EmbedRecordsResult = z.object({
  rows: z.number().int().describe('The rows of the batch.'),
  stored: z.number().int().describe('The rows that this job has stored.'),
  skipped: z.number().int().describe('The rows that were stored already.'),
  embedded: z.number().int().describe('The texts that the encoder has embedded.'),
  reused: z.number().int().describe('The rows whose text had vectors already.'),
  truncated: z.number().int().describe('The texts that were longer than the encoder reads.'),
  inference_ms: z.number().describe('The time for which the encoder computed, in milliseconds.'),
});
export type EmbedRecordsResult = z.infer<typeof EmbedRecordsResult>;

export const IngestCorpusResult = EmbedRecordsResult.extend({
  rejected: z.number().int(),
  not_read: NotRead.optional(),
});
export type IngestCorpusResult = z.infer<typeof IngestCorpusResult>;

const ReembedCorpusPayload = z.object({
  corpus: CorpusName,
  space_id: z.string().describe('The id of the encoder to embed with.'),
  epoch: Epoch,
});

/** The progress of a re-embedding, which is also the checkpoint at which a later attempt goes on. */
export const ReembedCorpusProgress = z.object({
  stage: z.enum(['reading', 'embedding', 'indexing', 'switching', 'done']),
  after: z
    .string()
    .nullable()
    .describe('The id of the last record that was handed out; null before the first.'),
  records_read: z.number().int().min(0),
  records_total: z.number().int().min(0),
  batches: z.number().int().min(0).describe('The number of batches handed to `embed-records` jobs.'),
});
export type ReembedCorpusProgress = z.infer<typeof ReembedCorpusProgress>;

export const ReembedCorpusResult = EmbedRecordsResult.extend({
  switched: z.boolean().describe('Whether the vectors of the new encoder answer now.'),
  waiting_for: z
    .array(z.string())
    .describe(
      'The corpora that are not completely embedded with the new encoder yet. The switch waits for them.',
    ),
});
export type ReembedCorpusResult = z.infer<typeof ReembedCorpusResult>;

/** The one list of jobs. A worker does not start unless each name has exactly one handler. */
export const JOB_TABLE = {
  'ingest-corpus': {
    payload: IngestCorpusPayload,
    progress: IngestCorpusProgress,
    result: IngestCorpusResult,
    attempts: 5,
    backoff_ms: 1_000,
    concurrency: 2,
  },
  'reembed-corpus': {
    payload: ReembedCorpusPayload,
    progress: ReembedCorpusProgress,
    result: ReembedCorpusResult,
    attempts: 5,
    backoff_ms: 1_000,
    concurrency: 2,
  },
  curate: {
    payload: CuratePayload,
    progress: CurateProgress,
    result: CurateResult,
    attempts: 3,
    backoff_ms: 1_000,
    // A curation keeps the vectors of whole corpora in memory, so only one runs at a time.
    concurrency: 1,
  },
  'embed-records': {
    payload: EmbedRecordsPayload,
    progress: z.null(),
    result: EmbedRecordsResult,
    attempts: 5,
    backoff_ms: 1_000,
    concurrency: 2,
  },
} as const;

export type JobName = keyof typeof JOB_TABLE;
export type JobPayload<N extends JobName> = z.infer<(typeof JOB_TABLE)[N]['payload']>;
export type JobProgress<N extends JobName> = z.infer<(typeof JOB_TABLE)[N]['progress']>;
export type JobResult<N extends JobName> = z.infer<(typeof JOB_TABLE)[N]['result']>;
