import { at } from '../../runtime/at.ts';

/** How often something occurs in an old set of rows and in a new one. */
export interface TwoCounts {
  readonly old: number;
  readonly new: number;
}

export interface ShareChange {
  /** The signed root of the likelihood ratio: above 0 when the share grew; normally distributed when it stayed the same. */
  readonly z: number;
  /** The chance of a change at least this large, in either direction, if the shares were the same. */
  readonly p: number;
}

/** The complementary error function, with a relative error below 1.2e-7 (Press et al., Numerical Recipes, section 6.2). */
function erfc(x: number): number {
  const t = 1 / (1 + Math.abs(x) / 2);
  const series = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
    -0.82215223, 0.17087277,
  ];
  const exponent = series.reduceRight((sum, coefficient) => sum * t + coefficient, 0);
  const tail = t * Math.exp(-x * x + exponent);
  return x >= 0 ? tail : 2 - tail;
}

/** What one cell of a table of counts adds to the log likelihood ratio. */
function surprise(found: number, expected: number): number {
  return found === 0 ? 0 : found * Math.log(found / expected);
}

/**
 * How clearly a share changed, by the log likelihood ratio of the table of both counts (G², Wilks 1938). Unlike the
 * difference of the shares in standard errors, it also holds for rare things and where one count is 0 (Dunning 1993,
 * section 4).
 * @param counts how many rows of each set have the thing
 * @param totals how many rows each set has
 */
export function shareChange(counts: TwoCounts, totals: TwoCounts): ShareChange {
  const pooled = (counts.old + counts.new) / (totals.old + totals.new);
  const ratio = (['old', 'new'] as const).reduce(
    (sum, side) =>
      sum +
      surprise(counts[side], totals[side] * pooled) +
      surprise(totals[side] - counts[side], totals[side] * (1 - pooled)),
    0,
  );
  const grew = counts.new * totals.old >= counts.old * totals.new;
  const z = Math.sqrt(Math.max(0, 2 * ratio)) * (grew ? 1 : -1);
  return { z, p: erfc(Math.abs(z) / Math.SQRT2) };
}

/**
 * For each p value the share of false findings to expect when every p value at least as small is called a finding (Benjamini
 * and Hochberg 1995). Many tasks are tested at once, and by chance alone one in twenty would pass p = 0.05.
 */
export function falseDiscoveryRates(pValues: readonly number[]): number[] {
  const order = [...pValues.keys()].sort((one, other) => at(pValues, other) - at(pValues, one));
  const rates = new Array<number>(pValues.length).fill(1);
  let least = 1;
  order.forEach((place, fromLargest) => {
    const rank = pValues.length - fromLargest;
    least = Math.min(least, (at(pValues, place) * pValues.length) / rank);
    rates[place] = least;
  });
  return rates;
}
