import { z } from 'zod';
import { ResultFileName } from '../curation/operations.ts';
import { JobId } from './jobs.ts';

export const CurationAccepted = z.object({
  job: z.string().describe('The id of the job. Its report and files are below /v1/jobs/{id}.'),
  corpora: z.array(z.string()).describe('The corpora that the operation reads.'),
  operation: z.string(),
});
export type CurationAccepted = z.infer<typeof CurationAccepted>;

export const ResultFileParams = z.strictObject({ id: JobId, file: ResultFileName });
