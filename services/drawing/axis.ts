/** The end of an axis from 0 on: the least of 1, 2 and 5 times a power of ten that is no smaller than a value. */
export function roundEnd(most: number): number {
  if (!(most > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  const ends = [1, 2, 5, 10].map((times) => Number((times * power).toPrecision(6)));
  return ends.find((end) => end >= most) ?? most;
}

/** The places of the ticks of an axis from 0 to `end`: at most seven, in steps of 1, 2 or 5 times a power of ten. */
export function ticksTo(end: number): number[] {
  const rough = Math.max(1, end / 6);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * power).find((size) => size >= rough) ?? rough;
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, at) => at * step);
}

/** The strokes of a dashed line through points. @param on the length of a stroke @param off that of the gap behind it */
export function dashed(
  points: readonly (readonly [number, number])[],
  on: number,
  off: number,
): (readonly [number, number])[][] {
  const strokes: (readonly [number, number])[][] = [];
  let [isOn, left] = [true, on];
  let [before] = points;
  if (before === undefined) return strokes;
  let stroke = [before];
  for (const to of points.slice(1)) {
    let length = Math.hypot(to[0] - before[0], to[1] - before[1]);
    while (length > left) {
      const share = left / length;
      before = [before[0] + share * (to[0] - before[0]), before[1] + share * (to[1] - before[1])];
      length -= left;
      if (isOn) strokes.push([...stroke, before]);
      stroke = [before];
      isOn = !isOn;
      left = isOn ? on : off;
    }
    left -= length;
    before = to;
    stroke.push(to);
  }
  if (isOn && stroke.length > 1) strokes.push(stroke);
  return strokes;
}
