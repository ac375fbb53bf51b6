/** Scalar product from which on two vectors of length 1 are taken for copies: 32-bit floats miss 1 by the seventh digit. */
export const SAME_VECTOR = 1 - 1e-6;

/**
 * Scalar product, in double precision, of `length` values of `a` from `from` on with those of `b` from `to` on. Four
 * sums side by side keep the processor busy: one sum would wait for itself.
 */
export function dotAt(a: Float32Array, from: number, b: Float32Array, to: number, length: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  const fours = from + length - (length % 4);
  let i = from;
  let j = to;
  for (; i < fours; i += 4, j += 4) {
    s0 += (a[i] ?? 0) * (b[j] ?? 0);
    s1 += (a[i + 1] ?? 0) * (b[j + 1] ?? 0);
    s2 += (a[i + 2] ?? 0) * (b[j + 2] ?? 0);
    s3 += (a[i + 3] ?? 0) * (b[j + 3] ?? 0);
  }
  for (const end = from + length; i < end; i++, j++) s0 += (a[i] ?? 0) * (b[j] ?? 0);
  return s0 + s1 + (s2 + s3);
}

/** Cosine similarity of two L2-normalised vectors of the same length, which is their dot product. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
