import { EventLoopYield } from '../../runtime/event-loop-yield.ts';
import { jaccard, minHash } from './min-hash.ts';

/** Two rows, the smaller first, whose shingles overlap. */
export interface LexicalPair {
  readonly a: number;
  readonly b: number;
  readonly jaccard: number;
}

export interface LexicalOptions {
  /** Jaccard similarity of the shingles from which a pair counts, above 0. Default 0.7. */
  readonly threshold?: number;
  /** Bins of a signature, a power of two of 16 or more. Default 128. */
  readonly numPerm?: number;
  readonly eventLoop?: EventLoopYield;
}

/** Share of the pairs at the threshold that the bands must find. */
const RECALL = 0.99;
/** Of rows with one key, each is compared with so many before it: templates may have thousands. */
const MOST_BEFORE = 64;
/** More than four standard deviations of an estimate by 128 bins: what falls so far below the threshold is not compared. */
const ESTIMATE_ERROR = 0.2;

/** Rows of a band: the most for which a pair at the threshold still shares a band with a probability of 0.99. */
function bandRows(threshold: number, bins: number): number {
  let rows = 1;
  const found = (r: number): number => 1 - (1 - threshold ** r) ** Math.floor(bins / r);
  while (rows < 8 && found(rows + 1) >= RECALL) rows++;
  return rows;
}

/** Keys of one band for all texts, 32 bits each. */
function bandKeys(signatures: Uint32Array, bins: number, begin: number, end: number): Uint32Array {
  return new Uint32Array(signatures.length / bins).map((_, row) => {
    let key = 0x811c9dc5 ^ begin;
    for (let bin = begin; bin < end; bin++) {
      key = Math.imul(key ^ (signatures[row * bins + bin] ?? 0), 0x01000193);
      key ^= key >>> 15;
    }
    return key;
  });
}

/** Runs of rows with one key, in ascending order. */
function* runsOf(keys: Uint32Array): Generator<Uint32Array> {
  const order = Uint32Array.from(keys.keys()).sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b);
  for (let begin = 0; begin < order.length;) {
    const key = keys[order[begin] ?? 0];
    let end = begin + 1;
    while (end < order.length && keys[order[end] ?? 0] === key) end++;
    if (end - begin > 1) yield order.subarray(begin, end);
    begin = end;
  }
}

/** Signatures of all texts, `rows x bins`. */
async function signaturesOf(
  rows: number,
  shinglesOf: (row: number) => Uint32Array,
  bins: number,
  eventLoop: EventLoopYield,
): Promise<Uint32Array> {
  const signatures = new Uint32Array(rows * bins);
  for (let row = 0; row < rows; row++) {
    if (eventLoop.isDue()) await eventLoop.take();
    minHash(shinglesOf(row), signatures.subarray(row * bins, (row + 1) * bins));
  }
  return signatures;
}

/** Bins from `begin` to `end` in which two signatures agree. */
function agreement(signatures: Uint32Array, a: number, b: number, begin: number, end: number): number {
  let count = 0;
  for (let bin = begin; bin < end; bin++) if (signatures[a + bin] === signatures[b + bin]) count++;
  return count;
}

/**
 * Pairs of texts at or above a Jaccard similarity of their character 5-grams, found by MinHash in bands (Broder 1997;
 * Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, section 3.4), each verified on the shingles themselves:
 * no pair is below the threshold, and at it at least 99 % are found. Of more than 64 texts in one band each is
 * compared with the 64 before it. Memory is linear: 512 bytes a text. Texts are expected to be different and folded;
 * `shinglesOf` is asked for one again and again.
 */
export async function lexicalPairs(
  rows: number,
  shinglesOf: (row: number) => Uint32Array,
  { threshold = 0.7, numPerm: bins = 128, eventLoop = new EventLoopYield() }: LexicalOptions = {},
): Promise<LexicalPair[]> {
  const signatures = await signaturesOf(rows, shinglesOf, bins, eventLoop);
  const width = bandRows(threshold, bins);
  /** The number of the first band that two rows share: a pair is looked at there. */
  const firstShared = (a: number, b: number): number => {
    let begin = 0;
    while (begin < bins && agreement(signatures, a * bins, b * bins, begin, begin + width) < width)
      begin += width;
    return begin;
  };
  const mayBeAlike = (a: number, b: number): boolean =>
    agreement(signatures, a * bins, b * bins, 0, bins) >= (threshold - ESTIMATE_ERROR) * bins;
  const pairs: LexicalPair[] = [];
  for (let band = 0; band + width <= bins; band += width) {
    for (const run of runsOf(bandKeys(signatures, bins, band, band + width))) {
      for (let at = 1; at < run.length; at++) {
        if (eventLoop.isDue()) await eventLoop.take();
        const b = run[at] ?? 0;
        for (const a of run.subarray(Math.max(0, at - MOST_BEFORE), at)) {
          if (!mayBeAlike(a, b) || firstShared(a, b) !== band) continue;
          const similarity = jaccard(shinglesOf(a), shinglesOf(b));
          if (similarity >= threshold) pairs.push({ a, b, jaccard: similarity });
        }
      }
    }
  }
  return pairs.sort((x, y) => x.a - y.a || x.b - y.b);
}
