import { EventLoopYield } from '../../runtime/event-loop-yield.ts';
import { jaccard, minHash } from './min-hash.ts';

/** Two rows whose shingles overlap, the smaller row first. */
export interface LexicalPair {
  readonly a: number;
  readonly b: number;
  readonly jaccard: number;
}

export interface LexicalOptions {
  /** The Jaccard similarity of the shingles from which a pair is found, above 0. Default 0.7. */
  readonly threshold?: number;
  /** How many bins a signature has: a power of two, at least 16. Default 128. */
  readonly numPerm?: number;
  readonly eventLoop?: EventLoopYield;
}

/** The share of the pairs at the threshold that the bands have to find. */
const RECALL = 0.99;
/** Each row is compared with at most this many earlier rows of the same key, since a template may have thousands of rows. */
const MOST_BEFORE = 64;
/**
 * Pairs whose estimate is this far below the threshold are not compared. It is more than four standard deviations of an
 * estimate by 128 bins.
 */
const ESTIMATE_ERROR = 0.2;

/** How many bins a band has: as many as possible while a pair at the threshold shares a band with a probability of 0.99. */
function bandRows(threshold: number, bins: number): number {
  let rows = 1;
  const found = (r: number): number => 1 - (1 - threshold ** r) ** Math.floor(bins / r);
  while (rows < 8 && found(rows + 1) >= RECALL) rows++;
  return rows;
}

/** The key of each text in one band, which begins at one bin and ends before another: a hash of 32 bits. */
function bandKeys(signatures: Uint32Array, bins: number, begin: number, end: number): Uint32Array {
  return new Uint32Array(signatures.length / bins).map((_, row) => {
    let key = 0x811c9dc5 ^ begin;
    for (let bin = begin; bin < end; bin++) {
      key = Math.imul(key ^ signatures[row * bins + bin]!, 0x01000193);
      key ^= key >>> 15;
    }
    return key;
  });
}

/** The groups of two or more rows with the same key; the rows of each are in ascending order. */
function* runsOf(keys: Uint32Array): Generator<Uint32Array> {
  const order = Uint32Array.from(keys.keys()).sort((a, b) => keys[a]! - keys[b]! || a - b);
  for (let begin = 0; begin < order.length;) {
    const key = keys[order[begin]!];
    let end = begin + 1;
    while (end < order.length && keys[order[end]!] === key) end++;
    if (end - begin > 1) yield order.subarray(begin, end);
    begin = end;
  }
}

/** The signatures of all texts, `rows x bins`, row-major. */
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

/** In how many bins, from `begin` up to but not including `end`, the signatures that start at `a` and at `b` agree. */
function agreement(signatures: Uint32Array, a: number, b: number, begin: number, end: number): number {
  let count = 0;
  for (let bin = begin; bin < end; bin++) if (signatures[a + bin] === signatures[b + bin]) count++;
  return count;
}

/**
 * The pairs of texts whose character 5-grams have at least a given Jaccard similarity. They are found by MinHash in bands
 * (Broder 1997; Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, section 3.4) and verified on the shingles
 * themselves: no pair is below the threshold, and at least 99 % of the pairs at the threshold are found. When more than 64
 * texts share the key of a band, each is compared with the 64 before it. Memory is linear: 512 bytes a text.
 * @param rows how many texts there are; they should be different and folded
 * @param shinglesOf the shingles of a text, in ascending order; called many times for the same text
 * @throws the signal's reason when aborted
 */
export async function lexicalPairs(
  rows: number,
  shinglesOf: (row: number) => Uint32Array,
  { threshold = 0.7, numPerm: bins = 128, eventLoop = new EventLoopYield() }: LexicalOptions = {},
): Promise<LexicalPair[]> {
  const signatures = await signaturesOf(rows, shinglesOf, bins, eventLoop);
  const width = bandRows(threshold, bins);
  /** Where the first band begins that two rows share: only there the pair is compared. */
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
      for (let place = 1; place < run.length; place++) {
        if (eventLoop.isDue()) await eventLoop.take();
        const b = run[place]!;
        for (const a of run.subarray(Math.max(0, place - MOST_BEFORE), place)) {
          if (!mayBeAlike(a, b) || firstShared(a, b) !== band) continue;
          const similarity = jaccard(shinglesOf(a), shinglesOf(b));
          if (similarity >= threshold) pairs.push({ a, b, jaccard: similarity });
        }
      }
    }
  }
  return pairs.sort((x, y) => x.a - y.a || x.b - y.b);
}
