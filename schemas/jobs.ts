import { z } from 'zod';
import { CuratePayload, CurateProgress, CurateResult } from './curation/operations.ts';
import { ColumnMap, FileFormat, LayoutName } from './layout.ts';
import { CorpusName, InstructionRecord } from './record.ts';

/** A row that could not be read. */
export const Rejection = z.object({
  line: z
    .number()
    .int()
    .positive()
    .describe('Line in the file, or row number where the format has no lines.'),
  reason: z.string(),
  excerpt: z.string().max(200).describe('The first 200 characters.'),
});
export type Rejection = z.infer<typeof Rejection>;

/** Rejections beyond this many are counted but not listed. */
export const MAX_LISTED_REJECTIONS = 100;

const ReuseFrom = z
  .array(CorpusName)
  .optional()
  .describe('The only corpora whose vectors equal texts may take: those that the asker sees. Left out: all.');

export const IngestCorpusPayload = z.object({
  corpus: CorpusName,
  path: z.string().describe('Absolute path below the data or import directory, resolved by the API.'),
  file_name: z.string().describe('The name the user gave, for messages.'),
  remove_after: z.boolean().describe('Delete the file once the job is through: it is our copy of an upload.'),
  format: FileFormat.nullable(),
  layout: LayoutName.nullable(),
  columns: ColumnMap.nullable(),
  reuse_from: ReuseFrom,
});
export type IngestCorpusPayload = z.infer<typeof IngestCorpusPayload>;

/** Also the checkpoint from which a retried job goes on. */
export const IngestCorpusProgress = z.object({
  stage: z.enum(['reading', 'embedding', 'indexing', 'done']),
  rows_read: z.number().int().min(0).describe('Rows seen so far, rejected ones included.'),
  rows_total: z.number().int().min(0).nullable().describe('Null until the file has been read to its end.'),
  batches: z.number().int().min(0).describe('Batches handed to `embed-records`.'),
  bytes_read: z.number().int().min(0),
  bytes_total: z.number().int().min(0),
  rejected: z.number().int().min(0),
  rejections: z.array(Rejection).max(MAX_LISTED_REJECTIONS),
  layout: LayoutName.nullable(),
  format: FileFormat.nullable(),
});
export type IngestCorpusProgress = z.infer<typeof IngestCorpusProgress>;

const EmbedRecordsPayload = z.object({
  corpus: CorpusName,
  records: z.array(InstructionRecord).min(1),
  space_id: z.string().optional().describe('The space to embed into; left out: the one that answers.'),
  reuse_from: ReuseFrom,
});

export const EmbedRecordsResult = z.object({
  rows: z.number().int().describe('Rows of the batch.'),
  stored: z.number().int().describe('Rows written by this job.'),
  skipped: z.number().int().describe('Rows that were stored already.'),
  embedded: z.number().int().describe('Texts that went through the encoder.'),
  reused: z.number().int().describe('Rows whose text had a vector already.'),
  truncated: z.number().int().describe('Texts cut at the encoder’s limit.'),
  inference_ms: z.number().describe('Time the encoder computed.'),
});
export type EmbedRecordsResult = z.infer<typeof EmbedRecordsResult>;

export const IngestCorpusResult = EmbedRecordsResult.extend({
  rejected: z.number().int(),
});
export type IngestCorpusResult = z.infer<typeof IngestCorpusResult>;

const ReembedCorpusPayload = z.object({
  corpus: CorpusName,
  space_id: z.string().describe('The space to fill.'),
});

/** Also the checkpoint from which a job that was interrupted goes on. */
export const ReembedCorpusProgress = z.object({
  stage: z.enum(['reading', 'embedding', 'indexing', 'switching', 'done']),
  after: z.string().nullable().describe('The last record that was handed out.'),
  records_read: z.number().int().min(0),
  records_total: z.number().int().min(0),
  batches: z.number().int().min(0).describe('Batches handed to `embed-records`.'),
});
export type ReembedCorpusProgress = z.infer<typeof ReembedCorpusProgress>;

export const ReembedCorpusResult = EmbedRecordsResult.extend({
  switched: z.boolean().describe('Whether the new space answers now.'),
  waiting_for: z
    .array(z.string())
    .describe('Corpora that are not whole in the new space yet, and which the switch waits for.'),
});
export type ReembedCorpusResult = z.infer<typeof ReembedCorpusResult>;

/** The one list of jobs: start-up fails unless each name has exactly one handler. */
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
    // Each holds the vectors of whole corpora.
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
