import type { Schemas } from '@qdrant/js-client-rest';
import type { TextVectors } from '../../embedding/port.ts';
import { termOf } from '../term.ts';
import type { EmbeddedRecord } from '../port.ts';
import type { CollectionReader } from './collection-reader.ts';
import type { QdrantConnection } from './connection.ts';
import { anyOf, ofCorpora } from './filter.ts';
import { embeddedOf, epochOfPoint, RECORD_FIELDS, textHashOf, VECTOR_NAMES, vectorsOf } from './point.ts';
import { slicesOf } from '../slices.ts';

/** Number of points in one request. With its vectors a point takes about nine kilobytes, without counting its text. */
const POINTS_A_REQUEST = 128;
const IDS_A_REQUEST = 10_000;

/** The records with these ids, in the order of `ids`; ids that are not stored are left out. */
export async function fetchPoints(
  reader: CollectionReader,
  ids: readonly string[],
): Promise<EmbeddedRecord[]> {
  const found = new Map<string, EmbeddedRecord>();
  for (const part of slicesOf(ids, POINTS_A_REQUEST)) {
    const points = await reader.retrieve(part, { with_payload: RECORD_FIELDS, with_vector: VECTOR_NAMES });
    for (const point of points) found.set(String(point.id), embeddedOf(point));
  }
  return ids.flatMap((id) => found.get(id) ?? []);
}

/** One page of points with their vectors in the order of ids, and the `after` of the next page. */
export async function pageOfPoints(
  reader: CollectionReader,
  { after, limit }: { readonly after?: string; readonly limit: number },
  asked: Pick<Schemas['ScrollRequest'], 'filter' | 'with_payload'>,
): Promise<{ points: Schemas['Record'][]; next: string | null }> {
  // The offset is included in the answer, and one more tells whether there is a next page.
  const points = await reader.first({ ...asked, with_vector: VECTOR_NAMES }, limit + 2, after);
  const found = points.filter(({ id }) => id !== after);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return { points: page, next: found.length > limit && last !== undefined ? String(last.id) : null };
}

/** Those of `ids` that are stored, and with `since` those that were written in that epoch or a later one. */
export async function knownIds(
  connection: QdrantConnection,
  collection: string,
  ids: readonly string[],
  since = 0,
): Promise<Set<string>> {
  const known = new Set<string>();
  for (const part of slicesOf(ids, IDS_A_REQUEST)) {
    const points = await connection.call((client) =>
      client.retrieve(collection, {
        ids: part,
        with_payload: since > 0 ? ['epoch'] : false,
        with_vector: false,
      }),
    );
    for (const point of points) if (since === 0 || epochOfPoint(point) >= since) known.add(String(point.id));
  }
  return known;
}

/**
 * Up to `count` ids of records that pass the filter and follow one another, from `start` on. When there are too few of
 * them, the first ids of all are added. The ids are in ascending order.
 * @param start a UUID, which need not be stored
 */
export async function idsAround(
  reader: CollectionReader,
  filter: Schemas['Filter'],
  start: string,
  count: number,
): Promise<string[]> {
  const asked = { filter, with_payload: false, with_vector: false };
  const idsFrom = async (limit: number, from?: string): Promise<string[]> =>
    (await reader.first(asked, limit, from)).map(({ id }) => String(id));
  const after = await idsFrom(count, start);
  if (after.length === count) return after;
  const before = await idsFrom(count - after.length);
  return [...before.filter((id) => id < start), ...after];
}

/**
 * The vectors of texts by their hash, for those hashes that a record has. Many records may share a hash, so a hash whose
 * vectors were found is not asked for again.
 */
export async function vectorsWithHash(
  reader: CollectionReader,
  hashes: readonly string[],
  corpora?: readonly string[],
): Promise<Map<string, TextVectors>> {
  const wanted = new Set(hashes);
  const within = corpora === undefined ? [] : [ofCorpora(corpora)];
  const known = new Map<string, TextVectors>();
  for (const part of slicesOf([...wanted], POINTS_A_REQUEST)) {
    let open = part;
    while (open.length > 0) {
      const terms = open.map((hash) => termOf('text_hash', hash));
      const asked = {
        filter: { must: [anyOf(terms), ...within] },
        with_payload: ['text_hash'],
        with_vector: VECTOR_NAMES,
      };
      const points = await reader.first(asked, 2 * POINTS_A_REQUEST);
      for (const point of points) known.set(textHashOf(point), vectorsOf(point));
      open = points.length < 2 * POINTS_A_REQUEST ? [] : open.filter((hash) => !known.has(hash));
    }
  }
  return new Map([...known].filter(([hash]) => wanted.has(hash)));
}
