/** A budget as a number of rows: a budget below 1 is a share of `rows`, which is rounded up. */
export function resolveBudget(budget: number, rows: number): number {
  return budget < 1 ? Math.ceil(budget * rows) : budget;
}
