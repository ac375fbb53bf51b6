import { z } from 'zod';

/** How many rows: a whole number of rows, or a number below 1 for a share of all rows. */
export const Budget = z.union([z.int().min(1).max(10_000_000), z.number().gt(0).lt(1)], {
  error: 'give a whole number from 1 to 10,000,000, or a share of the rows below 1',
});
