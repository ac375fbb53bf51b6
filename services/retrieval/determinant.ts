import { cosine } from '../analysis/dot.ts';
import { at } from '../runtime/at.ts';

/**
 * How much each vector would add to the volume of those already chosen: greedy maximum a posteriori inference of a
 * determinantal point process by an incremental Cholesky factor (Chen, Zhang and Zhou, NeurIPS 2018, "Fast greedy MAP inference
 * for determinantal point process to improve recommendation diversity", algorithm 1), with cosine similarity as the kernel.
 */
export class Volume {
  readonly #vectors: readonly Float32Array[];
  /** The row of the factor that each vector has so far. */
  readonly #rows: number[][];
  /** The part of each vector that lies outside the space of those chosen, squared: 1 at first, 0 for a copy. */
  readonly #rest: Float64Array;

  /** @param vectors vectors of length 1 */
  constructor(vectors: readonly Float32Array[]) {
    this.#vectors = vectors;
    this.#rows = vectors.map(() => []);
    this.#rest = new Float64Array(vectors.length).fill(1);
  }

  /** The logarithm of what a vector adds, from 0 down; a copy of one already chosen has the least. */
  gain(place: number): number {
    return Math.log(Math.max(this.#rest[place] ?? 0, Number.EPSILON));
  }

  /** Counts a vector as chosen. */
  add(place: number): void {
    const own = at(this.#rows, place);
    const length = Math.sqrt(Math.max(this.#rest[place] ?? 0, Number.EPSILON));
    const chosen = at(this.#vectors, place);
    const factor = [...own];
    this.#vectors.forEach((vector, other) => {
      const row = at(this.#rows, other);
      const known = factor.reduce((sum, value, step) => sum + value * (row[step] ?? 0), 0);
      const next = (cosine(chosen, vector) - known) / length;
      row.push(next);
      this.#rest[other] = Math.max(0, (this.#rest[other] ?? 0) - next * next);
    });
  }
}
