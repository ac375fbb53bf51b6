import { z } from 'zod';

export const VanishingRows = z
  .object({
    field: z.enum(['language', 'source']),
    value: z.string(),
    rows: z.int().describe('The number of rows that could be taken.'),
    selected: z.int(),
    expected: z
      .number()
      .describe('Their share of the selected rows, if as many as in the corpus were taken.'),
  })
  .describe(
    'A language or source of which the selection took a third of its share or less. The language is the field `language` or `lang`, ' +
      'or else told from the letters of the instruction.',
  );
export type VanishingRows = z.infer<typeof VanishingRows>;
