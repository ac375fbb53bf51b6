import { z } from 'zod';
import { CurateResult, OPERATION_KINDS } from '../curation/operations.ts';
import { IngestCorpusResult, NotRead, ReembedCorpusResult, Rejection } from '../jobs.ts';
import { FileFormat, LayoutName } from '../layout.ts';
import { CorpusName } from '../record.ts';

export const JobId = z.uuid({ error: 'This is no id of a job: "kindred jobs" and GET /v1/jobs list them.' });

/** The path parameters of the routes on one job. */
export const JobParams = z.strictObject({ id: JobId });

const CommonReport = z.object({
  id: z.string(),
  corpus: z.string(),
  state: z.enum(['waiting', 'delayed', 'active', 'waiting-children', 'completed', 'failed', 'cancelled']),
  done: z
    .int()
    .describe(
      'The rows that were stored or were stored already. For a curation, the rows done in the present ' +
        'stage.',
    ),
  total: z
    .int()
    .nullable()
    .describe('The rows to be done in all. While a file is being read this is an estimate.'),
  total_is_estimate: z.boolean(),
  rate: z.number().nullable().describe('Rows per second since the job started; null before a row is done.'),
  eta_seconds: z.number().nullable(),
  error: z.string().nullable(),
  attempts: z.int(),
  created_at: z.iso.datetime(),
  started_at: z.iso.datetime().nullable(),
  finished_at: z.iso.datetime().nullable(),
});

export const IngestionReport = CommonReport.extend({
  name: z.literal('ingest-corpus'),
  stage: z.enum(['waiting', 'reading', 'embedding', 'indexing', 'done']),
  file_name: z.string(),
  format: FileFormat.nullable(),
  layout: LayoutName.nullable(),
  map: z
    .string()
    .nullable()
    .describe(
      'The column map by which the rows were told: a shipped one, or `fields` for the usual names of fields.',
    ),
  rejected: z.int().describe('The number of rows that could not be read.'),
  rejections: z.array(Rejection).describe('The first 100 rows that could not be read.'),
  not_read: NotRead.nullable().describe('What was not read of rows that were.'),
  result: IngestCorpusResult.nullable(),
});
export type IngestionReport = z.infer<typeof IngestionReport>;

export const ReembeddingReport = CommonReport.extend({
  name: z.literal('reembed-corpus'),
  stage: z.enum(['waiting', 'reading', 'embedding', 'indexing', 'switching', 'done']),
  space_id: z.string().describe('The id of the encoder whose vectors are being computed.'),
  result: ReembedCorpusResult.nullable(),
});
export type ReembeddingReport = z.infer<typeof ReembeddingReport>;

export const CurationReport = CommonReport.extend({
  name: z.literal('curate'),
  operation: z.string().describe('The kind of the operation, for example `neighbours`.'),
  corpora: z.array(z.string()).describe('All corpora that are read. The first of them is `corpus`.'),
  stage: z.string(),
  result: CurateResult.nullable().describe(
    'What the job has left; null until it has completed. Its files are below /v1/jobs/{id}/files/.',
  ),
});
export type CurationReport = z.infer<typeof CurationReport>;

export const JobReport = z.discriminatedUnion('name', [IngestionReport, ReembeddingReport, CurationReport]);
export type JobReport = z.infer<typeof JobReport>;

export const JobList = z.object({ jobs: z.array(JobReport) });

/** What jobs that users start do: fill a corpus, embed it anew, or one of the operations on whole corpora. */
export const JobKind = z.enum(['ingest-corpus', 'reembed-corpus', ...OPERATION_KINDS]);
export type JobKind = z.infer<typeof JobKind>;

export const JobListQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(20),
  kind: JobKind.optional().describe('Only jobs of this kind, for example `ingest-corpus` or `deduplicate`.'),
  corpus: CorpusName.optional().describe('Only jobs that read or fill this corpus.'),
});

export const JobCancelled = z.object({ id: z.string(), cancelled: z.boolean() });

export const ResultDeleted = z.object({
  id: z.string(),
  deleted: z.boolean(),
  bytes: z.int().min(0).describe('The room that its files took.'),
});
export type ResultDeleted = z.infer<typeof ResultDeleted>;
