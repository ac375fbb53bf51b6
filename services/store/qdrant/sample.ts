import type { Schemas } from '@qdrant/js-client-rest';
import { drawDistinct, randomIndex, seededRandom } from '../../runtime/seeded-random.ts';
import type { EmbeddedRecord } from '../port.ts';
import type { CollectionReader } from './collection-reader.ts';
import { fetchPoints, idsAround } from './read.ts';

/** Records are drawn from this many neighbouring ids, so that a draw takes the same time however many records there are. */
const WINDOW = 10_000;
/** Mixed into the seed for the place of the window, so that it does not depend on the same numbers as the draw from it. */
const WINDOW_SEED = 0x77696e64;

export interface Draw {
  readonly count: number;
  readonly seed: number;
  readonly window?: number;
}

/**
 * Draws `count` different records with `seed`. They are drawn from a window of neighbouring ids. Ids are hashes of content,
 * so the records of a window of n are a random part of all, and the chances of two records to be drawn differ by about
 * 1 / sqrt(n).
 */
export async function sampledPoints(
  reader: CollectionReader,
  filter: Schemas['Filter'],
  { count, seed, window = WINDOW }: Draw,
): Promise<EmbeddedRecord[]> {
  const start = randomUuid(seed ^ WINDOW_SEED);
  const ids = await idsAround(reader, filter, start, Math.max(window, count));
  return fetchPoints(reader, drawDistinct(ids, count, seed));
}

function randomUuid(seed: number): string {
  const random = seededRandom(seed);
  const digits = Array.from({ length: 32 }, () => randomIndex(random, 16).toString(16)).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
