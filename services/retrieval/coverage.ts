import { inverseDocumentFrequency } from '../store/bm25.ts';

const WORD = /[\p{L}\p{N}]+/gu;

/** The different words of a text in lower case: runs of letters and digits. */
function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(WORD) ?? []);
}

/**
 * Measures how much of the vocabulary of a query a set of demonstrations covers. It is a cheap form of the set recall of
 * Gupta et al. 2023, "Coverage-based Example Selection for In-Context Learning", section 3, with words weighted by their
 * inverse document frequency among the candidates.
 */
export class QueryCoverage {
  readonly #weights: ReadonlyMap<string, number>;
  readonly #words: ReadonlyMap<string, readonly string[]>;
  readonly #covered = new Set<string>();

  /** @param texts the text of each candidate, by id */
  constructor(query: string, texts: ReadonlyMap<string, string>) {
    const queryWords = wordsOf(query);
    const words = new Map<string, readonly string[]>();
    const frequency = new Map<string, number>();
    for (const [id, text] of texts) {
      const shared = [...wordsOf(text)].filter((word) => queryWords.has(word));
      words.set(id, shared);
      for (const word of shared) frequency.set(word, (frequency.get(word) ?? 0) + 1);
    }
    this.#words = words;
    this.#weights = normalisedIdf(queryWords, frequency, texts.size);
  }

  /** The weight of the query's words that this candidate would cover first, as a share of that of all its words, 0 to 1. */
  gain(id: string): number {
    const fresh = (this.#words.get(id) ?? []).filter((word) => !this.#covered.has(word));
    return fresh.reduce((sum, word) => sum + (this.#weights.get(word) ?? 0), 0);
  }

  /** Counts the words of this candidate as covered. */
  add(id: string): void {
    for (const word of this.#words.get(id) ?? []) this.#covered.add(word);
  }

  /** Counts no word as covered, as Set-BSR does when no candidate adds anything. */
  reset(): void {
    this.#covered.clear();
  }
}

/**
 * BM25's inverse document frequency of each word, scaled so that they add up to 1.
 * @param holders how many of the texts have a word
 * @param texts number of texts
 */
function normalisedIdf(
  words: ReadonlySet<string>,
  holders: ReadonlyMap<string, number>,
  texts: number,
): Map<string, number> {
  const idf = new Map<string, number>();
  for (const word of words) idf.set(word, inverseDocumentFrequency(texts, holders.get(word) ?? 0));
  const total = [...idf.values()].reduce((sum, weight) => sum + weight, 0);
  for (const [word, weight] of idf) idf.set(word, total === 0 ? 0 : weight / total);
  return idf;
}
