import { z } from 'zod';
import { at } from '../../runtime/at.ts';
import { SPACE, type TextClause } from './clauses.ts';
import { SIGNS, signsOf } from './signs.ts';

const BUCKETS = 1 << 17;
const SHORTEST_GRAM = 2;
const LONGEST_GRAM = 5;
const OPENING_WORDS = 3;
/** What is hashed: character n-grams, words, pairs of words, and the first words together. */
const GRAM = 1;
const WORD = 2;
const PAIR = 3;
const OPENING = 4;
const FNV_OFFSET = 2_166_136_261;
const FNV_PRIME = 16_777_619;
/** Marks for the beginning and the end of a clause. */
const BEGINS = 2;
const ENDS = 3;

const AskingWeights = z.object({
  format: z.literal('asking-1'),
  bias: z.number(),
  /** What one of the whole numbers is worth, of the hashed ones and of the signs. */
  scale: z.number().positive(),
  sign_scale: z.number().positive(),
  signs: z
    .record(z.string(), z.int().min(-127).max(127))
    .refine((signs) => Object.keys(signs).join() === SIGNS.join(), 'it has not the signs of this version'),
  weights: z
    .base64()
    .transform((text) => new Int8Array(Buffer.from(text, 'base64')))
    .refine((weights) => weights.length === BUCKETS, `it has not ${BUCKETS} weights`),
});

/** Says of each clause of a text how much it asks of its reader: the log of the odds. */
export type AskingScorer = (clauses: readonly TextClause[]) => number[];

/**
 * Makes the scorer of a file that `infra/training/train_asking.py` wrote. Sums are of whole numbers, so that a score is the
 * same to the last bit everywhere.
 *
 * @throws ZodError when the file has another shape
 */
export function createAskingScorer(file: object): AskingScorer {
  const content = AskingWeights.parse(file);
  const signWeights = Object.values(content.signs);
  return (clauses) => {
    const signs = signsOf(clauses);
    return clauses.map(({ text }, index) => {
      const hashed = hashedSum(foldedClause(text), content.weights);
      let place = 0;
      for (const [sign, holds] of at(signs, index).entries()) if (holds) place += at(signWeights, sign);
      return (
        (hashed.sum / Math.sqrt(hashed.count)) * content.scale + place * content.sign_scale + content.bias
      );
    });
  };
}

/** Latin, Greek and Cyrillic: their small letters are the same in every version of Unicode. Digits count as 0. */
const SMALL = Uint16Array.from({ length: 0x590 }, (_, unit) => {
  const letter = String.fromCharCode(unit);
  const small = letter.toLowerCase();
  return /[0-9]/.test(letter) ? 0x30 : small.length === 1 ? small.charCodeAt(0) : unit;
});
const SPACES = new RegExp(`[${SPACE}]+`, 'g');
/** Of one character, as in a line to fill in: three stand for all. */
const RUNS = /(.)\1{3,}/g;
const WORDS = new RegExp(
  String.raw`[^${SPACE}!-/:-@\[-\x60{-~¡«»¿“”‘’„…،؛؟。、！？；：（）「」『』【】《》]+`,
  'g',
);

/** The UTF-16 units of a clause in small letters, spaces as one, longer runs of a character as three. */
function foldedClause(text: string): string {
  const spaced = text.replace(SPACES, ' ');
  const units = new Uint16Array(spaced.length);
  for (let index = 0; index < units.length; index += 1) {
    const unit = spaced.charCodeAt(index);
    units[index] = SMALL[unit] ?? unit;
  }
  return String.fromCharCode(...units).replace(RUNS, '$1$1$1');
}

interface HashedSum {
  sum: number;
  /** How many hashed features there are. */
  count: number;
}

function hashedSum(text: string, weights: Int8Array): HashedSum {
  const sum = { sum: 0, count: 0 };
  addGrams(text, weights, sum);
  const words = text.match(WORDS) ?? [];
  const add = (state: number): void => {
    sum.sum += at(weights, bucketOf(state));
    sum.count += 1;
  };
  let opening = seedOf(OPENING);
  for (const [index, word] of words.entries()) {
    add(mixed(seedOf(WORD), word));
    const next = words[index + 1];
    if (next !== undefined) add(mixed(mixed(seedOf(PAIR), `${word} `), next));
    if (index >= OPENING_WORDS) continue;
    opening = mixed(opening, `${word} `);
    add(opening);
  }
  return sum;
}

function addGrams(text: string, weights: Int8Array, total: HashedSum): void {
  const marked = String.fromCharCode(BEGINS) + text + String.fromCharCode(ENDS);
  const seed = seedOf(GRAM);
  let sum = 0;
  let count = 0;
  for (let start = 0; start < marked.length; start += 1) {
    const end = Math.min(start + LONGEST_GRAM, marked.length);
    let state = Math.imul(seed ^ marked.charCodeAt(start), FNV_PRIME);
    for (let index = start + SHORTEST_GRAM - 1; index < end; index += 1) {
      state = Math.imul(state ^ marked.charCodeAt(index), FNV_PRIME);
      sum += weights[bucketOf(state)]!;
      count += 1;
    }
  }
  total.sum += sum;
  total.count += count;
}

/** FNV-1a over UTF-16 units. */
function mixed(state: number, text: string): number {
  let next = state;
  for (let index = 0; index < text.length; index += 1) {
    next = Math.imul(next ^ text.charCodeAt(index), FNV_PRIME);
  }
  return next;
}

/** Where the hash of a kind of feature begins. */
function seedOf(kind: number): number {
  return Math.imul(FNV_OFFSET ^ kind, FNV_PRIME);
}

function bucketOf(state: number): number {
  return (state ^ (state >>> 15)) & (BUCKETS - 1);
}
