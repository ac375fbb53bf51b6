import { z } from 'zod';
import { CurateResult } from '../curation/operations.ts';
import { IngestCorpusResult, ReembedCorpusResult, Rejection } from '../jobs.ts';
import { FileFormat, LayoutName } from '../layout.ts';

export const JobId = z.uuid();

/** The path of everything about one job. */
export const JobParams = z.strictObject({ id: JobId });

const CommonReport = z.object({
  id: z.string(),
  corpus: z.string(),
  state: z.enum(['waiting', 'delayed', 'active', 'waiting-children', 'completed', 'failed', 'cancelled']),
  done: z.int().describe('Rows stored, or found stored already; of a curation those done in its stage.'),
  total: z.int().nullable().describe('Rows to store; an estimate while a file is being read.'),
  total_is_estimate: z.boolean(),
  rate: z.number().nullable().describe('Rows per second since the job started.'),
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
  rejected: z.int().describe('Rows that could not be read.'),
  rejections: z.array(Rejection).describe('The first 100 of them.'),
  result: IngestCorpusResult.nullable(),
});
export type IngestionReport = z.infer<typeof IngestionReport>;

export const ReembeddingReport = CommonReport.extend({
  name: z.literal('reembed-corpus'),
  stage: z.enum(['waiting', 'reading', 'embedding', 'indexing', 'switching', 'done']),
  space_id: z.string().describe('The space that is filled.'),
  result: ReembedCorpusResult.nullable(),
});
export type ReembeddingReport = z.infer<typeof ReembeddingReport>;

export const CurationReport = CommonReport.extend({
  name: z.literal('curate'),
  operation: z.string().describe('What is done, for example `neighbours`.'),
  corpora: z.array(z.string()).describe('All that are read; `corpus` is the first of them.'),
  stage: z.string(),
  result: CurateResult.nullable().describe('Its files are below /v1/jobs/{id}/files/.'),
});
export type CurationReport = z.infer<typeof CurationReport>;

export const JobReport = z.discriminatedUnion('name', [IngestionReport, ReembeddingReport, CurationReport]);
export type JobReport = z.infer<typeof JobReport>;

export const JobList = z.object({ jobs: z.array(JobReport) });
export const JobListQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(20) });

export const JobCancelled = z.object({ id: z.string(), cancelled: z.boolean() });
