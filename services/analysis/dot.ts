/** Two vectors of length 1 count as copies from this scalar product on: 32-bit floats miss 1 by the seventh digit. */
export const SAME_VECTOR = 1 - 1e-6;

/**
 * The scalar product of two stretches of `length` values, in double precision: those of `a` from `from` on with those of
 * `b` from `to` on. It adds into four sums side by side, which keeps the processor busy: with a single sum every addition
 * waits for the one before.
 */
export function dotAt(a: Float32Array, from: number, b: Float32Array, to: number, length: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  const fours = from + length - (length % 4);
  let i = from;
  let j = to;
  for (; i < fours; i += 4, j += 4) {
    s0 += a[i]! * b[j]!;
    s1 += a[i + 1]! * b[j + 1]!;
    s2 += a[i + 2]! * b[j + 2]!;
    s3 += a[i + 3]! * b[j + 3]!;
  }
  for (const end = from + length; i < end; i++, j++) s0 += a[i]! * b[j]!;
  return s0 + s1 + (s2 + s3);
}

/**
 * The same scalar product, added up in the order of the dimensions as `dotBlock` of `points.ts` does: both agree to the
 * last bit. It is slower than `dotAt` and serves where a number is shown, or compared with one of a block.
 */
export function dotInOrder<V extends Float32Array | Float64Array>(
  a: V,
  from: number,
  b: V,
  to: number,
  length: number,
): number {
  let sum = 0;
  for (let i = from, j = to, end = from + length; i < end; i++, j++) sum += a[i]! * b[j]!;
  return sum;
}

/** The cosine similarity of two L2-normalised vectors with the same dimensions, which is their scalar product. */
export function cosine(a: Float32Array, b: Float32Array): number {
  return dotInOrder(a, 0, b, 0, a.length);
}
