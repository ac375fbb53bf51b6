import { z } from 'zod';
import { IngestionReport, type JobReport } from '../../schemas/api/jobs.ts';
import { AnyFields } from './tool.ts';

/** A job as tools show it. */
export const JobView = IngestionReport.pick({
  id: true,
  corpus: true,
  state: true,
  done: true,
  total: true,
  eta_seconds: true,
  error: true,
  created_at: true,
  finished_at: true,
}).extend({
  kind: z.string().describe('ingest-corpus, reembed-corpus, or the operation, such as deduplicate.'),
  corpora: z.array(z.string()).describe('All corpora that it reads or fills.'),
  stage: z.string(),
  file_name: z.string().optional(),
  rejected: z.int().optional().describe('Rows of a file that could not be read.'),
  rejections: z.array(AnyFields).optional(),
  result: AnyFields.nullable().describe('What it has left, such as files; null until it has completed.'),
});
export type JobView = z.infer<typeof JobView>;

export function jobViewOf(job: JobReport): JobView {
  const { id, corpus, state, done, total, eta_seconds, error, created_at, finished_at, stage } = job;
  const result = job.result === null ? null : { ...job.result };
  const common = {
    id,
    corpus,
    state,
    done,
    total,
    eta_seconds,
    error,
    created_at,
    finished_at,
    stage,
    result,
  };
  if (job.name === 'curate') return { ...common, kind: job.operation, corpora: job.corpora };
  const of = { ...common, kind: job.name, corpora: [corpus] };
  if (job.name === 'reembed-corpus') return of;
  const { file_name, rejected, rejections } = job;
  return { ...of, file_name, rejected, rejections: rejections.map((one) => ({ ...one })) };
}
