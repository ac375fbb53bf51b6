import { z } from 'zod';

export const Health = z.object({ status: z.literal('ok') });
export const Readiness = z.object({
  status: z.enum(['ready', 'not_ready']),
  store: z.string(),
  queue: z.string(),
  encoder: z.string(),
});
export type Readiness = z.infer<typeof Readiness>;
