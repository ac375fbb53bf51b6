import type { RowWords, Word } from './words.ts';

export type KindCounts = Readonly<Record<Word['kind'], number>>;

/** How many of the given words of a text are of each kind. */
export function countKinds({ instruction, input }: RowWords, words: readonly string[]): KindCounts {
  const kinds = new Map([...instruction, ...input].map(({ text, kind }) => [text, kind]));
  const counts = { function: 0, negation: 0, request: 0, number: 0, name: 0, term: 0 };
  for (const word of words) counts[kinds.get(word) ?? 'term'] += 1;
  return counts;
}
