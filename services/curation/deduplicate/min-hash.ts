/** Characters of a shingle. */
const SHINGLE_LENGTH = 5;
/** What stands before and after a text, so that one shorter than a shingle has some too, and its ends count. */
const EDGE = '\u0002';
const NONE = 0xffffffff;
const PASSES = 8;
/** 2^32 by the golden ratio: multiples are spread evenly. */
const GOLDEN = 0x9e3779b1;

/** A mixing function on 32 bits (Chris Wellons' lowbias32). */
function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}

/** Hashes of the different character n-grams of a text, in ascending order; none of an empty text. */
export function shinglesOf(text: string): Uint32Array {
  if (text === '') return new Uint32Array();
  const padded = EDGE + text + EDGE;
  const length = Math.min(SHINGLE_LENGTH, padded.length);
  const hashes = new Uint32Array(padded.length - length + 1);
  for (let at = 0; at < hashes.length; at++) {
    let hash = 0x811c9dc5;
    for (let i = at; i < at + length; i++) hash = Math.imul(hash ^ padded.charCodeAt(i), 0x01000193);
    hashes[at] = mix(hash);
  }
  hashes.sort();
  return hashes.filter((hash, at) => at === 0 || hash !== hashes[at - 1]);
}

/** Shared shingles by all shingles: 1 of two empty texts, 0 of an empty one and another. Both in ascending order. */
export function jaccard(a: Uint32Array, b: Uint32Array): number {
  if (a.length === 0 && b.length === 0) return 1;
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const [x, y] = [a[i] ?? 0, b[j] ?? 0];
    if (x === y) shared++;
    if (x <= y) i++;
    if (y <= x) j++;
  }
  return shared / (a.length + b.length - shared);
}

/**
 * MinHash by permutations in bins: in each of eight passes every shingle falls into one of `out.length / 8` bins, a power
 * of two, and each bin keeps the least (one permutation hashing, Li, Owen and Zhang 2012, done eight times so that few
 * shingles fill the bins too). An empty bin borrows from one of its pass drawn by hashing its number (optimal
 * densification, Shrivastava 2017). Bins of two texts agree as often as their shingles; neighbouring bins are of
 * different passes.
 */
export function minHash(shingles: Uint32Array, out: Uint32Array): void {
  const bins = out.length / PASSES;
  out.fill(NONE);
  for (const hash of shingles) {
    for (let pass = 0; pass < PASSES; pass++) {
      const value = mix(hash + Math.imul(pass + 1, GOLDEN));
      const at = (value & (bins - 1)) * PASSES + pass;
      if (value < (out[at] ?? 0)) out[at] = value;
    }
  }
  if (shingles.length === 0) return;
  const filled = out.map((value) => Number(value !== NONE));
  for (let at = 0; at < out.length; at++) {
    for (let attempt = 1; filled[at] === 0 && out[at] === NONE; attempt++) {
      const from = (mix(Math.imul(at + 1, GOLDEN) + attempt) & (bins - 1)) * PASSES + (at % PASSES);
      if (filled[from] === 1) out[at] = out[from] ?? NONE;
    }
  }
}
