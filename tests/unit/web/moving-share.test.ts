import { expect, it } from 'vitest';
import { MovingShare } from '../../../services/web/map/moving-share.ts';

const ROWS = 50_000;

/** How many points each of some frames draws that come so far apart. */
function drawn(share: MovingShare, from: number, everyMs: number, frames: number): number[] {
  return Array.from({ length: frames }, (_, at) => share.pointsAt(from + at * everyMs));
}

it('draws all points while frames come quickly', () => {
  expect(new Set(drawn(new MovingShare(ROWS), 0, 16, 20))).toEqual(new Set([ROWS]));
});

it('draws fewer points while frames are slow, but enough to see the shape, and all of a small map', () => {
  const slow = drawn(new MovingShare(ROWS), 0, 60, 20);
  expect(slow[1]).toBeLessThan(ROWS);
  expect(slow.at(-1)).toBe(8_000);
  expect(drawn(new MovingShare(700), 0, 60, 20).at(-1)).toBe(700);
});

it('draws more again when frames come quickly, and takes no pause for a slow frame', () => {
  const share = new MovingShare(ROWS);
  expect(share.pointsAt(0)).toBe(ROWS);
  expect(share.pointsAt(5_000)).toBe(ROWS);
  const slow = drawn(share, 5_060, 60, 20);
  expect(drawn(share, 20_000, 16, 20).at(-1)).toBeGreaterThan(slow.at(-1) ?? 0);
});
