import { expect, test } from 'vitest';
import { graphsBelow } from '../../../services/neighbours/graphs.ts';
import { temporaryDirectory } from '../../api/temporary-directory.ts';
import { unusedStore } from '../../faults/knn-graph-rows.ts';
import { directions } from './brute-force.ts';
import { requestFor } from './graph-requests.ts';

test('a graph by cells goes on after its last finished block when it was interrupted, and is the one that nothing interrupted', async () => {
  const many = requestFor(directions(33_500, 8, 23), { k: 4 });
  const whole = await graphsBelow(await temporaryDirectory(), 100)
    .of(unusedStore)
    .graphOf(many);
  const graphs = graphsBelow(await temporaryDirectory(), 100).of(unusedStore);
  const stop = new AbortController();
  const stopLate = (done: number): void => (done > 0 ? stop.abort() : undefined);
  const stopped = graphs.graphOf({ ...many, signal: stop.signal, onProgress: stopLate });
  await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
  const progress: number[] = [];
  const resumed = await graphs.graphOf({ ...many, onProgress: (done) => progress.push(done) });
  expect(progress).toEqual([32_768, 33_500]);
  expect(resumed).toEqual(whole);
});
