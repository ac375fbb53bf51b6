/** The places of the ticks of an axis from 0 to `end`: at most seven, in steps of 1, 2 or 5 times a power of ten. */
export function niceTicks(end: number): number[] {
  const rough = Math.max(1, end / 6);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * power).find((size) => size >= rough) ?? rough;
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, at) => at * step);
}
