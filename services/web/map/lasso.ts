import { MAP_SIDE } from '../../../schemas/map-file.ts';
import type { SpaceName } from '../../../schemas/record.ts';
import type { Point } from './camera.ts';

/** An outline that somebody drew around rows, on the map of one space. It stays about these rows on that of the other. */
export interface Lasso {
  readonly space: SpaceName;
  readonly outline: readonly Point[];
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** The steps of a coordinate in the address, which has two digits for it. */
const STEPS = DIGITS.length ** 2 - 1;
/** More corners would make the address long, and nobody sees them. */
const MOST_CORNERS = 60;

/** Which rows lie within an outline, by the even-odd rule: 1 for those that do. Places are from 0 to `MAP_SIDE`. */
export function rowsWithin(outline: readonly Point[], places: Uint16Array): Uint8Array {
  const inside = new Uint8Array(places.length / 2);
  const [xs, ys] = [outline.map(([x]) => x * MAP_SIDE), outline.map(([, y]) => y * MAP_SIDE)];
  const [left, right, bottom, top] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  for (let row = 0; row < inside.length; row++) {
    const [x = 0, y = 0] = [places[2 * row], places[2 * row + 1]];
    if (x < left || x > right || y < bottom || y > top) continue;
    if (isWithin(x, y, xs, ys)) inside[row] = 1;
  }
  return inside;
}

function isWithin(x: number, y: number, xs: readonly number[], ys: readonly number[]): boolean {
  let isInside = false;
  for (let at = 0, before = xs.length - 1; at < xs.length; before = at++) {
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = [xs[at], ys[at], xs[before], ys[before]];
    if (y0 > y !== y1 > y && x < ((x1 - x0) * (y - y0)) / (y1 - y0) + x0) isInside = !isInside;
  }
  return isInside;
}

/** The lasso as it stands in the address: the space, and four digits a corner. */
export function writeLasso({ space, outline }: Lasso): string {
  const every = Math.max(1, Math.ceil(outline.length / MOST_CORNERS));
  const corners = outline.filter((_, at) => at % every === 0);
  return `${space}.${corners.map(([x, y]) => digitsOf(x) + digitsOf(y)).join('')}`;
}

/** @returns null for what is no lasso, and for one of fewer than three corners */
export function readLasso(text: string): Lasso | null {
  const [, space, digits = ''] = /^(task|content)\.((?:[\w-]{4}){3,})$/.exec(text) ?? [];
  if (space !== 'task' && space !== 'content') return null;
  const outline = Array.from({ length: digits.length / 4 }, (_, at): Point => {
    const corner = digits.slice(4 * at, 4 * at + 4);
    return [numberOf(corner.slice(0, 2)), numberOf(corner.slice(2))];
  });
  return { space, outline };
}

function digitsOf(share: number): string {
  const step = Math.round(STEPS * Math.min(1, Math.max(0, share)));
  return DIGITS.charAt(Math.floor(step / DIGITS.length)) + DIGITS.charAt(step % DIGITS.length);
}

function numberOf(digits: string): number {
  return (DIGITS.indexOf(digits.charAt(0)) * DIGITS.length + DIGITS.indexOf(digits.charAt(1))) / STEPS;
}
