import type { Schemas } from '@qdrant/js-client-rest';
import { drawDistinct, randomIndex, seededRandom } from '../../runtime/seeded-random.ts';
import type { EmbeddedRecord } from '../port.ts';
import type { QdrantConnection } from './connection.ts';
import { fetchPoints, idsAround } from './read.ts';

/** Neighbouring ids from which is drawn, so that a draw costs the same however many records there are. */
const WINDOW = 10_000;
/** Keeps where the window begins apart from what is drawn of it. */
const WINDOW_SEED = 0x77696e64;

export interface Draw {
  readonly count: number;
  readonly seed: number;
  readonly window?: number;
}

/**
 * `count` distinct records drawn with `seed`. Ids are hashes of content, so neighbouring ones are a random part of all:
 * beyond a window of n every record is drawn as often as another to about 1 / sqrt(n).
 */
export async function sampledPoints(
  connection: QdrantConnection,
  collection: string,
  filter: Schemas['Filter'],
  { count, seed, window = WINDOW }: Draw,
): Promise<EmbeddedRecord[]> {
  const start = randomUuid(seed ^ WINDOW_SEED);
  const ids = await idsAround(connection, collection, filter, start, Math.max(window, count));
  return fetchPoints(connection, collection, drawDistinct(ids, count, seed));
}

function randomUuid(seed: number): string {
  const random = seededRandom(seed);
  const digits = Array.from({ length: 32 }, () => randomIndex(random, 16).toString(16)).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
