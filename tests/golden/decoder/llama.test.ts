import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadEncoderFiles } from '../../../services/embedding/descriptor.ts';
import { openEncoder } from '../../../services/embedding/onnx-encoder.ts';
import type { Encoder, TextVectors } from '../../../services/embedding/port.ts';
import { cutTokenBatches } from '../../../services/embedding/token-batches.ts';
import { createTextTokenizer } from '../../../services/embedding/tokenizer.ts';
import { largestDifference } from '../embedding/distance.ts';

const DIRECTORY = fileURLToPath(new URL('./tiny-llama/', import.meta.url));
const BATCH_TOKENS = 1024;
/** Above this, a vector is another: the mean of other layers, another token, positions that count padding. */
const PYTORCH = 1e-4;

/** Ids by the reference tokenizer and vectors by PyTorch itself, one text at a time and unpadded (make-llama.py). */
const Golden = z.object({
  rows: z
    .array(
      z.object({
        text: z.string(),
        ids: z.array(z.int()),
        truncated: z.boolean(),
        task: z.array(z.number()).length(32),
        content: z.array(z.number()).length(32),
      }),
    )
    .min(10),
});

describe('a decoder of the Llama kind, with the PIE template, last-2 pooling and padding on the left', () => {
  let rows: z.infer<typeof Golden>['rows'];
  let encoder: Encoder;

  beforeAll(async () => {
    rows = Golden.parse(JSON.parse(await readFile(`${DIRECTORY}golden.json`, 'utf8'))).rows;
    encoder = await openEncoder(DIRECTORY, { threads: 2, batchTokens: BATCH_TOKENS });
  });
  afterAll(() => encoder.close());

  const texts = (): string[] => rows.map((row) => row.text);
  const reference = (): TextVectors[] =>
    rows.map((row) => ({ task: Float32Array.from(row.task), content: Float32Array.from(row.content) }));

  it('reads the template around every text, which is never cut, after the token of the beginning', async () => {
    const tokenizer = createTextTokenizer(await loadEncoderFiles(DIRECTORY));
    const tokenized = rows.map(({ text }) => {
      const { ids, truncated } = tokenizer.tokenize(text);
      return { text, ids: [...ids], truncated };
    });
    expect(tokenized).toEqual(rows.map(({ text, ids, truncated }) => ({ text, ids, truncated })));
    expect(rows.map((row) => row.truncated)).toContain(true);
  });

  it('is embedded below in runs that pad some texts, and others not at all', () => {
    const lengths = rows.map(({ ids }) => ids.length);
    const runs = cutTokenBatches(lengths, BATCH_TOKENS).map((run) => new Set(run.map((i) => lengths[i])));
    expect(runs.some((distinct) => distinct.size > 2)).toBe(true);
  });

  it('gives in batches of mixed lengths the vectors that PyTorch gives each text alone, within 1e-4', async () => {
    const { vectors } = await encoder.embed(texts());
    expect(vectors).toHaveLength(rows.length);
    expect(largestDifference(reference(), vectors)).toBeLessThan(PYTORCH);
    const turned = await encoder.embed(texts().toReversed());
    expect(largestDifference(reference(), turned.vectors.toReversed())).toBeLessThan(PYTORCH);
  });

  it('gives a batch what its rows get one at a time, within 1e-5', async () => {
    const batch = await encoder.embed(texts());
    const alone: TextVectors[] = [];
    for (const text of texts()) alone.push(...(await encoder.embed([text], { priority: 'query' })).vectors);
    expect(alone).toHaveLength(rows.length);
    expect(largestDifference(alone, batch.vectors)).toBeLessThan(1e-5);
  });

  it('tells texts apart by more than that tolerance, so that the agreement means something', () => {
    const [first, ...others] = reference();
    expect(first).toBeDefined();
    for (const other of others) {
      expect(largestDifference(first ? [first] : [], [other])).toBeGreaterThan(100 * PYTORCH);
    }
  });
});
