/** A score as reports and marks show it: with four digits after the point. */
export function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
