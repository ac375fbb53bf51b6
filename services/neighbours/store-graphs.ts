import type { RecordStore } from '../store/port.ts';
import type { GraphRequest, Graphs } from './graphs.ts';
import type { KnnGraph } from './knn-graph.ts';

/** Graphs by one question to the store for every row. */
export function storeGraphs(store: Pick<RecordStore, 'nearest'>): Graphs {
  return { graphOf: (request) => graphByQuestions(store, request) };
}

async function graphByQuestions(
  store: Pick<RecordStore, 'nearest'>,
  { corpora, space, ids, points, k: asked, signal, onProgress }: GraphRequest,
): Promise<KnnGraph> {
  const { rows, dimensions, values } = points;
  const k = Math.max(0, Math.min(asked, rows - 1));
  const rowOf = new Map(ids.map((id, row) => [id, row]));
  const graph: KnnGraph = {
    rows,
    k,
    neighbours: new Int32Array(rows * k),
    scores: new Float32Array(rows * k),
  };
  for (let row = 0; row < rows && k > 0; row++) {
    signal.throwIfAborted();
    const vector = values.subarray(row * dimensions, (row + 1) * dimensions);
    const found = await store.nearest({ corpora, space, vector, limit: k + 1 });
    const others = found.filter(({ record }) => record.id !== ids[row] && rowOf.has(record.id)).slice(0, k);
    others.forEach(({ record, score }, at) => {
      graph.neighbours[row * k + at] = rowOf.get(record.id) ?? 0;
      graph.scores[row * k + at] = score;
    });
    onProgress(row + 1, rows);
  }
  return graph;
}
