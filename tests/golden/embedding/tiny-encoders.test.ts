import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadEncoderFiles } from '../../../services/embedding/descriptor.ts';
import { openEncoder } from '../../../services/embedding/onnx-encoder.ts';
import type { Encoder, TextVectors } from '../../../services/embedding/port.ts';
import { createTextTokenizer } from '../../../services/embedding/tokenizer.ts';
import { largestDifference } from './distance.ts';

const Golden = z.object({
  rows: z
    .array(
      z.object({
        text: z.string(),
        ids: z.array(z.int()),
        truncated: z.boolean(),
        task: z.array(z.number()),
        content: z.array(z.number()),
      }),
    )
    .min(5),
});

describe.each([
  ['tiny-bert', 'mean and cls pooling, padding on the right, special tokens'],
  ['tiny-decoder', 'last-2 and last-token pooling, padding on the left, a template, positions'],
])('%s (%s)', (name) => {
  const directory = fileURLToPath(new URL(`./${name}/`, import.meta.url));
  let rows: z.infer<typeof Golden>['rows'];
  let encoder: Encoder;

  const texts = (): string[] => rows.map((row) => row.text);
  const expected = (): TextVectors[] =>
    rows.map((row) => ({ task: Float32Array.from(row.task), content: Float32Array.from(row.content) }));

  beforeAll(async () => {
    rows = Golden.parse(JSON.parse(await readFile(`${directory}golden.json`, 'utf8'))).rows;
    encoder = await openEncoder(directory, { threads: 2 });
  });
  afterAll(() => encoder.close());

  it('gets the ids of the reference, cut ones included', async () => {
    const tokenizer = createTextTokenizer(await loadEncoderFiles(directory));
    const tokenized = rows.map(({ text }) => {
      const { ids, truncated } = tokenizer.tokenize(text);
      return { text, ids: [...ids], truncated };
    });
    expect(tokenized).toEqual(rows.map(({ text, ids, truncated }) => ({ text, ids, truncated })));
  });

  it('gives the vectors of the reference in one padded batch', async () => {
    const { vectors, truncated } = await encoder.embed(texts());
    expect(vectors).toHaveLength(rows.length);
    expect(largestDifference(expected(), vectors)).toBeLessThan(1e-5);
    expect(truncated).toEqual(rows.map((row) => row.truncated));
  });

  it('gives a batch what its rows get one at a time, within 1e-5', async () => {
    const batch = await encoder.embed(texts());
    const alone: TextVectors[] = [];
    for (const text of texts()) alone.push(...(await encoder.embed([text], { priority: 'query' })).vectors);
    expect(alone).toHaveLength(rows.length);
    expect(largestDifference(alone, batch.vectors)).toBeLessThan(1e-5);
  });
});
