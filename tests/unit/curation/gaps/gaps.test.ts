import { describe, expect, test } from 'vitest';
import { toPoints } from '../../../../services/analysis/points.ts';
import { chooseFillers } from '../../../../services/curation/gaps/fill-gaps.ts';
import { findGaps } from '../../../../services/curation/gaps/gaps.ts';
import { membersOf } from '../../../../services/curation/rows/task-membership.ts';
import { cosine } from '../../../../services/analysis/dot.ts';
import { randomIndex, seededRandom } from '../../../../services/runtime/seeded-random.ts';
import { exactNearest, normalised, randomPoints } from '../exact-nearest.ts';

const rows = (counts: Readonly<Record<string, number>>): string[] =>
  Object.entries(counts).flatMap(([task, count]) => Array.from({ length: count }, () => task));
const gapsOf = (target: (string | null)[], train: (string | null)[], near: number) =>
  findGaps({ target, train, nearest: new Float32Array(target.length).fill(near), sameTaskFrom: 0.7 });

describe('gaps of a training set', () => {
  test('a task is missing when nothing of it is there or near, thin when far below its share, else covered', () => {
    const target = rows({ write: 60, sort: 30, haiku: 10 });
    const train = rows({ write: 800, sort: 40 });
    expect(gapsOf(target, train, 0.2).map(({ task, kind }) => [task, kind])).toEqual([
      ['sort', 'thin'],
      ['haiku', 'missing'],
      ['write', 'covered'],
    ]);
    expect(gapsOf(target, train, 0.9).find(({ task }) => task === 'haiku')?.kind).toBe('thin');
  });

  test('too few to tell is not thin: one row of ten against none of twelve', () => {
    expect(gapsOf(rows({ a: 9, b: 1 }), rows({ a: 12 }), 0.9).every(({ kind }) => kind === 'covered')).toBe(
      true,
    );
  });

  test('adding the rows that a task lacks gives it the share that it has in the target', () => {
    const random = seededRandom(4);
    for (let round = 0; round < 30; round++) {
      const draw = (size: number) => Array.from({ length: size }, () => `t${randomIndex(random, 5)}`);
      const [target, train] = [draw(20 + round), draw(1 + round * 3)];
      for (const { target: count, found, lacking } of gapsOf(target, train, 0)) {
        const share = count / target.length;
        expect((found + lacking) / (train.length + lacking)).toBeGreaterThanOrEqual(share - 1e-9);
        if (lacking > 0) {
          expect((found + lacking - 1) / (train.length + lacking - 1)).toBeLessThan(share + 1e-9);
        }
      }
    }
  });

  test('a training set has no gap beside itself', () => {
    const set = rows({ a: 3, b: 1 });
    const gaps = gapsOf(set, set, 1);
    expect(gaps.map(({ kind, lacking }) => [kind, lacking])).toEqual([
      ['covered', 0],
      ['covered', 0],
    ]);
  });

  test('rows without a task are no task, and make no other task thin', () => {
    const target = rows({ write: 60, sort: 40 });
    const train = rows({ write: 61, sort: 39 });
    const none = Array<null>(500).fill(null);
    expect(gapsOf([...target, ...none], [...train, ...none, ...none], 0)).toEqual(gapsOf(target, train, 0));
  });
});

describe('the tasks of rows', () => {
  const east = normalised([1, 0]);
  const north = normalised([0, 1]);
  const northEast = normalised([1, 1]);

  test('are their labels; of those without, that of a labelled row that is near; else none', async () => {
    const reference = { names: ['go|east', null], areFixed: false, task: toPoints([east, north]) };
    const set = {
      names: ['go|north', null, null, 'go|east'],
      areFixed: false,
      task: toPoints([north, northEast, north, north]),
    };
    expect(await membersOf(set, [reference], exactNearest, 0.7)).toEqual([
      'go|north',
      'go|east',
      null,
      'go|east',
    ]);
  });

  test('are the labels themselves where no row of the reference has one', async () => {
    const reference = { names: [null], areFixed: false, task: toPoints([east]) };
    const set = { names: ['go|north', null], areFixed: false, task: toPoints([north, east]) };
    expect(await membersOf(set, [reference], exactNearest, 0)).toEqual(['go|north', null]);
  });

  test('stay what they are where names are fixed, however near a row of another name is', async () => {
    const reference = { names: ['sing'], areFixed: true, task: toPoints([east]) };
    const set = { names: ['dance', null], areFixed: true, task: toPoints([east, east]) };
    expect(await membersOf(set, [reference], exactNearest, 0.7)).toEqual(['dance', 'sing']);
    const words = { ...set, areFixed: false };
    expect(await membersOf(words, [reference], exactNearest, 0.7)).toEqual(['sing', 'sing']);
  });
});

describe('rows that fill a gap', () => {
  test('are the nearest, no two of them alike in content, and no more than asked for', () => {
    for (const seed of [1, 2, 3, 4]) {
      const content = randomPoints(60, 3, seed);
      const random = seededRandom(seed);
      const candidates = Array.from({ length: 60 }, (_, row) => ({ row, target: 0, task: random() }));
      const chosen = chooseFillers(candidates, content, 12);
      const vector = (row: number) => content.values.subarray(row * 3, row * 3 + 3);
      expect(chosen.length).toBeLessThanOrEqual(12);
      chosen.forEach((one, at) => {
        for (const other of chosen.slice(at + 1)) {
          expect(other.task).toBeLessThanOrEqual(one.task);
          expect(cosine(vector(one.row), vector(other.row))).toBeLessThan(0.9);
        }
      });
      const passed = candidates.filter(
        ({ row, task }) => task > (chosen.at(-1)?.task ?? 0) && !chosen.some((one) => one.row === row),
      );
      for (const { row } of passed) {
        expect(chosen.some((one) => cosine(vector(one.row), vector(row)) >= 0.9)).toBe(true);
      }
    }
  });

  test('are none of nothing, and one of rows that are all alike', () => {
    const content = toPoints(Array.from({ length: 5 }, () => normalised([1, 2])));
    const candidates = Array.from({ length: 5 }, (_, row) => ({ row, target: 0, task: 1 }));
    expect(chooseFillers([], content, 3)).toEqual([]);
    expect(chooseFillers(candidates, content, 3).map(({ row }) => row)).toEqual([0]);
  });
});
