import { MAP_SIDE } from '../../../schemas/map-file.ts';
import type { Point } from './camera.ts';

/** Cells along each side in which the rows of a group are counted. */
const CELLS = 24;

/** Where most rows of each code lie together, by code: the middle of those in and around its fullest cell. */
export function crowdedPlaces(
  places: Uint16Array,
  codes: Uint8Array,
  wanted: readonly number[],
): Map<number, Point> {
  return new Map(wanted.map((code) => [code, crowdedPlace(places, codes, code)]));
}

function crowdedPlace(places: Uint16Array, codes: Uint8Array, code: number): Point {
  const counts = new Uint32Array(CELLS * CELLS);
  const lineOf = (value = 0): number => Math.floor((value * CELLS) / (MAP_SIDE + 1));
  codes.forEach((one, row) => {
    if (one !== code) return;
    const cell = lineOf(places[2 * row + 1]) * CELLS + lineOf(places[2 * row]);
    counts[cell] = (counts[cell] ?? 0) + 1;
  });
  const fullest = counts.reduce((best, count, cell) => (count > (counts[best] ?? 0) ? cell : best), 0);
  const [column, line] = [fullest % CELLS, Math.floor(fullest / CELLS)];
  let [x, y, count] = [0, 0, 0];
  codes.forEach((one, row) => {
    const [px = 0, py = 0] = [places[2 * row], places[2 * row + 1]];
    if (one !== code || Math.abs(lineOf(px) - column) > 1 || Math.abs(lineOf(py) - line) > 1) return;
    [x, y, count] = [x + px, y + py, count + 1];
  });
  return count === 0 ? [0.5, 0.5] : [x / count / MAP_SIDE, y / count / MAP_SIDE];
}

interface Box {
  /** The middle of the box. */
  readonly at: Point;
  readonly width: number;
  readonly height: number;
}

/** Which boxes can stand beside each other: each that covers none of those before it. */
export function withoutOverlap(boxes: readonly Box[]): boolean[] {
  const standing: Box[] = [];
  return boxes.map((box) => {
    const isFree = standing.every(
      ({ at: [x, y], width, height }) =>
        Math.abs(x - box.at[0]) >= (width + box.width) / 2 ||
        Math.abs(y - box.at[1]) >= (height + box.height) / 2,
    );
    if (isFree) standing.push(box);
    return isFree;
  });
}
