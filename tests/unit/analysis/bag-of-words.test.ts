import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { bagOfWords } from '../../../services/analysis/bag-of-words.ts';
import { tfIdf, bagWords } from '../../../services/analysis/tf-idf.ts';
import { truncatedSvd } from '../../../services/analysis/truncated-svd.ts';

const Golden = z.object({
  texts: z.array(z.string()),
  rank: z.number(),
  weights: z.array(z.record(z.string(), z.number())),
  singular_values: z.array(z.number()),
  cosines: z.array(z.array(z.number())),
});
const golden = Golden.parse(
  JSON.parse(await readFile(new URL('../../golden/bag-of-words.json', import.meta.url), 'utf8')),
);

const cosine = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);

test('words are lower case and have two characters or more', () => {
  expect(bagWords("A Fluß, isn't it? x_1 42 7")).toEqual(['fluß', 'isn', 'it', 'x_1', '42']);
});

test('the weights of two texts are those computed by hand', () => {
  const matrix = tfIdf(['red red car', 'car']);
  const rare = 2 * (Math.log(3 / 2) + 1);
  const norm = Math.hypot(rare, 1);
  expect([...matrix.values]).toEqual([rare / norm, 1 / norm, 1].map((x) => expect.closeTo(x, 12) as number));
  expect([...matrix.columnOf]).toEqual([0, 1, 1]);
  expect([...matrix.starts]).toEqual([0, 2, 3]);
});

test('the weights are those of scikit-learn', () => {
  const matrix = tfIdf(golden.texts);
  const columns = [...new Set(golden.texts.flatMap(bagWords))];
  golden.weights.forEach((weights, row) => {
    const begin = matrix.starts[row] ?? 0;
    const own = [...matrix.values.subarray(begin, matrix.starts[row + 1])].map(
      (value, i): [string, unknown] => [
        columns[matrix.columnOf[begin + i] ?? -1] ?? '',
        expect.closeTo(value, 8),
      ],
    );
    expect(weights).toEqual(Object.fromEntries(own));
  });
});

test('singular values and cosines are those of scikit-learn', () => {
  const svd = truncatedSvd(tfIdf(golden.texts), golden.rank);
  golden.singular_values.forEach((value, i) => expect(svd.singularValues[i]).toBeCloseTo(value, 6));
  const vectors = bagOfWords(golden.texts, { dimensions: golden.rank });
  golden.cosines.forEach((row, a) =>
    row.forEach((value, b) => {
      expect(cosine(vectors[a] ?? new Float32Array(), vectors[b] ?? new Float32Array())).toBeCloseTo(
        value,
        5,
      );
    }),
  );
});

test('vectors have unit length, and a text without a word has zeros', () => {
  const lengths = bagOfWords(golden.texts).map((vector) => cosine(vector, vector));
  expect(lengths.slice(0, -1)).toEqual(lengths.slice(0, -1).map(() => expect.closeTo(1, 5) as number));
  expect(lengths.at(-1)).toBe(0);
});

test('the same seed gives the same vectors', () => {
  expect(bagOfWords(golden.texts, { seed: 7 })).toEqual(bagOfWords(golden.texts, { seed: 7 }));
});

test('no texts are no vectors', () => {
  expect(bagOfWords([])).toEqual([]);
  expect(bagOfWords(['?'])).toEqual([new Float32Array()]);
});
