/** How many characters a shingle has. */
const SHINGLE_LENGTH = 5;
/** Put before and after a text, so that its ends count and a text shorter than a shingle has shingles too. */
const EDGE = '\u0002';
/** An empty bin. */
const NONE = 0xffffffff;
/** How often every shingle is put into a bin. */
const PASSES = 8;
/** 2^32 divided by the golden ratio: its multiples are spread evenly over 32 bits. */
const GOLDEN = 0x9e3779b1;

/** Mixes the bits of a 32-bit number (Chris Wellons' lowbias32). */
function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}

/** The hashes of the different character 5-grams of a text, in ascending order; an empty text has none. */
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

/**
 * The Jaccard similarity of two sets of shingles, each in ascending order: shared shingles / all shingles. It is 1 for two
 * empty sets.
 */
export function jaccard(a: Uint32Array, b: Uint32Array): number {
  if (a.length === 0 && b.length === 0) return 1;
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const [x, y] = [a[i]!, b[j]!];
    if (x === y) shared++;
    if (x <= y) i++;
    if (y <= x) j++;
  }
  return shared / (a.length + b.length - shared);
}

/**
 * The MinHash signature of a set of shingles, by one permutation hashing (Li, Owen and Zhang 2012). In each of eight passes
 * every shingle falls into one of `out.length / 8` bins, and each bin keeps the least hash; with eight passes a few shingles
 * fill the bins too. An empty bin takes the value of another bin of its pass, chosen by hashing its number (optimal
 * densification, Shrivastava 2017). The share of bins in which two texts agree estimates their Jaccard similarity.
 * Neighbouring bins belong to different passes.
 * @param out receives the signature; its length divided by 8 must be a power of two
 */
export function minHash(shingles: Uint32Array, out: Uint32Array): void {
  const bins = out.length / PASSES;
  out.fill(NONE);
  for (const hash of shingles) {
    for (let pass = 0; pass < PASSES; pass++) {
      const value = mix(hash + Math.imul(pass + 1, GOLDEN));
      const at = (value & (bins - 1)) * PASSES + pass;
      if (value < out[at]!) out[at] = value;
    }
  }
  if (shingles.length === 0) return;
  const filled = out.map((value) => Number(value !== NONE));
  for (let at = 0; at < out.length; at++) {
    for (let attempt = 1; filled[at] === 0 && out[at] === NONE; attempt++) {
      const from = (mix(Math.imul(at + 1, GOLDEN) + attempt) & (bins - 1)) * PASSES + (at % PASSES);
      if (filled[from] === 1) out[at] = out[from]!;
    }
  }
}
