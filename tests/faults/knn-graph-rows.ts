import { KindredError } from '../../schemas/errors.ts';
import type { Graphs } from '../../services/neighbours/graphs.ts';
import type { RecordStore } from '../../services/store/port.ts';
import { directions } from '../unit/neighbours/brute-force.ts';

/** A store that fails when it is asked. With so few rows the graph is built without asking it. */
export const unusedStore: Pick<RecordStore, 'signature' | 'nearest'> = {
  signature: { spaceId: 'test/space:1', dimensions: { task: 16, content: 16 } },
  nearest: () => Promise.reject(new KindredError('internal', 'The store was asked.')),
};

/** A request for a graph of six blocks of rows. */
export function requestOf(): Parameters<Graphs['graphOf']>[0] {
  const points = directions(6_000, 16, 11);
  return {
    corpora: ['main'],
    space: 'content',
    ids: Array.from({ length: points.rows }, (_, row) => `id ${row}`),
    points,
    signal: new AbortController().signal,
  };
}
