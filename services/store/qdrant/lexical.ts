import { z } from 'zod';
import type { Schemas } from '@qdrant/js-client-rest';
import { at } from '../../runtime/at.ts';
import { inverseDocumentFrequency } from '../bm25.ts';
import type { Neighbour } from '../port.ts';
import { visibleLexicalScore } from '../visible-score.ts';
import type { CollectionReader } from './collection-reader.ts';
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
  reader: CollectionReader,
  terms: readonly number[],
  wanted: Wanted,
): Promise<Neighbour[]> {
  const count = await reader.count({});
  if (count > WEIGHED_HERE) return bestPoints(reader, { terms }, wanted);
  const scores = await weighed(reader, terms, wanted.filter);
  const ranked = [...scores]
    .sort(([a, first], [b, second]) => second - first || (a < b ? -1 : 1))
    .slice(0, wanted.limit);
  const records = await fetchPoints(
    reader,
    ranked.map(([id]) => id),
  );
  return records.map((embedded) => ({ ...embedded, score: scores.get(embedded.record.id) ?? 0 }));
}

/** The score of every record that passes and shares a word with the question, weighed among all that are stored now. */
async function weighed(
  reader: CollectionReader,
  terms: readonly number[],
  filter: Schemas['Filter'],
): Promise<Map<string, number>> {
  const ask = { query: { indices: [...terms], values: terms.map(() => 1) }, using: 'bm25' };
  // Twice as many: others may write between the questions.
  const all = 2 * WEIGHED_HERE;
  const [stored, passing, count] = await Promise.all([
    reader.best({ ...ask, with_payload: false, with_vector: ['bm25'] }, all),
    reader.best({ ...ask, filter, with_payload: false, with_vector: false }, all),
    reader.count({}),
  ]);
  const asked = new Set(terms);
  const shared = stored.map(({ id, vector }) => {
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
    passing.flatMap(({ id }) => {
      const score = scoreOf.get(String(id));
      return score === undefined ? [] : [[String(id), score] as const];
    }),
  );
}
