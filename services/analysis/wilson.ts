/** The 97.5th percentile of the normal distribution. */
const Z = 1.959964;

/**
 * The 95 % interval of a share by its score (Wilson 1927), which stays within 0 and 1, and says something where all or none of
 * few cases are hits.
 */
export function wilsonInterval(hits: number, cases: number): [number, number] {
  const share = hits / cases;
  const square = (Z * Z) / cases;
  const middle = (share + square / 2) / (1 + square);
  const half = (Z / (1 + square)) * Math.sqrt((share * (1 - share)) / cases + square / (4 * cases));
  // The ends are exact there, which rounding would miss.
  return [hits === 0 ? 0 : middle - half, hits === cases ? 1 : middle + half];
}
