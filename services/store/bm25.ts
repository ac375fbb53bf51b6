import { CHINESE_AND_JAPANESE } from '../corpus/unspaced-scripts.ts';

/** Counts of words as BM25 weighs them; `indices` are 32-bit fingerprints of words, each once. */
export interface SparseVector {
  readonly indices: readonly number[];
  readonly values: readonly number[];
}

/** The usual constants of BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009). */
const K1 = 1.2;
const B = 0.75;
/** Words of a text of mean length: a constant, since a mean that moves would change what is stored already. */
const MEAN_WORDS = 50;
/** Words of a text that count; the rest of a book adds nothing that tells it apart. */
const MAX_WORDS = 10_000;

/** A sign of Chinese or Japanese is a word; elsewhere letters, marks and digits in a row are one. */
const WORD = new RegExp(
  String.raw`[${CHINESE_AND_JAPANESE}]|(?:(?![${CHINESE_AND_JAPANESE}])[\p{L}\p{M}\p{N}])+`,
  'gu',
);

/** The words of a text in lower case, in their order, repeated ones again. */
export function lexicalWords(text: string): string[] {
  const words: string[] = [];
  for (const [word] of text.normalize('NFKC').toLowerCase().matchAll(WORD)) {
    if (words.push(word) === MAX_WORDS) break;
  }
  return words;
}

/** The part of BM25 that a stored text has alone: tf (k1 + 1) / (tf + k1 (1 - b + b length / mean length)). */
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

/** Fingerprints of the different words of a question. */
export function queryTerms(text: string): number[] {
  return [...new Set(lexicalWords(text).map(termOf))];
}

/** Weight of a word that `holders` of `total` texts have, as Qdrant's modifier `idf` has it; never negative. */
export function inverseDocumentFrequency(total: number, holders: number): number {
  return Math.log(1 + (total - holders + 0.5) / (holders + 0.5));
}

/** FNV-1a over UTF-16 code units: among a million words some hundred share a fingerprint with another. */
function termOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < word.length; at++) {
    hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}
