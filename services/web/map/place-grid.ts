import { MAP_SIDE } from '../../../schemas/map-file.ts';

/** Cells along each side of the map. */
const CELLS = 128;
const CELL_SIDE = (MAP_SIDE + 1) / CELLS;

/** Rows by where they lie, so that the one under the pointer is found at once among hundreds of thousands. */
export class PlaceGrid {
  readonly #places: Uint16Array;
  /** Where the rows of each cell begin in `#rows`, and behind the last cell their number. */
  readonly #begins = new Uint32Array(CELLS * CELLS + 1);
  readonly #rows: Uint32Array;

  /** @param places `rows x 2`, from 0 to `MAP_SIDE` */
  constructor(places: Uint16Array) {
    this.#places = places;
    const rows = places.length / 2;
    const cells = Uint16Array.from({ length: rows }, (_, row) =>
      cellOf(places[2 * row] ?? 0, places[2 * row + 1] ?? 0),
    );
    for (const cell of cells) this.#begins[cell + 1] = (this.#begins[cell + 1] ?? 0) + 1;
    for (let cell = 0; cell < CELLS * CELLS; cell++)
      this.#begins[cell + 1] = (this.#begins[cell + 1] ?? 0) + (this.#begins[cell] ?? 0);
    const next = this.#begins.slice();
    this.#rows = new Uint32Array(rows);
    cells.forEach((cell, row) => {
      const at = next[cell] ?? 0;
      this.#rows[at] = row;
      next[cell] = at + 1;
    });
  }

  /** The row nearest to a place, of those that are shown and not farther than `radius`; -1 when there is none. */
  nearest(x: number, y: number, radius: number, isShown: (row: number) => boolean): number {
    let [best, nearest] = [radius * radius, -1];
    const [left, right] = [lineOf(x - radius), lineOf(x + radius)];
    for (let line = lineOf(y - radius); line <= lineOf(y + radius); line++) {
      const [begin = 0, end = 0] = [
        this.#begins[line * CELLS + left],
        this.#begins[line * CELLS + right + 1],
      ];
      for (let at = begin; at < end; at++) {
        const row = this.#rows[at] ?? 0;
        const [dx, dy] = [(this.#places[2 * row] ?? 0) - x, (this.#places[2 * row + 1] ?? 0) - y];
        const distance = dx * dx + dy * dy;
        if (distance <= best && isShown(row)) [best, nearest] = [distance, row];
      }
    }
    return nearest;
  }
}

function lineOf(value: number): number {
  return Math.min(CELLS - 1, Math.max(0, Math.floor(value / CELL_SIDE)));
}

function cellOf(x: number, y: number): number {
  return lineOf(y) * CELLS + lineOf(x);
}
