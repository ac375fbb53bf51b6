import { LRUCache } from 'lru-cache';
import { foldText } from '../rows/folded-text.ts';
import { shinglesOf } from './min-hash.ts';
import { ComparableWords, WordNumbers } from './word-bags.ts';
import { rowWords, type RowWords, type Word } from './words.ts';

/** The text of a row's request. */
export interface Request {
  readonly instruction: string;
  readonly input: string;
}

/** How many words of all rows are kept, sixteen to 24 bytes each. */
const KEPT_WORDS = 16_000_000;
/** How many shingles of all rows are kept, four bytes each. */
const KEPT_SHINGLES = 32_000_000;

/** A request as one folded text. */
function foldedRequest({ instruction, input }: Request): string {
  return foldText(`${instruction}\n${input}`);
}

/**
 * The words and shingles of rows. Since a row is compared with many others, they are kept as long as there is room. Equal words
 * are one object.
 */
export class RowTexts {
  readonly #requestOf: (row: number) => Request;
  readonly #vocabulary = new Map<string, Word>();
  readonly #numbers = new WordNumbers();
  readonly #words = new LRUCache<number, ComparableWords>({
    maxSize: KEPT_WORDS,
    sizeCalculation: ({ row: { instruction, input } }) => instruction.length + input.length + 1,
  });
  readonly #shingles = new LRUCache<number, Uint32Array>({
    maxSize: KEPT_SHINGLES,
    sizeCalculation: ({ length }) => length + 1,
  });

  constructor(requestOf: (row: number) => Request) {
    this.#requestOf = requestOf;
  }

  requestOf(row: number): Request {
    return this.#requestOf(row);
  }

  wordsOf(row: number): RowWords {
    return this.comparableOf(row).row;
  }

  /** The words of a row, prepared for comparing it with other rows of these. */
  comparableOf(row: number): ComparableWords {
    const known = this.#words.get(row);
    if (known !== undefined) return known;
    const { instruction, input, code } = rowWords(this.#requestOf(row));
    const shared = { instruction: this.#shared(instruction), input: this.#shared(input), code };
    const words = new ComparableWords(shared, (word) => this.#numbers.of(word));
    this.#words.set(row, words);
    return words;
  }

  /** The shingles of the folded request of a row, in ascending order. */
  shinglesOf(row: number): Uint32Array {
    const known = this.#shingles.get(row);
    if (known !== undefined) return known;
    const shingles = shinglesOf(foldedRequest(this.#requestOf(row)));
    this.#shingles.set(row, shingles);
    return shingles;
  }

  #shared(words: readonly Word[]): readonly Word[] {
    return words.map((word) => {
      const key = `${word.kind} ${word.text}`;
      const known = this.#vocabulary.get(key);
      if (known === undefined) this.#vocabulary.set(key, word);
      return known ?? word;
    });
  }
}
