export interface LabelledVector {
  readonly text: string;
  readonly label: string;
  /** L2-normalised. */
  readonly vector: Float32Array;
}

export interface SameTaskPrecision {
  /** Share of the queries whose nearest other row has their label, 0 to 1. */
  readonly precision: number;
  readonly queries: number;
}

/** Vectors compared at a time: two blocks of 64 x 384 floats stay in the cache. */
const BLOCK = 64;

const folded = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ').trim();

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/** Index of the nearest row to each row, those with the same text left out; -1 where every row has the same text. */
function nearestOther(rows: readonly LabelledVector[]): Int32Array {
  const texts = rows.map((row) => folded(row.text));
  const nearest = new Int32Array(rows.length).fill(-1);
  const best = new Float64Array(rows.length).fill(-Infinity);
  for (let begin = 0; begin < rows.length; begin += BLOCK) {
    const block = rows.slice(begin, begin + BLOCK);
    rows.forEach((query, q) => {
      block.forEach((row, offset) => {
        const other = begin + offset;
        if (texts[other] === texts[q]) return;
        const similarity = dot(query.vector, row.vector);
        if (similarity <= (best[q] ?? 0)) return;
        best[q] = similarity;
        nearest[q] = other;
      });
    });
  }
  return nearest;
}

/**
 * Same-task precision at 1: every row is a query against all others by cosine similarity, rows with its text (case and
 * white space folded) left out; equal similarities go to the earlier row. A row without any other text asks nothing.
 */
export function sameTaskPrecision(rows: readonly LabelledVector[]): SameTaskPrecision {
  let queries = 0;
  let hits = 0;
  nearestOther(rows).forEach((other, query) => {
    if (other < 0) return;
    queries += 1;
    if (rows[other]?.label === rows[query]?.label) hits += 1;
  });
  return { precision: queries === 0 ? 0 : hits / queries, queries };
}
