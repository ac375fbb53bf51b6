/** A count in a set, and the same in another one. */
export interface TwoCounts {
  readonly old: number;
  readonly new: number;
}

export interface ShareChange {
  /** Log of the odds ratio, above 0 when the share grew. */
  readonly logOdds: number;
  /** Its size in standard errors. */
  readonly z: number;
  /** Chance of so large a change, either way, if the shares were the same. */
  readonly p: number;
}

/** Added to each count, so that none is 0 (Haldane 1956, Anscombe 1956). */
const HALF = 0.5;

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

/** How a share changed: the log odds ratio with its standard error (Woolf 1955), half a row added to every count. */
export function shareChange(counts: TwoCounts, totals: TwoCounts): ShareChange {
  const inNew = counts.new + HALF;
  const inOld = counts.old + HALF;
  const outNew = totals.new - counts.new + HALF;
  const outOld = totals.old - counts.old + HALF;
  const logOdds = Math.log(inNew / outNew) - Math.log(inOld / outOld);
  const z = logOdds / Math.sqrt(1 / inNew + 1 / outNew + 1 / inOld + 1 / outOld);
  return { logOdds, z, p: erfc(Math.abs(z) / Math.SQRT2) };
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
