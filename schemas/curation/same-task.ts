import { z } from 'zod';

/** The similarity that an option `same_task_from` takes. */
export const SameTaskFrom = z
  .number()
  .min(0)
  .max(1)
  .default(0.7)
  .describe('Similarity in the task space from which two rows do the same kind of work, labels aside.');

/** A row that shows what is meant. */
export const ExampleRow = z.object({
  id: z.string(),
  text: z.string().describe('Instruction and input, cut when long.'),
});
export type ExampleRow = z.infer<typeof ExampleRow>;
