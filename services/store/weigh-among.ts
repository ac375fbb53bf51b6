import { embeddingText } from '../corpus/embedding-text.ts';
import { at } from '../runtime/at.ts';
import { documentVector, inverseDocumentFrequency, queryTerms } from './bm25.ts';
import type { Neighbour } from './port.ts';
import { visibleLexicalScore } from './visible-score.ts';

/**
 * Ranks the results of a search by words anew, best first by BM25; records of equal score are in the order of ids. Words
 * are weighed as if the store held `total` records and only those of `found` shared a word with `text`, so that a score
 * tells nothing about other records.
 */
export function weighAmong(text: string, found: readonly Neighbour[], total: number): Neighbour[] {
  const asked = new Set(queryTerms(text));
  const holders = new Map<number, number>();
  const shared = found.map(({ record }) => {
    const { indices, values } = documentVector(embeddingText(record));
    return indices.flatMap((term, place) => (asked.has(term) ? [{ term, value: at(values, place) }] : []));
  });
  for (const { term } of shared.flat()) holders.set(term, (holders.get(term) ?? 0) + 1);
  const weightOf = (term: number): number => inverseDocumentFrequency(total, holders.get(term) ?? 0);
  return found
    .map((neighbour, place) => {
      const score = at(shared, place).reduce((sum, { term, value }) => sum + value * weightOf(term), 0);
      return { ...neighbour, score: visibleLexicalScore(score) };
    })
    .sort((a, b) => b.score - a.score || (a.record.id < b.record.id ? -1 : 1));
}
