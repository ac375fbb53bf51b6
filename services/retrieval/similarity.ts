import { dotInOrder } from '../analysis/dot.ts';

/** Cosine similarity of two L2-normalised vectors of the same length, which is their dot product. */
export function cosine(a: Float32Array, b: Float32Array): number {
  return dotInOrder(a, 0, b, 0, a.length);
}
