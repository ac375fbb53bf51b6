/** Texts of a benchmark that may share an n-gram; in more of them it belongs to the benchmark's form, not to a row. */
const MOST_SHARING = 10;

const HALF = 2 ** 26;
const SHARDS = 16;

/** Texts that hold an n-gram; none when there are more than `MOST_SHARING`. */
interface Holders {
  texts: readonly number[];
  seen: boolean;
}

/**
 * Which texts of a benchmark hold an n-gram of words, and which n-grams the training texts shown so far have. N-grams are known by
 * 52 bits of a hash. An n-gram in more than `MOST_SHARING` different texts is nobody's own: Brown et al. (2020, appendix C) leave
 * out n-grams found in more than ten documents as boilerplate. Here the benchmark's texts are counted: a question that
 * training data repeat often is a leak all the more.
 */
export class NgramIndex {
  readonly #length: number;
  readonly #words: readonly (readonly string[])[];
  readonly #ids = new Map<string, number>();
  /** A map holds 16.7 million entries at most, so there are several. */
  readonly #holders = Array.from({ length: SHARDS }, () => new Map<number, Holders>());

  /** @param length words of an n-gram @param texts the words of each text of the benchmark, each text once */
  constructor(length: number, texts: readonly (readonly string[])[]) {
    this.#length = length;
    this.#words = texts;
    texts.forEach((words, text) => {
      for (const word of words) if (!this.#ids.has(word)) this.#ids.set(word, this.#ids.size + 1);
      for (const key of this.#keys(words)) this.#add(key, text);
    });
  }

  /** How many n-grams are a text's own, and how many of them training texts have shown. */
  ownOf(text: number): { own: number; seen: number } {
    let [own, seen] = [0, 0];
    for (const key of this.#keys(this.#words[text] ?? [])) {
      const holders = this.#find(key);
      if (holders === undefined || holders.texts.length === 0) continue;
      own += 1;
      if (holders.seen) seen += 1;
    }
    return { own, seen };
  }

  /** Shows a training text: how many own n-grams of which texts of the benchmark are in it. */
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

  /** The different n-grams of the words; those with a word that the benchmark has not are passed over. */
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
    const id = ids[i] ?? 0;
    high = Math.imul(high ^ id, 0x9e3779b1);
    high ^= high >>> 15;
    low = Math.imul(low + id, 0x85ebca6b);
    low ^= low >>> 13;
  }
  return (high & (HALF - 1)) * HALF + (low & (HALF - 1));
}
