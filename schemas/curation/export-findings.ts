import { z } from 'zod';
import { DuplicateDecisions } from './duplicate-decisions.ts';

export const ReplacedValues = z
  .object({
    numbers: z.int().describe('NaN and infinities: null, or an empty cell.'),
    bytes: z.int().describe('Bytes: base64.'),
    texts: z.int().describe('Texts with NUL or half of a surrogate pair: U+FFFD in its place.'),
  })
  .describe('How many values the format could not carry, and what stands in their place.');

export const UnwrittenParts = z
  .object({
    records: z.int().describe('The number of records that have such a part.'),
    parts: z.array(z.object({ part: z.enum(['input', 'output', 'system', 'history']), records: z.int() })),
  })
  .describe(
    'What the layout of all rows has no place for, such as answers in `text`: it is not in the file. `trainers` says it of the ' +
      'layouts for trainers. Reports of earlier versions lack it.',
  );

export const AppliedDecisions = DuplicateDecisions.pick({
  same: true,
  different: true,
  swap: true,
  by_threshold: true,
});
