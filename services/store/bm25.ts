import { CHINESE_AND_JAPANESE } from '../corpus/unspaced-scripts.ts';

/** The words of a text with their weights. */
export interface SparseVector {
  /** A 32-bit fingerprint of each different word. */
  readonly indices: readonly number[];
  /** The weight of each of these words. */
  readonly values: readonly number[];
}

/** The usual constants of BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009). */
const K1 = 1.2;
const B = 0.75;
/** Taken for the mean number of words of a text. It is a constant, because vectors are stored that were computed with it. */
const MEAN_WORDS = 50;
/** From a longer text only this many words are read: the rest of a book adds nothing that tells it apart. */
const MAX_WORDS = 10_000;

/** Every character of Chinese or Japanese is a word by itself; elsewhere a word is a run of letters, marks and digits. */
const WORD = new RegExp(
  String.raw`[${CHINESE_AND_JAPANESE}]|(?:(?![${CHINESE_AND_JAPANESE}])[\p{L}\p{M}\p{N}])+`,
  'gu',
);

/** The words that BM25 counts, in lower case and in the order of the text; a word that is repeated comes again. */
export function lexicalWords(text: string): string[] {
  const words: string[] = [];
  for (const [word] of text.normalize('NFKC').toLowerCase().matchAll(WORD)) {
    if (words.push(word) === MAX_WORDS) break;
  }
  return words;
}

/**
 * The weights of the words of a stored text: the part of BM25 that depends on this text alone,
 * tf (k1 + 1) / (tf + k1 (1 - b + b length / mean length)), where tf is how often the text has the word.
 */
export function documentVector(text: string): SparseVector {
  const words = lexicalWords(text);
  const counts = new Map<number, number>();
  for (const term of words.map(termOf)) counts.set(term, (counts.get(term) ?? 0) + 1);
  const damping = K1 * (1 - B + (B * words.length) / MEAN_WORDS);
  return {
    indices: [...counts.keys()],
    values: [...counts.values()].map((count) => Math.fround((count * (K1 + 1)) / (count + damping))),
  };
}

/** The fingerprints of the different words of a question. */
export function queryTerms(text: string): number[] {
  return [...new Set(lexicalWords(text).map(termOf))];
}

/**
 * The inverse document frequency of BM25: the weight of a word that `holders` of `total` texts have, ln(1 + (total -
 * holders + 0.5) / (holders + 0.5)). It is never negative, and the same that Qdrant computes with its modifier `idf`.
 */
export function inverseDocumentFrequency(total: number, holders: number): number {
  return Math.log(1 + (total - holders + 0.5) / (holders + 0.5));
}

/**
 * The fingerprint of a word, by FNV-1a over its UTF-16 code units. Among a million words some hundred share theirs with
 * another word.
 */
function termOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < word.length; at++) {
    hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}
