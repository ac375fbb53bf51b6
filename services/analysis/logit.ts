/** The log-odds of a chance, which must be above 0 and below 1. */
export function logit(chance: number): number {
  return Math.log(chance / (1 - chance));
}

/** The chance that has these log-odds. */
export function logistic(odds: number): number {
  return 1 / (1 + Math.exp(-odds));
}
