import { randomIndex, seededRandom } from '../runtime/seeded-random.ts';

export interface BootstrapOptions {
  /** Default 0. */
  readonly seed?: number;
  /** How often items are drawn anew. Default 1,000. */
  readonly resamples?: number;
  /** Share of the resamples whose statistic lies inside the interval. Default 0.95. */
  readonly level?: number;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * The value below which a share of the sorted values lies, interpolated between two neighbouring values as NumPy does;
 * NaN when there are no values.
 */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? NaN;
  const above = sorted[Math.ceil(at)] ?? NaN;
  return below + (above - below) * (at - Math.floor(at));
}

/**
 * Percentile interval of a statistic (Efron 1979). The items are drawn again and again, each time as many as there are
 * and with repetition, and the statistic is computed for every such sample. Samples for which it is NaN are left out.
 * @param size number of items, at least 1
 * @param statistic computes the statistic of the items with these indices; the array is overwritten after the call
 */
export function bootstrapInterval(
  size: number,
  statistic: (sample: Int32Array) => number,
  { seed = 0, resamples = 1_000, level = 0.95 }: BootstrapOptions = {},
): Interval {
  const random = seededRandom(seed);
  const sample = new Int32Array(size);
  const values = new Float64Array(resamples)
    .map(() => {
      for (let i = 0; i < size; i++) sample[i] = randomIndex(random, size);
      return statistic(sample);
    })
    .filter((value) => !Number.isNaN(value))
    .sort();
  return { low: quantile(values, (1 - level) / 2), high: quantile(values, (1 + level) / 2) };
}
