import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

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

/** @param groups words that share a sense, one group a line, separated by spaces; `_` joins the words of a phrase */
function synonymsOf(groups: string): Synonyms {
  const senses = new Map<string, number[]>();
  groups.split('\n').forEach((line, sense) => {
    if (line.startsWith('#')) return;
    for (const word of line.split(' ')) {
      const known = senses.get(word);
      if (known === undefined) senses.set(word, [sense]);
      else known.push(sense);
    }
  });
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

const FILE = new URL('../../../infra/words/synonyms.txt.gz', import.meta.url);
let shipped: Synonyms | null = null;

/** The synonyms of WordNet 3.1 that come with Kindred (infra/words); read once a process. */
export function shippedSynonyms(): Synonyms {
  shipped ??= synonymsOf(gunzipSync(readFileSync(FILE)).toString('utf8'));
  return shipped;
}
