import { z } from 'zod';
import { ColumnMap } from './layout.ts';

/** A column map with a name, as a file holds it. Kindred ships some, which are found by the fields that they ask for. */
export const ColumnMapFile = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'use 1 to 64 small letters, digits and dashes')
    .describe('What the map is called.'),
  about: z.string().max(1_000).optional().describe('Which files it reads.'),
  known: z
    .enum(['written by the tool', 'documented', 'from memory'])
    .optional()
    .describe('How the shape of the rows is known.'),
  recognises: z
    .array(z.string().min(1).max(200))
    .max(20)
    .optional()
    .describe(
      'The fields, or paths to them, that a row must have to be read with this map without being asked to.',
    ),
  rows: z.string().min(1).max(1_000).optional().describe('The list that holds the rows of a JSON file.'),
  columns: ColumnMap.partial().describe(
    'Which columns hold what. Without an instruction what it does not name is found by the usual names.',
  ),
});
export type ColumnMapFile = z.infer<typeof ColumnMapFile>;

export const ColumnMapName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/)
  .describe('The name of a column map that Kindred ships, such as `lm-eval`.');
