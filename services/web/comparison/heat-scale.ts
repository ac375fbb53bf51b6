/** From this share of the scale on the ground is so far from the paper that the ink changes; the test of colours holds it. */
export const INK_CHANGES_AT = 0.63;

/** The end of a scale from 0 on: the least of 1, 2 and 5 times a power of ten that is no smaller than all values. */
export function scaleEnd(most: number): number {
  if (!(most > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return (
    [1, 2, 5, 10].map((times) => Number((times * power).toPrecision(6))).find((end) => end >= most) ?? most
  );
}

/** Where a value stands on a scale from 0, 0 to 1; turned round when small values are the dark ones. */
export function shareOf(value: number, end: number, isTurned: boolean): number {
  const share = Math.min(1, Math.max(0, value / end));
  return isTurned ? 1 - share : share;
}
