/**
 * A matrix with few values that are not zero, stored row by row: row `r` holds `values[i]` in the column `columnOf[i]`
 * for `starts[r] <= i < starts[r + 1]`, and zeros elsewhere.
 */
export interface SparseMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly starts: Uint32Array;
  readonly columnOf: Uint32Array;
  readonly values: Float64Array;
}

/**
 * The words that TF-IDF counts, in lower case: two or more letters, digits or underscores in a row, as scikit-learn's
 * default has it.
 */
export function bagWords(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}_]{2,}/gu) ?? [];
}

interface WordCounts {
  /** For each text how often it has the word of each column. */
  readonly rows: readonly ReadonlyMap<number, number>[];
  /** For each column how many texts have its word. */
  readonly holders: readonly number[];
}

function countWords(texts: readonly string[]): WordCounts {
  const columns = new Map<string, number>();
  const rows = texts.map((text) => {
    const counts = new Map<number, number>();
    for (const word of bagWords(text)) {
      const column = columns.get(word) ?? columns.size;
      columns.set(word, column);
      counts.set(column, (counts.get(column) ?? 0) + 1);
    }
    return counts;
  });
  const holders = new Array<number>(columns.size).fill(0);
  for (const counts of rows) for (const column of counts.keys()) holders[column]! += 1;
  return { rows, holders };
}

/**
 * Term frequency times smoothed inverse document frequency, ln((1 + texts) / (1 + texts with the word)) + 1, with rows
 * scaled to length 1 (Salton and Buckley 1988, in the variant that scikit-learn has by default).
 * @returns one row a text and one column a word, in the order in which words first appear; zeros for a text without words
 */
export function tfIdf(texts: readonly string[]): SparseMatrix {
  const { rows, holders } = countWords(texts);
  const weights = holders.map((count) => Math.log((1 + rows.length) / (1 + count)) + 1);
  const size = rows.reduce((sum, counts) => sum + counts.size, 0);
  const starts = new Uint32Array(rows.length + 1);
  const columnOf = new Uint32Array(size);
  const values = new Float64Array(size);
  let end = 0;
  for (const [row, counts] of rows.entries()) {
    const begin = end;
    for (const [column, count] of counts) {
      columnOf[end] = column;
      values[end] = count * weights[column]!;
      end += 1;
    }
    const norm = Math.hypot(...values.subarray(begin, end));
    for (let i = begin; i < end; i++) values[i]! /= norm;
    starts[row + 1] = end;
  }
  return { rows: rows.length, columns: holders.length, starts, columnOf, values };
}
