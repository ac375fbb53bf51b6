import type { z } from 'zod';
import type { ResultFileName } from '../../../schemas/curation/operations.ts';
import { jsonLines } from '../../../clients/typescript/src/json-lines.ts';
import type { Client } from '../../../clients/typescript/src/kindred-client.ts';

/**
 * The first lines of a file that a job left: what is behind them is not read.
 * @param passes which lines count; all when left out
 */
export async function firstLines<T>(
  client: Client,
  job: string,
  file: ResultFileName,
  schema: z.ZodType<T>,
  most: number,
  passes: (line: T) => boolean = () => true,
): Promise<T[]> {
  const found: T[] = [];
  for await (const line of jsonLines(await client.resultFile(job, file))) {
    const read = schema.parse(line);
    if (passes(read)) found.push(read);
    if (found.length === most) break;
  }
  return found;
}
