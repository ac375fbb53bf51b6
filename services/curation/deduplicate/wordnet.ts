import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Senses of a word beyond this one are rare. */
const MOST_SENSES = 6;
/** What it is a kind of, what is similar, the group of verbs (the pointer symbols of wninput). */
const RELATIONS = new Set(['@', '&', '$']);
const PARTS = { noun: 'n', verb: 'v', adj: 'a', adv: 'r' } as const;
/** Parts of speech by the number that `index.sense` has for them; 5 are adjectives too. */
const PART_OF_NUMBER = ['n', 'v', 'a', 'r', 'a'];

/** A sense of WordNet: the words that share it, and the senses that it points at. */
interface Sense {
  readonly words: readonly string[];
  readonly related: readonly string[];
}

/**
 * Words of one sense, or of a sense and a directly related one, from WordNet's database files (the formats wndb and
 * senseidx). Siblings share no group: `cat` and `dog` are no synonyms. Rare senses, names, and phrases in relations are
 * left out. It takes a second.
 */
export function* wordGroups(directory: string): Generator<readonly string[]> {
  const senses = readSenses(directory);
  for (const { words, related } of senses.values()) {
    if (words.length > 1) yield words;
    const own = words.filter(isSingle);
    if (own.length === 0) continue;
    for (const key of related) {
      const others = (senses.get(key)?.words ?? []).filter(isSingle);
      if (others.length > 0) yield [...own, ...others];
    }
  }
}

function isSingle(word: string): boolean {
  return !word.includes('_');
}

function linesOf(directory: string, file: string): string[] {
  return readFileSync(join(directory, file), 'latin1').split('\n');
}

/** Words in a sense, by part and offset, for which the sense is a common one. */
function commonWords(directory: string): Set<string> {
  const common = new Set<string>();
  for (const line of linesOf(directory, 'index.sense')) {
    const [key = '', offset, rank] = line.split(' ', 3);
    if (offset === undefined || Number(rank) > MOST_SENSES) continue;
    const at = key.indexOf('%');
    const part = PART_OF_NUMBER[Number(key[at + 1]) - 1] ?? '';
    common.add(`${key.slice(0, at)} ${part}${offset}`);
  }
  return common;
}

function readSenses(directory: string): Map<string, Sense> {
  const common = commonWords(directory);
  const senses = new Map<string, Sense>();
  for (const [file, part] of Object.entries(PARTS)) {
    for (const line of linesOf(directory, `data.${file}`)) {
      if (line === '' || line.startsWith('  ')) continue;
      const key = `${part}${line.slice(0, line.indexOf(' '))}`;
      senses.set(key, senseOf(line.split(' '), key, common));
    }
  }
  return senses;
}

function senseOf(fields: readonly string[], key: string, common: ReadonlySet<string>): Sense {
  const count = Number.parseInt(fields[3] ?? '0', 16);
  const words: string[] = [];
  for (let at = 4; at < 4 + 2 * count; at += 2) {
    // An adjective may end in its place in a sentence: `afloat(p)`.
    const word = (fields[at] ?? '').replace(/\(.*\)/, '');
    if (/^[a-z][a-z_'-]*$/.test(word) && common.has(`${word} ${key}`)) words.push(word);
  }
  const pointers = 4 + 2 * count;
  const related: string[] = [];
  const end = pointers + 1 + 4 * Number(fields[pointers]);
  for (let at = pointers + 1; at < end; at += 4) {
    const part = (fields[at + 2] ?? '').replace('s', 'a');
    if (RELATIONS.has(fields[at] ?? '')) related.push(`${part}${fields[at + 1] ?? ''}`);
  }
  return { words, related };
}
