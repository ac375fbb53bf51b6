import { z } from 'zod';
import { ResultFileName } from '../curation/operations.ts';
import { JobId } from './jobs.ts';

export const CurationAccepted = z.object({
  job: z.string().describe('Follow it under /v1/jobs/{id}; its results are below that address.'),
  corpora: z.array(z.string()).describe('The corpora that are read.'),
  operation: z.string(),
});
export type CurationAccepted = z.infer<typeof CurationAccepted>;

export const ResultFileParams = z.strictObject({ id: JobId, file: ResultFileName });
