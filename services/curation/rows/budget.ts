/** A budget in rows: one below 1 is a share of the rows, and is rounded up. */
export function resolveBudget(budget: number, rows: number): number {
  return budget < 1 ? Math.ceil(budget * rows) : budget;
}
