import { MAP_SIDE } from '../../../schemas/map-file.ts';
import { at } from '../../runtime/at.ts';

/** The share of rows at each edge that do not stretch the map. */
const FAR_OUT = 0.0005;
/** The empty margin around the rows, as a share of the side. */
const MARGIN = 0.03;

/**
 * A plane in whole numbers from 0 to `MAP_SIDE`, both axes with one scale, the rows in the middle. Few rows that lie far out
 * are moved to the edge, so that the others have the room. Both are `rows x 2`, row-major.
 */
export function toMapPlaces(plane: Float64Array): Uint16Array {
  const axes = [0, 1].map((axis) => {
    const sorted = plane.filter((_, n) => n % 2 === axis).sort();
    const out = Math.floor(FAR_OUT * sorted.length);
    const [low, high] = [sorted[out] ?? 0, sorted[sorted.length - 1 - out] ?? 0];
    return { middle: (low + high) / 2, length: high - low };
  });
  const side = Math.max(...axes.map(({ length }) => length)) / (1 - 2 * MARGIN);
  return Uint16Array.from(plane, (value, n) => {
    const share = side === 0 ? 0 : (value - at(axes, n % 2).middle) / side;
    return Math.round(MAP_SIDE * Math.min(1, Math.max(0, 0.5 + share)));
  });
}
