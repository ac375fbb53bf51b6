import { z } from 'zod';

export const Health = z.object({ status: z.literal('ok') });
export const Readiness = z.object({
  status: z.enum(['ready', 'read_only', 'not_ready', 'stopping']),
  store: z.string(),
  queue: z.string(),
  encoder: z.string(),
  disk: z.string(),
});
export type Readiness = z.infer<typeof Readiness>;
