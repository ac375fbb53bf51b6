import { LRUCache } from 'lru-cache';
import { foldText } from '../rows/folded-text.ts';
import { shinglesOf } from './min-hash.ts';
import { plainInstruction } from './plain-instruction.ts';
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

/** A request as one text, in which its input follows the instruction. */
export const wholeRequest = ({ instruction, input }: Request): string => `${instruction}\n${input}`;

/**
 * The words and shingles of rows. Since a row is compared with many others, they are kept as long as there is room. Equal words
 * are one object.
 */
export class RowTexts {
  readonly #requestOf: (row: number) => Request;
  readonly preambleOf: (row: number) => number;
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

  /** @param preambleOf how many characters of `wholeRequest` a row shares with many others: its letters are those behind them */
  constructor(requestOf: (row: number) => Request, preambleOf: (row: number) => number = () => 0) {
    this.#requestOf = requestOf;
    this.preambleOf = preambleOf;
  }

  requestOf(row: number): Request {
    return this.#requestOf(row);
  }

  /** The request of a row without what asks for nothing. */
  plainOf(row: number): Request {
    const { instruction, input } = this.#requestOf(row);
    return { instruction: plainInstruction(instruction), input };
  }

  wordsOf(row: number): RowWords {
    return this.comparableOf(row).row;
  }

  /** The words of a row, prepared for comparing it with other rows of these. */
  comparableOf(row: number): ComparableWords {
    const known = this.#words.get(row);
    if (known !== undefined) return known;
    const { instruction, input, code, asked } = rowWords(this.plainOf(row));
    const shared = { instruction: this.#shared(instruction), input: this.#shared(input), code, asked };
    const words = new ComparableWords(shared, (word) => this.#numbers.of(word));
    this.#words.set(row, words);
    return words;
  }

  /** The shingles of the folded request of a row behind its preamble, in ascending order. */
  shinglesOf(row: number): Uint32Array {
    const known = this.#shingles.get(row);
    if (known !== undefined) return known;
    const shingles = shinglesOf(foldText(this.#ownText(row)));
    this.#shingles.set(row, shingles);
    return shingles;
  }

  /** What a row asks for behind its preamble. */
  #ownText(row: number): string {
    const { instruction, input } = this.#requestOf(row);
    const begin = this.preambleOf(row);
    if (begin >= instruction.length) return wholeRequest({ instruction, input }).slice(begin);
    return wholeRequest({ instruction: plainInstruction(instruction.slice(begin)), input });
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
