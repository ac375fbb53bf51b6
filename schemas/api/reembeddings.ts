import { z } from 'zod';

export const ReembeddingAccepted = z.object({
  job: z.string().describe('The id of the job, which GET /v1/jobs/{id} reports on.'),
  corpus: z.string(),
  space_id: z.string().describe('The id of the encoder whose vectors are being computed.'),
});
export type ReembeddingAccepted = z.infer<typeof ReembeddingAccepted>;
