import { dotInOrder } from './dot.ts';

/** Vectors of the same length, stored one after the other: row `r` begins at `values[r * dimensions]`. */
export interface Points {
  readonly rows: number;
  readonly dimensions: number;
  readonly values: Float32Array;
}

/** The rows from `begin` on, up to but not including `end`. */
export interface RowRange {
  readonly begin: number;
  readonly end: number;
}

/** Rows compared at a time: two blocks of 64 x 384 floats stay in the cache. */
export const BLOCK_ROWS = 64;

/**
 * Copies vectors into one array.
 * @throws RangeError when their lengths differ
 */
export function toPoints(vectors: readonly Float32Array[]): Points {
  const [first] = vectors;
  const dimensions = first === undefined ? 0 : first.length;
  const values = new Float32Array(vectors.length * dimensions);
  vectors.forEach((vector, row) => {
    if (vector.length !== dimensions) {
      throw new RangeError(`vector ${row} has ${vector.length} dimensions, the first has ${dimensions}`);
    }
    values.set(vector, row * dimensions);
  });
  return { rows: vectors.length, dimensions, values };
}

/** The rows of all, one after the other; of a single one itself. */
export function concatenated(all: readonly Points[]): Points {
  const [first] = all;
  if (first === undefined || all.length === 1) return first ?? toPoints([]);
  const values = new Float32Array(all.reduce((sum, points) => sum + points.values.length, 0));
  let begin = 0;
  for (const points of all) {
    values.set(points.values, begin);
    begin += points.values.length;
  }
  return { rows: values.length / first.dimensions, dimensions: first.dimensions, values };
}

/** The vector of a row: a view, not a copy. */
export function vectorOf({ dimensions, values }: Points, row: number): Float32Array {
  return values.subarray(row * dimensions, (row + 1) * dimensions);
}

/** A copy of the rows with these numbers, in their order. */
export function selectRows({ dimensions, values }: Points, indices: ArrayLike<number>): Points {
  const selected = new Float32Array(indices.length * dimensions);
  for (let row = 0; row < indices.length; row++) {
    const from = indices[row]! * dimensions;
    selected.set(values.subarray(from, from + dimensions), row * dimensions);
  }
  return { rows: indices.length, dimensions, values: selected };
}

/** The mean of the rows with the numbers `of`, or of all rows when `of` is left out; summed in double precision. */
export function meanOf({ rows, dimensions, values }: Points, of?: Int32Array): Float64Array {
  const mean = new Float64Array(dimensions);
  const count = of === undefined ? rows : of.length;
  for (let i = 0; i < count; i++) {
    const from = (of === undefined ? i : of[i]!) * dimensions;
    for (let k = 0; k < dimensions; k++) mean[k]! += values[from + k]!;
  }
  return mean.map((sum) => sum / count);
}

/** Cuts a range into blocks of at most `BLOCK_ROWS` rows. */
export function* blocks({ begin, end }: RowRange): Generator<RowRange> {
  for (let at = begin; at < end; at += BLOCK_ROWS) yield { begin: at, end: Math.min(end, at + BLOCK_ROWS) };
}

function dotOne({ dimensions, values }: Points, a: number, b: number): number {
  return dotInOrder(values, a * dimensions, values, b * dimensions, dimensions);
}

/**
 * The four scalar products of the rows `a` and `a + 1` with the rows `b` and `b + 1`, computed in one pass so that every
 * value that is loaded serves two products.
 */
function dotFour({ dimensions, values }: Points, a: number, b: number, out: Float64Array): void {
  let [s00, s01, s10, s11] = [0, 0, 0, 0];
  const right = b * dimensions;
  const end = (a + 1) * dimensions;
  for (let i = a * dimensions, j = right; i < end; i++, j++) {
    const x0 = values[i]!;
    const x1 = values[i + dimensions]!;
    const y0 = values[j]!;
    const y1 = values[j + dimensions]!;
    s00 += x0 * y0;
    s01 += x0 * y1;
    s10 += x1 * y0;
    s11 += x1 * y1;
  }
  out[0] = s00;
  out[1] = s01;
  out[2] = s10;
  out[3] = s11;
}

/**
 * Writes the scalar products, in double precision, of every row of `left` with every row of `right` into `out`, row-major.
 * Each is added up in the order of the dimensions, wherever its rows stand in the block.
 */
export function dotBlock(points: Points, left: RowRange, right: RowRange, out: Float64Array): void {
  const width = right.end - right.begin;
  const four = new Float64Array(4);
  for (let a = left.begin; a < left.end; a += 2) {
    const above = (a - left.begin) * width;
    for (let b = right.begin; b < right.end; b += 2) {
      const at = above + b - right.begin;
      if (a + 1 < left.end && b + 1 < right.end) {
        dotFour(points, a, b, four);
        out[at] = four[0]!;
        out[at + 1] = four[1]!;
        out[at + width] = four[2]!;
        out[at + width + 1] = four[3]!;
        continue;
      }
      out[at] = dotOne(points, a, b);
      if (a + 1 < left.end) out[at + width] = dotOne(points, a + 1, b);
      if (b + 1 < right.end) out[at + 1] = dotOne(points, a, b + 1);
    }
  }
}

/** The scalar products of all rows with all rows: a symmetric matrix `rows x rows`, row-major, with 4 bytes a product. */
export interface Gram {
  readonly rows: number;
  readonly values: Float32Array;
}

/** The Gram matrix of points. It takes 4 bytes times the square of the number of rows. */
export function gramOf(points: Points): Gram {
  const { rows } = points;
  const values = new Float32Array(rows * rows);
  const out = new Float64Array(BLOCK_ROWS * BLOCK_ROWS);
  const all = { begin: 0, end: rows };
  for (const left of blocks(all)) {
    for (const right of blocks({ begin: left.begin, end: rows })) {
      dotBlock(points, left, right, out);
      const width = right.end - right.begin;
      for (let a = left.begin; a < left.end; a++) {
        for (let b = right.begin; b < right.end; b++) {
          const product = out[(a - left.begin) * width + b - right.begin]!;
          values[a * rows + b] = product;
          values[b * rows + a] = product;
        }
      }
    }
  }
  return { rows, values };
}
