import { at } from '../../runtime/at.ts';

/** An n-gram in more texts of a benchmark than this belongs to the form of the benchmark, not to a single text. */
const MOST_SHARING = 10;

const HALF = 2 ** 26;
const SHARDS = 16;

/** What is known of an n-gram. */
interface Holders {
  /** The benchmark texts with this n-gram; none when there are more than `MOST_SHARING`. */
  texts: readonly number[];
  /** Whether a training text had it. */
  seen: boolean;
}

/**
 * Which texts of a benchmark have an n-gram of words, and which of these n-grams the training texts shown so far have. An
 * n-gram is stored as a hash of 52 bits. An n-gram in more than `MOST_SHARING` different texts of the benchmark counts as
 * none of theirs: Brown et al. (2020, appendix C) leave out n-grams found in more than ten documents as boilerplate. Only
 * texts of the benchmark are counted, since a question that the training data repeat often is a leak all the more.
 */
export class NgramIndex {
  readonly #length: number;
  readonly #words: readonly (readonly string[])[];
  readonly #ids = new Map<string, number>();
  /** There are several maps because one holds at most 16.7 million entries. */
  readonly #holders = Array.from({ length: SHARDS }, () => new Map<number, Holders>());

  /**
   * @param length how many words an n-gram has
   * @param texts the words of each text of the benchmark; no text comes twice
   */
  constructor(length: number, texts: readonly (readonly string[])[]) {
    this.#length = length;
    this.#words = texts;
    texts.forEach((words, text) => {
      for (const word of words) if (!this.#ids.has(word)) this.#ids.set(word, this.#ids.size + 1);
      for (const key of this.#keys(words)) this.#add(key, text);
    });
  }

  /** How many n-grams a text of the benchmark has of its own, and how many of them are in training texts shown so far. */
  ownOf(text: number): { own: number; seen: number } {
    let [own, seen] = [0, 0];
    for (const key of this.#keys(at(this.#words, text))) {
      const holders = this.#find(key);
      if (holders === undefined || holders.texts.length === 0) continue;
      own += 1;
      if (holders.seen) seen += 1;
    }
    return { own, seen };
  }

  /** Notes the n-grams of a training text, and says how many of them belong to which text of the benchmark. */
  show(words: readonly string[]): Map<number, number> {
    const counts = new Map<number, number>();
    for (const key of this.#keys(words)) {
      const holders = this.#find(key);
      if (holders === undefined) continue;
      holders.seen = true;
      for (const text of holders.texts) counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    return counts;
  }

  #find(key: number): Holders | undefined {
    return this.#holders[key % SHARDS]?.get(key);
  }

  #add(key: number, text: number): void {
    const known = this.#find(key);
    if (known === undefined) this.#holders[key % SHARDS]?.set(key, { texts: [text], seen: false });
    else if (known.texts.length === MOST_SHARING) known.texts = [];
    else if (known.texts.length > 0) known.texts = [...known.texts, text];
  }

  /** The hashes of the different n-grams of the words, without n-grams that have a word unknown to the benchmark. */
  #keys(words: readonly string[]): Set<number> {
    const ids = Int32Array.from(words, (word) => this.#ids.get(word) ?? 0);
    const keys = new Set<number>();
    for (let end = 0, known = 0; end < ids.length; end++) {
      known = ids[end] === 0 ? 0 : known + 1;
      if (known >= this.#length) keys.add(hashOf(ids, end + 1 - this.#length, end + 1));
    }
    return keys;
  }
}

/** Two hashes of 26 bits, side by side. */
function hashOf(ids: Int32Array, begin: number, end: number): number {
  let [high, low] = [17, 31];
  for (let i = begin; i < end; i++) {
    const id = ids[i]!;
    high = Math.imul(high ^ id, 0x9e3779b1);
    high ^= high >>> 15;
    low = Math.imul(low + id, 0x85ebca6b);
    low ^= low >>> 13;
  }
  return (high & (HALF - 1)) * HALF + (low & (HALF - 1));
}
