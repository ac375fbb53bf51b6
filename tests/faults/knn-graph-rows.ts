import type { Graphs } from '../../services/neighbours/graphs.ts';
import type { RecordStore } from '../../services/store/port.ts';
import { directions } from '../unit/neighbours/brute-force.ts';

/** The store whose records the rows are: a graph asks it for nothing but its spaces. */
export const unusedStore: Pick<RecordStore, 'signature'> = {
  signature: { spaceId: 'test/space:1', dimensions: { task: 16, content: 16 } },
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
