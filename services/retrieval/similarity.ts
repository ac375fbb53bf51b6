import { dotInOrder } from '../analysis/dot.ts';

/** The cosine similarity of two L2-normalised vectors with the same dimensions, which is their scalar product. */
export function cosine(a: Float32Array, b: Float32Array): number {
  return dotInOrder(a, 0, b, 0, a.length);
}
