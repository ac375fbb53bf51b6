import { describe, expect, test } from 'vitest';
import { falseDiscoveryRates, shareChange } from '../../../../services/curation/rows/shares.ts';
import { taskChanges } from '../../../../services/curation/diff/task-changes.ts';
import { textChanges } from '../../../../services/curation/diff/text-changes.ts';
import { randomIndex, seededRandom } from '../../../../services/runtime/seeded-random.ts';
import { at } from '../../../../services/runtime/at.ts';
import { readGoldenComparison } from '../rows/comparison-golden.ts';

const golden = await readGoldenComparison();
const rows = (counts: Readonly<Record<string, number>>): string[] =>
  Object.entries(counts).flatMap(([task, count]) => Array.from({ length: count }, () => task));

describe('a change of share', () => {
  test.each(golden.changes)('has the likelihood ratio and p of SciPy: $old to $new', (expected) => {
    const found = shareChange(expected, golden.totals);
    expect(found.z).toBeCloseTo(expected.z, 6);
    expect(Math.abs(found.p / expected.p - 1)).toBeLessThan(1e-6);
  });

  test('has the rate of false findings of SciPy', () => {
    falseDiscoveryRates(golden.false_discovery.p).forEach((rate, i) => {
      expect(rate).toBeCloseTo(at(golden.false_discovery.q, i), 12);
    });
  });
});

describe('changes of tasks', () => {
  test('a task is added, lost, grown, shrunk or the same', () => {
    const { changes } = taskChanges(
      rows({ write: 500, list: 300, sort: 40, old: 3 }),
      rows({ write: 520, list: 100, sort: 190, new: 2 }),
    );
    expect(Object.fromEntries(changes.map(({ task, kind }) => [task, kind]))).toEqual({
      write: 'same',
      list: 'shrunk',
      sort: 'grown',
      old: 'lost',
      new: 'added',
    });
    const clear = changes.filter((change) => change.clear).map(({ task }) => task);
    expect(clear.sort()).toEqual(['list', 'sort']);
  });

  test('a set beside itself has none, and distance 0; sets without a common task have distance 1', () => {
    const set = rows({ a: 5, b: 9, c: 1 });
    const { changes, distance } = taskChanges(set, set);
    expect(changes.every(({ kind }) => kind === 'same')).toBe(true);
    expect(distance).toBe(0);
    expect(taskChanges(set, rows({ d: 4 })).distance).toBeCloseTo(1, 12);
  });

  test('of two samples of the same tasks, next to none is called a shift: twenty tasks, a hundred pairs', () => {
    const random = seededRandom(9);
    let shifted = 0;
    const draw = () => Array.from({ length: 400 }, () => `task ${Math.floor(20 * random() ** 2)}`);
    for (let pair = 0; pair < 100; pair++) {
      const { changes } = taskChanges(draw(), draw());
      if (changes.some(({ kind }) => kind === 'grown' || kind === 'shrunk')) shifted += 1;
    }
    expect(shifted).toBeLessThanOrEqual(8);
  });

  test('every row with a task is counted once, whatever the tasks', () => {
    const random = seededRandom(3);
    for (let round = 0; round < 20; round++) {
      const draw = (size: number) =>
        Array.from({ length: size }, () => (random() < 0.2 ? null : `t${randomIndex(random, 6)}`));
      const [old, now] = [draw(round), draw(1 + (round % 4))];
      const { changes, distance } = taskChanges(old, now);
      const named = (set: (string | null)[]): number => set.filter((task) => task !== null).length;
      expect(changes.reduce((sum, change) => sum + change.rows.old, 0)).toBe(named(old));
      expect(changes.reduce((sum, change) => sum + change.rows.new, 0)).toBe(named(now));
      expect(distance).toBeGreaterThanOrEqual(0);
      expect(distance).toBeLessThanOrEqual(1 + 1e-12);
    }
  });
});

describe('rows without a task', () => {
  test('are no task, and change the share of none', () => {
    const [old, now] = [rows({ write: 50, sort: 50 }), rows({ write: 50, sort: 60 })];
    const none = Array<null>(200).fill(null);
    expect(taskChanges([...old, ...none], now)).toEqual(taskChanges(old, now));
    expect(taskChanges(none, now).changes.every(({ kind }) => kind === 'added')).toBe(true);
  });
});

describe('changes of texts', () => {
  test('a text came, went, stayed, or is answered otherwise; rows alike count once', () => {
    const changes = textChanges(
      { hashes: ['a', 'a', 'b', 'c'], answers: ['1', '2', '1', '1'] },
      { hashes: ['a', 'a', 'c', 'd'], answers: ['2', '1', '9', '1'] },
    );
    expect(changes).toEqual({
      same: 2,
      added: 1,
      removed: 1,
      otherAnswer: 1,
      old: ['same', 'same', 'removed', 'other_answer'],
      new: ['same', 'same', 'other_answer', 'added'],
    });
  });

  test('of a text with several rows only those are answered otherwise whose own answer the other set has not', () => {
    const changes = textChanges(
      { hashes: ['a', 'a', 'b', 'b'], answers: ['1', '2', '1', '2'] },
      { hashes: ['a', 'a', 'a', 'b'], answers: ['1', '3', '1', '1'] },
    );
    expect(changes).toEqual({
      same: 2,
      added: 0,
      removed: 0,
      otherAnswer: 2,
      old: ['same', 'other_answer', 'same', 'other_answer'],
      new: ['same', 'other_answer', 'same', 'same'],
    });
  });
});
