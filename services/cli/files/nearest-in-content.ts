import type { Client } from '../../../clients/typescript/src/kindred-client.ts';
import { at } from '../../runtime/at.ts';
import { CliError } from '../exit-codes.ts';
import { floatsOf } from './float-bytes.ts';

export interface NearestLine {
  /** The line of the file, counted from 1. */
  readonly line: number;
  /** Cosine similarity in the space `content`. */
  readonly score: number;
}

/**
 * Finds the row of a file whose content is most similar to `text`. Rows that have an id in the file are left out, since
 * the service then does not tell their line.
 * @throws CliError when there is no such row
 */
export async function nearestInContent(
  client: Pick<Client, 'embeddings' | 'embedFile'>,
  path: string,
  text: string,
): Promise<NearestLine> {
  const { data } = await client.embeddings({ model: 'kindred-content', input: text });
  const query = floatsOf(at(data, 0).embedding);
  let best: NearestLine | null = null;
  for await (const row of client.embedFile(path, 'content', {})) {
    if (typeof row.id !== 'number') continue;
    const score = cosine(query, floatsOf(row.vector));
    if (best === null || score > best.score) best = { line: row.id, score };
  }
  if (best === null) throw new CliError(`"${path}" has no row to compare with.`);
  return best;
}

/** The scalar product of two L2-normalised vectors, which is their cosine similarity. */
function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, index) => sum + value * at(b, index), 0);
}
