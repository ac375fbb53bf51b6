import { at } from '../../runtime/at.ts';
import type { SegmentedWords } from './words.ts';

/** Texts are found by so many of their first words; shorter ones are looked for as whole texts only. */
const START = 4;
/** A text with at least this many words does not stand inside another one by chance (Brown et al. 2020 use 13-grams). */
export const WHOLE_FROM = 13;

/** Finds the texts of a benchmark that stand word for word in other texts. */
export class StartIndex {
  readonly #texts: readonly (readonly string[])[];
  readonly #ids = new Map<string, number>();
  readonly #byStart = new Map<number, number[]>();

  /** @param texts the words of each text of the benchmark */
  constructor(texts: readonly (readonly string[])[]) {
    this.#texts = texts;
    texts.forEach((words, text) => {
      if (words.length < START) return;
      for (const word of words.slice(0, START))
        if (!this.#ids.has(word)) this.#ids.set(word, this.#ids.size + 1);
      const key = this.#keyAt(words, 0);
      const known = key === null ? undefined : this.#byStart.get(key);
      if (known !== undefined) known.push(text);
      else if (key !== null) this.#byStart.set(key, [text]);
    });
  }

  /**
   * The texts of the benchmark that stand whole in a text. One with fewer than 13 words must be a whole sentence or line
   * there, or several, since a part of a sentence may have the same words by chance.
   */
  find({ words, bounds }: SegmentedWords): Set<number> {
    const found = new Set<number>();
    for (let begin = 0; begin + START <= words.length; begin++) {
      const key = this.#keyAt(words, begin);
      for (const text of (key === null ? undefined : this.#byStart.get(key)) ?? []) {
        if (found.has(text)) continue;
        const sought = at(this.#texts, text);
        const end = begin + sought.length;
        if (end > words.length) continue;
        if (sought.length < WHOLE_FROM && !(bounds.has(begin) && bounds.has(end))) continue;
        if (sought.every((word, i) => word === words[begin + i])) found.add(text);
      }
    }
    return found;
  }

  #keyAt(words: readonly string[], begin: number): number | null {
    let key = 17;
    for (let i = begin; i < begin + START; i++) {
      const id = this.#ids.get(words[i] ?? '');
      if (id === undefined) return null;
      key = Math.imul(key ^ id, 0x9e3779b1) ^ (key >>> 13);
    }
    return key;
  }
}
