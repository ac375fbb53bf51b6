import type { Client } from '../../../clients/typescript/src/kindred-client.ts';
import { CliError } from '../exit-codes.ts';
import { floatsOf } from './float-bytes.ts';

export interface NearestLine {
  /** Line of the file, from 1. */
  readonly line: number;
  /** Cosine similarity in the space `content`. */
  readonly score: number;
}

/**
 * The row of a file that says most nearly the same as `text`. Rows with an id of their own are left out.
 * @throws CliError when there is none
 */
export async function nearestInContent(
  client: Pick<Client, 'embeddings' | 'embedFile'>,
  path: string,
  text: string,
): Promise<NearestLine> {
  const { data } = await client.embeddings({ model: 'kindred-content', input: text });
  const query = floatsOf(data[0]?.embedding ?? []);
  let best: NearestLine | null = null;
  for await (const row of client.embedFile(path, 'content', {})) {
    if (typeof row.id !== 'number') continue;
    const score = dot(query, floatsOf(row.vector));
    if (best === null || score > best.score) best = { line: row.id, score };
  }
  if (best === null) throw new CliError(`"${path}" has no row to compare with.`);
  return best;
}

/** Of L2-normalised vectors: their cosine similarity. */
function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}
