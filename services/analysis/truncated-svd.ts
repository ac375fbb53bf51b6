import { seededRandom } from '../runtime/seeded-random.ts';
import { dotInOrder } from './dot.ts';
import { symmetricEigen } from './symmetric-eigen.ts';
import type { SparseMatrix } from './tf-idf.ts';

export interface TruncatedSvd {
  readonly rank: number;
  /** Largest first. */
  readonly singularValues: Float64Array;
  /** Right singular vectors, row-major `rank x columns`. */
  readonly components: Float64Array;
  /** The rows in the space of the components, U Σ: row-major `rows x rank`. */
  readonly scores: Float64Array;
}

export interface SvdOptions {
  readonly seed?: number;
  /** Power iterations: more of them make small singular values exacter. */
  readonly iterations?: number;
  /** Directions sampled beyond the rank. */
  readonly oversampling?: number;
}

/** Below this length a direction is noise: the matrix has a lower rank. */
const NOTHING = 1e-10;

/** Standard normal numbers by Box and Muller; the same for the same seed. */
function normals(count: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
}

/** `matrix` (rows x columns) times `dense` (columns x width); transposed: its transpose times `dense` (rows x width). */
function multiply(
  matrix: SparseMatrix,
  dense: Float64Array,
  width: number,
  transposed: boolean,
): Float64Array {
  const product = new Float64Array((transposed ? matrix.columns : matrix.rows) * width);
  for (let row = 0; row < matrix.rows; row++) {
    const end = matrix.starts[row + 1]!;
    for (let i = matrix.starts[row]!; i < end; i++) {
      const column = matrix.columnOf[i]!;
      const value = matrix.values[i]!;
      const from = (transposed ? row : column) * width;
      const to = (transposed ? column : row) * width;
      for (let k = 0; k < width; k++) product[to + k]! += value * dense[from + k]!;
    }
  }
  return product;
}

function transpose(dense: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(dense.length);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) result[c * rows + r] = dense[r * columns + c]!;
  }
  return result;
}

/** Makes the columns of a row-major `rows x width` matrix orthonormal (modified Gram-Schmidt); dependent ones become 0. */
function orthonormalise(dense: Float64Array, rows: number, width: number): Float64Array {
  const columns = transpose(dense, rows, width);
  for (let c = 0; c < width; c++) {
    const at = c * rows;
    const before = Math.sqrt(dotInOrder(columns, at, columns, at, rows));
    for (let pass = 0; pass < 2; pass++) {
      for (let p = 0; p < c; p++) {
        const share = dotInOrder(columns, at, columns, p * rows, rows);
        for (let i = 0; i < rows; i++) columns[at + i]! -= share * columns[p * rows + i]!;
      }
    }
    const norm = Math.sqrt(dotInOrder(columns, at, columns, at, rows));
    const scale = norm > NOTHING * before && norm > 0 ? 1 / norm : 0;
    for (let i = 0; i < rows; i++) columns[at + i] = columns[at + i]! * scale;
  }
  return transpose(columns, width, rows);
}

/** An orthonormal basis, `rows x width`, of what the matrix reaches most strongly. */
function findRange(matrix: SparseMatrix, width: number, options: SvdOptions): Float64Array {
  const sample = normals(matrix.columns * width, options.seed ?? 0);
  let basis = orthonormalise(multiply(matrix, sample, width, false), matrix.rows, width);
  for (let i = 0; i < (options.iterations ?? 4); i++) {
    const back = multiply(matrix, basis, width, true);
    basis = orthonormalise(multiply(matrix, back, width, false), matrix.rows, width);
  }
  return basis;
}

/** Gram matrix `width x width` of the columns of a row-major `rows x width` matrix. */
function gram(dense: Float64Array, rows: number, width: number): Float64Array {
  const columns = transpose(dense, rows, width);
  const result = new Float64Array(width * width);
  for (let p = 0; p < width; p++) {
    for (let q = 0; q <= p; q++) {
      const value = dotInOrder(columns, p * rows, columns, q * rows, rows);
      result[p * width + q] = value;
      result[q * width + p] = value;
    }
  }
  return result;
}

/** `projected` (columns x width) turned by the first `rank` rows of `turn`, each made a unit vector. */
function componentsOf(
  projected: Float64Array,
  columns: number,
  turn: Float64Array,
  size: { width: number; rank: number },
) {
  const { width, rank } = size;
  const components = new Float64Array(rank * columns);
  for (let r = 0; r < rank; r++) {
    const at = r * columns;
    for (let c = 0; c < columns; c++)
      components[at + c] = dotInOrder(projected, c * width, turn, r * width, width);
    const norm = Math.sqrt(dotInOrder(components, at, components, at, columns));
    for (let c = 0; c < columns; c++) components[at + c] = norm > NOTHING ? components[at + c]! / norm : 0;
  }
  return components;
}

/**
 * The leading singular vectors of a sparse matrix by a randomised range finder with power iterations (Halko, Martinsson
 * and Tropp 2011, algorithms 4.4 and 5.1). `rank` is lowered to what the matrix can have. Deterministic for a seed.
 */
export function truncatedSvd(matrix: SparseMatrix, rank: number, options: SvdOptions = {}): TruncatedSvd {
  const most = Math.min(matrix.rows, matrix.columns);
  const kept = Math.min(rank, most);
  const width = Math.min(kept + (options.oversampling ?? 10), most);
  const basis = findRange(matrix, width, options);
  const projected = multiply(matrix, basis, width, true);
  const eigen = symmetricEigen(gram(projected, matrix.columns, width), width);
  const components = componentsOf(projected, matrix.columns, eigen.vectors, { width, rank: kept });
  const scores = multiply(matrix, transpose(components, kept, matrix.columns), kept, false);
  const singularValues = eigen.values.slice(0, kept).map((value) => Math.sqrt(Math.max(0, value)));
  return { rank: kept, singularValues, components, scores };
}
