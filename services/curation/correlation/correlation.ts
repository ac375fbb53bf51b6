import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Points } from '../../analysis/points.ts';
import type { NearestIn } from '../rows/nearest-in.ts';
import { scaled } from './normalise.ts';
import type { Normalisation } from '../../../schemas/curation/correlation.ts';
import { sortedColumn, wasserstein } from './wasserstein.ts';

/** Numbers of every pair of sets, `matrix[from][to]`. */
export type Matrix = readonly (readonly number[])[];

export interface Correlation {
  /**
   * Mean, over the rows of the set `from`, of the cosine similarity to the most similar row of the set `to`: how well `to` covers
   * what `from` asks for. Not symmetric; 1 on the diagonal.
   */
  readonly meanMaxCosine: Matrix;
  /**
   * Mean, over the dimensions, of the 1-Wasserstein distance of the two sets' values there: how differently they are distributed.
   * Symmetric; 0 on the diagonal.
   */
  readonly meanWasserstein: Matrix;
  /** Of each set, vectors turned round by the normalisation. */
  readonly turned: readonly number[];
}

export interface CorrelationWatch {
  readonly signal: AbortSignal;
  /** Told of dimensions whose distributions are compared. */
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

/** One dimension after the other, so that no set is held sorted as a whole. */
async function meanWasserstein(
  sets: readonly Points[],
  { signal, onDimension }: CorrelationWatch,
): Promise<number[][]> {
  const matrix = matrixOf(sets.length, 0);
  const dimensions = sets[0]?.dimensions ?? 0;
  for (let dimension = 0; dimension < dimensions; dimension++) {
    await nextTurn();
    signal.throwIfAborted();
    onDimension(dimension, dimensions);
    const columns = sets.map((points) => sortedColumn(points, dimension));
    columns.forEach((one, from) =>
      columns.slice(from + 1).forEach((other, i) => {
        const row = matrix[from];
        if (row !== undefined)
          row[from + 1 + i] = (row[from + 1 + i] ?? 0) + wasserstein(one, other) / dimensions;
      }),
    );
  }
  return matrix.map((row, from) => row.map((value, to) => (to < from ? (matrix[to]?.[from] ?? 0) : value)));
}

/**
 * How instruction sets relate, by Li et al. (2024; `correlation_analysis` of their code), in the space of the vectors given.
 * @param sets vectors of each set, L2-normalised, of one space; none empty
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
      const row = meanMaxCosine[from];
      if (row !== undefined) row[to] = mean(scores);
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
