import { expect, test } from 'vitest';
import { toPoints } from '../../../services/analysis/points.ts';
import { NO_GROUP, retrieve } from '../../../services/analysis/same-task-retrieval.ts';
import { seededRandom } from '../../../services/runtime/seeded-random.ts';

const ROWS = 150;
const random = seededRandom(9);
const angles = Array.from({ length: ROWS }, () => Math.PI * random());
const labels = Int32Array.from(angles, (angle) => Math.floor(angle * 4 + random()));
const points = toPoints(angles.map((angle) => Float32Array.of(Math.cos(angle), Math.sin(angle))));
const nowhere = new Int32Array(ROWS).fill(NO_GROUP);
const templates = Int32Array.from(labels, (label, row) => label * 3 + (row % 3));

/** Sorts all others, the plain way. */
function bruteForce(query: number, allowed: (other: number) => boolean) {
  const cosine = (other: number): number =>
    (points.values[2 * query] ?? 0) * (points.values[2 * other] ?? 0) +
    (points.values[2 * query + 1] ?? 0) * (points.values[2 * other + 1] ?? 0);
  const others = [...angles.keys()].filter((other) => other !== query && allowed(other));
  const same = (other: number): boolean => labels[other] === labels[query];
  const possible = others.filter(same).length;
  if (possible === 0) return null;
  const nearest = others.sort((a, b) => cosine(b) - cosine(a)).slice(0, 10);
  return {
    precisionAt1: same(nearest[0] ?? -1) ? 1 : 0,
    recallAt10: nearest.filter(same).length / Math.min(10, possible),
  };
}

test('precision and recall are those of sorting all others, at every level of exclusion', () => {
  const found = retrieve({ points, labels, groups: [nowhere, templates] }, { begin: 0, end: ROWS });
  found.forEach(([everything, otherTemplate], query) => {
    expect(everything).toEqual(bruteForce(query, () => true));
    expect(otherTemplate).toEqual(bruteForce(query, (other) => templates[other] !== templates[query]));
  });
  expect(found.map(([, level]) => level?.recallAt10)).not.toEqual(found.map(([level]) => level?.recallAt10));
});

test('queries asked in parts find what they find together', () => {
  const set = { points, labels, groups: [nowhere, templates] };
  const parts = [
    { begin: 0, end: 70 },
    { begin: 70, end: ROWS },
  ].flatMap((range) => retrieve(set, range));
  expect(parts).toEqual(retrieve(set, { begin: 0, end: ROWS }));
});

test('a query whose label nobody else may answer is no query', () => {
  const set = {
    points: toPoints([Float32Array.of(1, 0), Float32Array.of(1, 0), Float32Array.of(0, 1)]),
    labels: Int32Array.of(0, 0, 1),
    groups: [Int32Array.of(NO_GROUP, NO_GROUP, NO_GROUP), Int32Array.of(5, 5, NO_GROUP)],
  };
  const [first, , last] = retrieve(set, { begin: 0, end: 3 });
  expect(first).toEqual([{ precisionAt1: 1, recallAt10: 1 }, null]);
  expect(last).toEqual([null, null]);
});

test('equal similarities go to the earlier row', () => {
  const set = {
    points: toPoints([1, 1, 1].map(() => Float32Array.of(1, 0))),
    labels: Int32Array.of(0, 1, 0),
    groups: [nowhere.slice(0, 3)],
  };
  expect(retrieve(set, { begin: 0, end: 1 })).toEqual([[{ precisionAt1: 0, recallAt10: 1 }]]);
});
