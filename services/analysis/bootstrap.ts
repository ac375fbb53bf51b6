import { randomIndex, seededRandom } from '../runtime/seeded-random.ts';

export interface BootstrapOptions {
  readonly seed?: number;
  readonly resamples?: number;
  /** Share of the resamples inside the interval. Default 0.95. */
  readonly level?: number;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The value below which a share of sorted values lies, interpolated between neighbours as NumPy does. */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? NaN;
  const above = sorted[Math.ceil(at)] ?? NaN;
  return below + (above - below) * (at - Math.floor(at));
}

/**
 * Percentile interval of a statistic (Efron 1979): it is computed anew for items drawn with repetition, 1,000 times
 * unless told otherwise. Resamples in which it is not defined (NaN) are left out.
 * @param size number of items; at least one
 * @param statistic of the items of these indices, which it may not keep
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
