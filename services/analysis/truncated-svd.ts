import { seededRandom } from '../runtime/seeded-random.ts';
import { dotInOrder } from './dot.ts';
import { symmetricEigen } from './symmetric-eigen.ts';
import type { SparseMatrix } from './tf-idf.ts';

/** The leading part of a singular value decomposition U Σ Vᵀ. */
export interface TruncatedSvd {
  /** Number of singular values that were computed. */
  readonly rank: number;
  /** The singular values, largest first. */
  readonly singularValues: Float64Array;
  /** The right singular vectors Vᵀ, `rank x columns`, row-major. */
  readonly components: Float64Array;
  /** The rows of the matrix as coordinates along the components, U Σ, `rows x rank`, row-major. */
  readonly scores: Float64Array;
}

export interface SvdOptions {
  /** Seed of the directions that are sampled. Default 0. */
  readonly seed?: number;
  /** Number of power iterations; with more of them small singular values come out more exactly. Default 4. */
  readonly iterations?: number;
  /** How many more directions are sampled than the rank asks for. Default 10. */
  readonly oversampling?: number;
}

/** A direction shorter than this is noise, which means that the matrix has a lower rank. */
const NOTHING = 1e-10;

/** Numbers of the standard normal distribution, by the method of Box and Muller (1958); the same for the same seed. */
function normals(count: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
}

/**
 * The product of `matrix` (rows x columns) and `dense` (columns x width); when `transposed`, that of the transpose of
 * `matrix` and `dense` (rows x width). `dense` and the product are row-major.
 */
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

/**
 * The matrix with its columns made orthonormal, by modified Gram-Schmidt in two passes; a column that depends on those
 * before it becomes zero.
 * @param dense `rows x width`, row-major
 */
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

/** An orthonormal basis, `rows x width`, row-major, of the directions in which the matrix is strongest. */
function findRange(matrix: SparseMatrix, width: number, options: SvdOptions): Float64Array {
  const sample = normals(matrix.columns * width, options.seed ?? 0);
  let basis = orthonormalise(multiply(matrix, sample, width, false), matrix.rows, width);
  for (let i = 0; i < (options.iterations ?? 4); i++) {
    const back = multiply(matrix, basis, width, true);
    basis = orthonormalise(multiply(matrix, back, width, false), matrix.rows, width);
  }
  return basis;
}

/** The scalar products of the columns of `dense` (`rows x width`, row-major) with one another, `width x width`. */
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

/** The right singular vectors: `projected` (columns x width) times the first `rank` rows of `turn`, scaled to length 1. */
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
 * and Tropp 2011, algorithms 4.4 and 5.1). The same seed gives the same vectors.
 * @param rank how many are wanted; there are fewer when the matrix has fewer rows or columns
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
