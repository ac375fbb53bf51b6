import { describe, expect, test } from 'vitest';
import { buildBenchmark } from '../../../services/benchmark/build-benchmark.ts';
import type { CollectedCategories } from '../../../services/benchmark/categories.ts';

const VERBS = ['write', 'sort', 'name', 'draw', 'count', 'read'];
const NOUNS = ['poem', 'list', 'river', 'letter', 'word'];
const options = { source: 'a.jsonl', minSize: 3, testShare: 0.4, pairs: 200, seed: 1 };

/** Thirty tasks of 1 to 12 rows. */
const categories = VERBS.flatMap((verb, v) =>
  NOUNS.map((noun, n) => ({
    name: `${verb}|${noun}`,
    samples: Array.from({ length: 1 + ((5 * v + 7 * n) % 12) }, (_, i) => ({
      category: [verb, noun],
      instruction: `${verb} ${noun} number ${i}`,
      input: `${verb} ${noun} number ${i}`,
      output: '',
    })),
  })),
);
const rows = categories.reduce((sum, { samples }) => sum + samples.length, 0);
const collected: CollectedCategories = { categories, rows, rejected: 2, unlabelled: 3, repeated: 4 };

describe('a benchmark', () => {
  const built = buildBenchmark(collected, options);
  const { train, test: testing, pairs, manifest } = built;

  test('sees no test category in training, loses no row, and drops rare categories whole', () => {
    const names = [...Object.keys(train), ...Object.keys(testing)];
    expect(new Set(names).size).toBe(names.length);
    const kept = categories.filter(({ samples }) => samples.length >= 3);
    expect([...names].sort()).toEqual(kept.map(({ name }) => name).sort());
    for (const [name, { number, samples }] of Object.entries({ ...train, ...testing })) {
      expect(samples).toEqual(categories.find((category) => category.name === name)?.samples);
      expect(number).toBe(samples.length);
    }
    expect(manifest.train.rows + manifest.test.rows + manifest.dropped.rare.rows).toBe(rows);
  });

  test('fills the test up to its share', () => {
    const share = manifest.test.rows / (manifest.train.rows + manifest.test.rows);
    expect(share).toBeLessThanOrEqual(0.4);
    expect(share).toBeGreaterThan(0.35);
  });

  test('has 60 % positive pairs, and half of the others share the verb or the noun', () => {
    expect(pairs).toHaveLength(200);
    const negatives = pairs.filter(({ label }) => label === 0);
    expect(negatives).toHaveLength(80);
    const close = negatives.filter(({ intention1, intention2 }) => {
      const [verb, noun] = intention1.split('|');
      const [otherVerb, otherNoun] = intention2.split('|');
      return verb === otherVerb || noun === otherNoun;
    });
    expect(close).toHaveLength(40);
    expect(manifest.pairs).toEqual({ positive: 120, negative: 80, hard: 40 });
  });

  test('pairs are of test categories, as labelled, never twice, and never of a text with itself', () => {
    const keys = new Set<string>();
    for (const { instruction1, intention1, instruction2, intention2, label } of pairs) {
      for (const [instruction, intention] of [
        [instruction1, intention1],
        [instruction2, intention2],
      ] as const) {
        expect(testing[intention]?.samples.map((sample) => sample.instruction)).toContain(instruction);
      }
      expect(label).toBe(intention1 === intention2 ? 1 : 0);
      expect(instruction1).not.toBe(instruction2);
      keys.add([instruction1, instruction2].sort().join('\n'));
    }
    expect(keys.size).toBe(pairs.length);
  });

  test('is the same for the same seed, and another for another', () => {
    expect(buildBenchmark(collected, options)).toEqual(built);
    const other = buildBenchmark(collected, { ...options, seed: 2 });
    expect(Object.keys(other.test).sort()).not.toEqual(Object.keys(testing).sort());
  });

  test('gives as many pairs as there are, in proportion, when more are asked for', () => {
    const small = buildBenchmark(collected, { ...options, testShare: 0.1, pairs: 10_000 });
    const { positive, negative } = small.manifest.pairs;
    expect(positive).toBeGreaterThan(0);
    expect(positive / (positive + negative)).toBeCloseTo(0.6, 1);
    expect(small.pairs).toHaveLength(positive + negative);
  });

  test('that cannot have two test categories is refused with the way out', () => {
    expect(() => buildBenchmark(collected, { ...options, minSize: 12 })).toThrow(/--min-size/);
  });
});
