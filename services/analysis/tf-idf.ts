/** A matrix in compressed rows: row `r` holds `values[i]` in column `columnOf[i]` for `starts[r] <= i < starts[r + 1]`. */
export interface SparseMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly starts: Uint32Array;
  readonly columnOf: Uint32Array;
  readonly values: Float64Array;
}

/** Lower-case words of two or more letters, digits or underscores. */
export function bagWords(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}_]{2,}/gu) ?? [];
}

function countWords(texts: readonly string[]): {
  counts: Map<string, number>[];
  columns: Map<string, number>;
} {
  const columns = new Map<string, number>();
  const counts = texts.map((text) => {
    const row = new Map<string, number>();
    for (const word of bagWords(text)) {
      if (!columns.has(word)) columns.set(word, columns.size);
      row.set(word, (row.get(word) ?? 0) + 1);
    }
    return row;
  });
  return { counts, columns };
}

/** ln((1 + rows) / (1 + rows with the word)) + 1, as if one more row held every word. */
function inverseDocumentFrequency(counts: readonly Map<string, number>[]): Map<string, number> {
  const documents = new Map<string, number>();
  for (const row of counts)
    for (const word of row.keys()) documents.set(word, (documents.get(word) ?? 0) + 1);
  return new Map([...documents].map(([word, n]) => [word, Math.log((1 + counts.length) / (1 + n)) + 1]));
}

/**
 * Term frequency times smoothed inverse document frequency, rows L2-normalised (Salton and Buckley 1988, in the variant
 * that scikit-learn has by default). Columns are words in the order in which they first appear; a text without a word
 * is a row of zeros.
 */
export function tfIdf(texts: readonly string[]): SparseMatrix {
  const { counts, columns } = countWords(texts);
  const weights = inverseDocumentFrequency(counts);
  const size = counts.reduce((sum, row) => sum + row.size, 0);
  const starts = new Uint32Array(counts.length + 1);
  const columnOf = new Uint32Array(size);
  const values = new Float64Array(size);
  let at = 0;
  counts.forEach((row, r) => {
    const begin = at;
    for (const [word, count] of row) {
      columnOf[at] = columns.get(word) ?? 0;
      values[at] = count * (weights.get(word) ?? 0);
      at += 1;
    }
    const norm = Math.hypot(...values.subarray(begin, at));
    for (let i = begin; i < at; i++) values[i] = (values[i] ?? 0) / norm;
    starts[r + 1] = at;
  });
  return { rows: counts.length, columns: columns.size, starts, columnOf, values };
}
