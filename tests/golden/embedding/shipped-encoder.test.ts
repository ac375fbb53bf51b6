import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadEncoderFiles } from '../../../services/embedding/descriptor.ts';
import { openEncoder } from '../../../services/embedding/onnx-encoder.ts';
import type { EmbeddedBatch, Encoder, TextVectors } from '../../../services/embedding/port.ts';
import { createTextTokenizer } from '../../../services/embedding/tokenizer.ts';
import { cosineDistance, farthest } from './distance.ts';

const DIRECTORY = fileURLToPath(new URL('../../../infra/encoder/', import.meta.url));

/**
 * Ids by the reference tokenizer, and vectors by the shipped graph itself, run by Python one row at a time. So this
 * shows that the runtime here computes what the graph says; how far the graph is from the float weights it does not.
 */
const Golden = z.object({
  name: z.string(),
  tolerance: z.number().positive().max(1e-3),
  rows: z
    .array(
      z.object({
        text: z.string(),
        ids: z.array(z.int()),
        task: z.array(z.number()),
        content: z.array(z.number()),
      }),
    )
    .min(20),
});

describe('the shipped encoder', () => {
  let golden: z.infer<typeof Golden>;
  let encoder: Encoder;
  let batch: EmbeddedBatch;

  beforeAll(async () => {
    golden = Golden.parse(JSON.parse(await readFile(`${DIRECTORY}golden.json`, 'utf8')));
    encoder = await openEncoder(DIRECTORY);
    batch = await encoder.embed(golden.rows.map((row) => row.text));
  });
  afterAll(() => encoder.close());

  it('is the encoder that the reference was computed with', () => {
    expect(encoder.name).toBe(golden.name);
  });

  it('gets the very token ids of the reference tokenizer', async () => {
    const tokenizer = createTextTokenizer(await loadEncoderFiles(DIRECTORY));
    const ids = golden.rows.map(({ text }) => ({ text, ids: [...tokenizer.tokenize(text).ids] }));
    expect(ids).toEqual(golden.rows.map(({ text, ids: expected }) => ({ text, ids: expected })));
  });

  it('gives the vectors of the reference within its tolerance', () => {
    const off = golden.rows
      .map((row, index) => ({
        text: row.text.slice(0, 60),
        task: cosineDistance(row.task, batch.vectors[index]?.task),
        content: cosineDistance(row.content, batch.vectors[index]?.content),
      }))
      .filter(({ task, content }) => !(task <= golden.tolerance && content <= golden.tolerance));
    expect(off).toEqual([]);
  });

  it('gives a batch what its rows get one at a time, within a cosine distance of 1e-3', async () => {
    const alone: TextVectors[] = [];
    for (const { text } of golden.rows) {
      const { vectors } = await encoder.embed([text], { priority: 'query' });
      alone.push(...vectors);
    }
    expect(alone).toHaveLength(golden.rows.length);
    expect(farthest(alone, batch.vectors)).toBeLessThan(1e-3);
  });

  it('gives vectors of length 1 with the dimensions that the descriptor names', () => {
    for (const { task, content } of batch.vectors) {
      expect(Math.hypot(...task)).toBeCloseTo(1, 5);
      expect(Math.hypot(...content)).toBeCloseTo(1, 5);
      expect([task.length, content.length]).toEqual([encoder.dimensions.task, encoder.dimensions.content]);
    }
  });

  it('computes in another thread: the main thread turns a hundred times during one run', async () => {
    let turns = 0;
    let running = true;
    const count = (): void => {
      turns += 1;
      if (running) setImmediate(count);
    };
    const run = encoder.embed(['The ferry left the harbour. '.repeat(100)], { priority: 'query' });
    setImmediate(count);
    await run;
    running = false;
    expect(turns).toBeGreaterThan(100);
  });
});
