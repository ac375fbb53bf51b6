import { carriesMeaning, type RowWords, type Word } from './words.ts';

/** Places of words are counted up to this; no text has so many. */
const PLACES = 2 ** 24;

/** The words of a text that carry meaning, in their order, and sorted so that two texts are compared in one walk. */
interface WordBag {
  readonly words: readonly Word[];
  /** For each word the number of its text times `PLACES` and its place among `words`, in ascending order. */
  readonly sorted: Float64Array;
}

/** The words of a row, prepared for comparing it with many others. */
export class ComparableWords {
  readonly row: RowWords;
  readonly #numberOf: (word: Word) => number;
  #instruction: WordBag | null = null;
  #input: WordBag | null = null;
  #both: WordBag | null = null;

  /** @param numberOf gives words of equal text equal numbers, and others other ones; below 2^29 */
  constructor(row: RowWords, numberOf: (word: Word) => number) {
    this.row = row;
    this.#numberOf = numberOf;
  }

  get instruction(): WordBag {
    return (this.#instruction ??= this.#bagOf(this.row.instruction));
  }

  get input(): WordBag {
    return (this.#input ??= this.#bagOf(this.row.input));
  }

  get both(): WordBag {
    if (this.row.input.length === 0) return this.instruction;
    return (this.#both ??= this.#bagOf([...this.row.instruction, ...this.row.input]));
  }

  #bagOf(all: readonly Word[]): WordBag {
    const words = all.filter(carriesMeaning);
    const sorted = Float64Array.from(words, (word, place) => this.#numberOf(word) * PLACES + place);
    return { words, sorted: sorted.sort() };
  }
}

/** Numbers texts of words in the order in which they come. */
export class WordNumbers {
  readonly #numbers = new Map<string, number>();

  of({ text }: Word): number {
    let number = this.#numbers.get(text);
    if (number === undefined) this.#numbers.set(text, (number = this.#numbers.size));
    return number;
  }
}

/** The words of one bag that another lacks, in their order. A repeated word is lacking as often as the other bag has it less. */
export function unmatchedOf({ words, sorted: own }: WordBag, { sorted: theirs }: WordBag): Word[] {
  const places: number[] = [];
  for (let i = 0, j = 0; i < own.length; i++) {
    const number = Math.floor(own[i]! / PLACES);
    while (j < theirs.length && theirs[j]! < number * PLACES) j++;
    if (j < theirs.length && theirs[j]! < (number + 1) * PLACES) j++;
    else places.push(own[i]! - number * PLACES);
  }
  return places.sort((a, b) => a - b).map((place) => words[place]!);
}
