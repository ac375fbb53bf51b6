import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Points } from '../../analysis/points.ts';
import type { NearestIn } from '../rows/nearest-in.ts';
import { scaled } from './normalise.ts';
import type { Normalisation } from '../../../schemas/curation/correlation.ts';
import { at } from '../../runtime/at.ts';
import { sortedColumn, wasserstein } from './wasserstein.ts';

/** A number for every pair of sets, `matrix[from][to]`. */
export type Matrix = readonly (readonly number[])[];

export interface Correlation {
  /**
   * How well the set `to` covers what the set `from` asks for: the mean, over the rows of `from`, of the cosine similarity to
   * the most similar row of `to`. It is not symmetric, and 1 on the diagonal.
   */
  readonly meanMaxCosine: Matrix;
  /**
   * How differently two sets are distributed: the mean, over the dimensions, of the 1-Wasserstein distance of their values in
   * this dimension. It is symmetric, and 0 on the diagonal.
   */
  readonly meanWasserstein: Matrix;
  /** How many vectors of each set the normalisation turned round. */
  readonly turned: readonly number[];
}

export interface CorrelationWatch {
  readonly signal: AbortSignal;
  /** Called with the number of dimensions that have been compared. */
  readonly onDimension: (done: number, total: number) => void;
}

const matrixOf = (size: number, diagonal: number): number[][] =>
  Array.from({ length: size }, (_, from) =>
    Array.from({ length: size }, (_, to) => (from === to ? diagonal : 0)),
  );

function mean(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** The mean Wasserstein distances, one dimension after the other, so that only one sorted column of each set is in memory. */
async function meanWasserstein(
  sets: readonly Points[],
  { signal, onDimension }: CorrelationWatch,
): Promise<number[][]> {
  const matrix = matrixOf(sets.length, 0);
  const dimensions = at(sets, 0).dimensions;
  for (let dimension = 0; dimension < dimensions; dimension++) {
    await nextTurn();
    signal.throwIfAborted();
    onDimension(dimension, dimensions);
    const columns = sets.map((points) => sortedColumn(points, dimension));
    for (const [from, row] of matrix.entries()) {
      for (let to = from + 1; to < row.length; to++) {
        row[to] = at(row, to) + wasserstein(at(columns, from), at(columns, to)) / dimensions;
      }
    }
  }
  return matrix.map((row, from) => row.map((value, to) => (to < from ? at(at(matrix, to), from) : value)));
}

/**
 * How instruction sets relate, by Li et al. (2024; `correlation_analysis` of their code).
 * @param sets the vectors of each set, L2-normalised and all of one space; no set is empty
 * @throws the signal's reason when aborted
 */
export async function correlate(
  sets: readonly Points[],
  normalisation: Normalisation,
  nearestIn: NearestIn,
  watch: CorrelationWatch,
): Promise<Correlation> {
  const prepared = sets.map((points) => scaled(points, normalisation));
  const meanMaxCosine = matrixOf(sets.length, 1);
  for (const [from, { directions: queries }] of prepared.entries()) {
    for (const [to, { directions: points }] of prepared.entries()) {
      if (from === to) continue;
      watch.signal.throwIfAborted();
      const { scores } = await nearestIn(queries, points, 1);
      at(meanMaxCosine, from)[to] = mean(scores);
    }
  }
  return {
    meanMaxCosine,
    meanWasserstein: await meanWasserstein(
      prepared.map(({ points }) => points),
      watch,
    ),
    turned: prepared.map(({ turned }) => turned),
  };
}
