/** A count in a set, and the same in another one. */
export interface TwoCounts {
  readonly old: number;
  readonly new: number;
}

export interface ShareChange {
  /** The likelihood ratio's signed root: above 0 when the share grew; normally distributed when it did not change. */
  readonly z: number;
  /** Chance of so large a change, either way, if the shares were the same. */
  readonly p: number;
}

/** Complementary error function, to 1.2e-7 of its value (Press et al., Numerical Recipes, section 6.2). */
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

/** What a cell of a table adds to the log likelihood ratio. */
function surprise(found: number, expected: number): number {
  return found === 0 ? 0 : found * Math.log(found / expected);
}

/**
 * How clearly a share changed, by the log likelihood ratio of the table of both counts (G², Wilks 1938), which unlike the
 * difference of shares in standard errors holds for rare things, and where one count is 0 (Dunning 1993, section 4).
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
 * For each p value the share of false findings to expect when everything at least as clear is called a finding (Benjamini and
 * Hochberg 1995): many tasks are tested at once, and by chance alone one in twenty would pass p = 0.05.
 */
export function falseDiscoveryRates(pValues: readonly number[]): number[] {
  const order = [...pValues.keys()].sort((one, other) => (pValues[other] ?? 0) - (pValues[one] ?? 0));
  const rates = new Array<number>(pValues.length).fill(1);
  let least = 1;
  order.forEach((at, fromLargest) => {
    const rank = pValues.length - fromLargest;
    least = Math.min(least, ((pValues[at] ?? 1) * pValues.length) / rank);
    rates[at] = least;
  });
  return rates;
}
