const MAX_SWEEPS = 40;
const TOLERANCE = 1e-22;

/** The eigenvalues and eigenvectors of a symmetric matrix. */
export interface SymmetricEigen {
  /** The eigenvalues, largest first. */
  readonly values: Float64Array;
  /** The eigenvectors as rows, `order x order`, row-major: row `i` has length 1 and belongs to `values[i]`. */
  readonly vectors: Float64Array;
}

/** Cosine and sine of the rotation that zeroes the element between two axes (Golub and Van Loan, section 8.5.2). */
function rotation(pp: number, qq: number, pq: number): { c: number; s: number } {
  const tau = (qq - pp) / (2 * pq);
  const t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
  const c = 1 / Math.sqrt(1 + t * t);
  return { c, s: t * c };
}

/**
 * Applies the rotation `turn` to `count` pairs of elements of `data`, in place: the first pair stands at `p` and `q`, and
 * each next one `step` places further on.
 */
function rotate(
  data: Float64Array,
  axes: { p: number; q: number; step: number; count: number },
  turn: { c: number; s: number },
): void {
  const { c, s } = turn;
  for (let i = 0, p = axes.p, q = axes.q; i < axes.count; i++, p += axes.step, q += axes.step) {
    const x = data[p]!;
    const y = data[q]!;
    data[p] = c * x - s * y;
    data[q] = s * x + c * y;
  }
}

/** Sum of the squares below the diagonal. */
function offDiagonal(matrix: Float64Array, order: number): number {
  let sum = 0;
  for (let p = 0; p < order; p++) for (let q = 0; q < p; q++) sum += matrix[p * order + q]! ** 2;
  return sum;
}

/** Turns every pair of axes once, so that the element between them becomes zero; `v` collects all rotations. */
function sweep(a: Float64Array, v: Float64Array, order: number): void {
  for (let p = 0; p < order - 1; p++) {
    for (let q = p + 1; q < order; q++) {
      const pq = a[p * order + q]!;
      if (pq === 0) continue;
      const turn = rotation(a[p * order + p]!, a[q * order + q]!, pq);
      const rows = { p: p * order, q: q * order, step: 1, count: order };
      rotate(a, rows, turn);
      rotate(a, { p, q, step: order, count: order }, turn);
      rotate(v, rows, turn);
    }
  }
}

/**
 * The eigenvalues and eigenvectors of a symmetric matrix, by cyclic Jacobi rotations.
 * Each sweep takes O(order³) time.
 * @param matrix `order x order`, row-major
 */
export function symmetricEigen(matrix: Float64Array, order: number): SymmetricEigen {
  const a = matrix.slice();
  const v = new Float64Array(order * order);
  for (let i = 0; i < order; i++) v[i * order + i] = 1;
  const size = a.reduce((sum, x) => sum + x * x, 0);
  for (let i = 0; i < MAX_SWEEPS && offDiagonal(a, order) > TOLERANCE * size; i++) sweep(a, v, order);
  const diagonal = Float64Array.from({ length: order }, (_, i) => a[i * order + i]!);
  const byValue = [...diagonal.keys()].sort((x, y) => diagonal[y]! - diagonal[x]!);
  const vectors = new Float64Array(order * order);
  byValue.forEach((from, to) => vectors.set(v.subarray(from * order, (from + 1) * order), to * order));
  return { values: Float64Array.from(byValue, (i) => diagonal[i]!), vectors };
}
