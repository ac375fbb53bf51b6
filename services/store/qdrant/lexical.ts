import { z } from 'zod';
import type { Schemas } from '@qdrant/js-client-rest';
import { at } from '../../runtime/at.ts';
import { inverseDocumentFrequency } from '../bm25.ts';
import type { Neighbour } from '../port.ts';
import { visibleLexicalScore } from '../visible-score.ts';
import type { QdrantConnection } from './connection.ts';
import { bestPoints, type Wanted } from './nearest.ts';
import { fetchPoints } from './read.ts';

/**
 * Up to this many records the weights of words are computed here. The server counts deleted records too, until it has
 * written their segment anew (see `REBUILD`), which it never does for segments of less than a hundred records.
 */
const WEIGHED_HERE = 2_000;

const Words = z.object({ bm25: z.object({ indices: z.array(z.int()), values: z.array(z.number()) }) });

/** The records that share words with a question, best first by BM25; records of equal score are in the order of ids. */
export async function bestByWords(
  connection: QdrantConnection,
  collection: string,
  terms: readonly number[],
  wanted: Wanted,
): Promise<Neighbour[]> {
  const { count } = await connection.call((client) => client.count(collection, { exact: true }));
  if (count > WEIGHED_HERE) return bestPoints(connection, collection, { terms }, wanted);
  const scores = await weighed(connection, collection, terms, wanted.filter);
  const ranked = [...scores]
    .sort(([a, first], [b, second]) => second - first || (a < b ? -1 : 1))
    .slice(0, wanted.limit);
  const records = await fetchPoints(
    connection,
    collection,
    ranked.map(([id]) => id),
  );
  return records.map((embedded) => ({ ...embedded, score: scores.get(embedded.record.id) ?? 0 }));
}

/** The score of every record that passes and shares a word with the question, weighed among all that are stored now. */
async function weighed(
  connection: QdrantConnection,
  collection: string,
  terms: readonly number[],
  filter: Schemas['Filter'],
): Promise<Map<string, number>> {
  const ask = { query: { indices: [...terms], values: terms.map(() => 1) }, using: 'bm25' };
  // Twice as many: others may write between the questions.
  const all = { ...ask, limit: 2 * WEIGHED_HERE, with_payload: false };
  const [stored, passing, { count }] = await Promise.all([
    connection.call((client) => client.query(collection, { ...all, with_vector: ['bm25'] })),
    connection.call((client) => client.query(collection, { ...all, filter, with_vector: false })),
    connection.call((client) => client.count(collection, { exact: true })),
  ]);
  const asked = new Set(terms);
  const shared = stored.points.map(({ id, vector }) => {
    const { indices, values } = Words.parse(vector).bm25;
    const words = indices.flatMap((term, place) =>
      asked.has(term) ? [[term, at(values, place)] as const] : [],
    );
    return { id: String(id), words };
  });
  const holders = new Map<number, number>();
  for (const [term] of shared.flatMap(({ words }) => words)) holders.set(term, (holders.get(term) ?? 0) + 1);
  const scoreOf = new Map(
    shared.map(({ id, words }) => {
      const parts = words.map(
        ([term, value]) => value * inverseDocumentFrequency(count, holders.get(term) ?? 0),
      );
      return [id, visibleLexicalScore(parts.reduce((sum, part) => sum + part, 0))] as const;
    }),
  );
  return new Map(
    passing.points.flatMap(({ id }) => {
      const score = scoreOf.get(String(id));
      return score === undefined ? [] : [[String(id), score] as const];
    }),
  );
}
