import { z } from 'zod';

/** The field `same_task_from` of several operations. */
export const SameTaskFrom = z
  .number()
  .min(0)
  .max(1)
  .default(0.7)
  .describe(
    'The similarity in the task space from which two rows ask for the same kind of work, whatever their ' +
      'labels.',
  );

/** A row that is shown as an example. */
export const ExampleRow = z.object({
  id: z.string(),
  text: z.string().describe('The instruction and the input, cut when they are long.'),
});
export type ExampleRow = z.infer<typeof ExampleRow>;
