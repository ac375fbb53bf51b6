import { expect, test } from 'vitest';
import { toPoints } from '../../../services/analysis/points.ts';
import { evaluateRetrieval } from '../../../services/evaluation/retrieval.ts';

const watch = { onProgress: () => undefined };
const at = (angle: number): Float32Array => Float32Array.of(Math.cos(angle), Math.sin(angle));

test('rows with the same text, case and white space folded, are no answers', async () => {
  const points = toPoints([0, 0, 0.5, 0.1].map(at));
  const rows = { texts: ['Sort  it', 'sort it\n', 'order it', 'sing'], labels: ['x', 'x', 'x', 'y'] };
  const [found] = await evaluateRetrieval(points, rows, [], watch);
  expect(found).toMatchObject({ without: [], queries: 3 });
  expect(found?.precision_at_1.value).toBe(0);
  expect(found?.recall_at_10.value).toBe(1);
});

test('exclusions add up, and a row without the field shares it with nobody', async () => {
  const points = toPoints([0, 0.1, 0.2, 0.3].map(at));
  const rows = { texts: ['a', 'b', 'c', 'd'], labels: ['x', 'x', 'x', 'x'] };
  const found = await evaluateRetrieval(
    points,
    rows,
    [
      { field: 'template', values: ['t', 't', null, null] },
      { field: 'dataset', values: ['d', 'e', 'd', 'd'] },
    ],
    watch,
  );
  expect(found.map(({ without, queries }) => ({ without, queries }))).toEqual([
    { without: [], queries: 4 },
    { without: ['template'], queries: 4 },
    { without: ['template', 'dataset'], queries: 3 },
  ]);
});

test('where no label occurs twice there are no queries, and no figures out of nothing', async () => {
  const points = toPoints([0, 1].map(at));
  const [found] = await evaluateRetrieval(points, { texts: ['a', 'b'], labels: ['x', 'y'] }, [], watch);
  expect(found).toMatchObject({ queries: 0, precision_at_1: { value: 0, low: 0, high: 0 } });
});

test('an abort ends the work with its reason', async () => {
  const points = toPoints([0, 1].map(at));
  const reason = new Error('enough');
  const aborted = { ...watch, signal: AbortSignal.abort(reason) };
  const work = evaluateRetrieval(points, { texts: ['a', 'b'], labels: ['x', 'x'] }, [], aborted);
  await expect(work).rejects.toBe(reason);
});
