import { createHash } from 'node:crypto';

/** Weiszfeld's iteration comes as near as a map shows after so many steps. */
const STEPS = 12;
/** A landmark nearer than this to the place counts as that near, so that the place can leave it. */
const LEAST_DISTANCE = 1e-6;

/**
 * The numbers of the rows that stand for all, ascending: those whose ids come first when they are hashed with the seed. A
 * corpus that grows keeps most of its landmarks.
 */
export function landmarkRows(ids: readonly string[], most: number, seed: number): Int32Array {
  if (ids.length <= most) return Int32Array.from(ids.keys());
  const hashed = ids.map((id, row) => ({
    row,
    hash: createHash('md5').update(`${seed}:${id}`).digest('hex'),
  }));
  hashed.sort((a, b) => (a.hash < b.hash ? -1 : 1));
  return Int32Array.from(hashed.slice(0, most), ({ row }) => row).sort();
}

/**
 * A place among landmarks: their geometric median by weight (Weiszfeld's iteration). Unlike their mean it lies where most of
 * the weight is, and not in the empty middle between two groups.
 * @param landmarks the numbers of the landmarks
 * @param weights of each of them, from 0 to 1
 * @param plane the places of all landmarks, row-major
 */
export function placeAmong(
  landmarks: Int32Array,
  weights: Float64Array,
  plane: Float64Array,
): [x: number, y: number] {
  let [x, y] = mean(landmarks, plane, (i) => weights[i]!);
  for (let step = 0; step < STEPS; step++) {
    [x, y] = mean(landmarks, plane, (i) => {
      const landmark = 2 * landmarks[i]!;
      return (
        weights[i]! / Math.max(LEAST_DISTANCE, Math.hypot(plane[landmark]! - x, plane[landmark + 1]! - y))
      );
    });
  }
  return [x, y];
}

function mean(
  landmarks: Int32Array,
  plane: Float64Array,
  weightOf: (i: number) => number,
): [x: number, y: number] {
  let [x, y, total] = [0, 0, 0];
  for (let i = 0; i < landmarks.length; i++) {
    const weight = weightOf(i);
    x += weight * plane[2 * landmarks[i]!]!;
    y += weight * plane[2 * landmarks[i]! + 1]!;
    total += weight;
  }
  return total === 0 ? [0, 0] : [x / total, y / total];
}
