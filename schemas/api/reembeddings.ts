import { z } from 'zod';

export const ReembeddingAccepted = z.object({
  job: z.string().describe('Follow it under /v1/jobs/{id}.'),
  corpus: z.string(),
  space_id: z.string().describe('The space that is filled.'),
});
export type ReembeddingAccepted = z.infer<typeof ReembeddingAccepted>;
