import { z } from 'zod';
import { FileFormat, IngestCorpusResult, LayoutName, Rejection } from '../jobs.ts';

export const JobId = z.uuid();

export const JobReport = z.object({
  id: z.string(),
  name: z.string(),
  corpus: z.string(),
  file_name: z.string(),
  state: z.enum(['waiting', 'delayed', 'active', 'waiting-children', 'completed', 'failed', 'cancelled']),
  stage: z.enum(['waiting', 'reading', 'embedding', 'indexing', 'done']),
  done: z.int().describe('Rows read and stored, or found stored already.'),
  total: z.int().nullable().describe('Rows to store; an estimate while the file is being read.'),
  total_is_estimate: z.boolean(),
  rate: z.number().nullable().describe('Rows per second since the job started.'),
  eta_seconds: z.number().nullable(),
  format: FileFormat.nullable(),
  layout: LayoutName.nullable(),
  rejected: z.int().describe('Rows that could not be read.'),
  rejections: z.array(Rejection).describe('The first 100 of them.'),
  result: IngestCorpusResult.nullable(),
  error: z.string().nullable(),
  attempts: z.int(),
  created_at: z.iso.datetime(),
  started_at: z.iso.datetime().nullable(),
  finished_at: z.iso.datetime().nullable(),
});
export type JobReport = z.infer<typeof JobReport>;

export const JobList = z.object({ jobs: z.array(JobReport) });
export const JobListQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(20) });

export const JobCancelled = z.object({ id: z.string(), cancelled: z.boolean() });
