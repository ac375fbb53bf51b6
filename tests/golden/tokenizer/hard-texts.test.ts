import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadEncoderFiles } from '../../../services/embedding/descriptor.ts';
import { createTextTokenizer } from '../../../services/embedding/tokenizer.ts';

const DIRECTORY = fileURLToPath(new URL('../../../infra/encoder/', import.meta.url));

const Golden = z.object({
  tokenizer: z.string(),
  rows: z.array(z.object({ text: z.string(), ids: z.array(z.int()) })).min(250),
});

describe('the tokenizer of the shipped encoder, on texts that tokenizers quarrel over', () => {
  let golden: z.infer<typeof Golden>;

  beforeAll(async () => {
    const path = fileURLToPath(new URL('./golden.json', import.meta.url));
    golden = Golden.parse(JSON.parse(await readFile(path, 'utf8')));
  });

  it('is the one that the reference read (else run make-golden.py again)', async () => {
    const file = await readFile(`${DIRECTORY}tokenizer.json`);
    expect(createHash('sha256').update(file).digest('hex')).toBe(golden.tokenizer);
  });

  it('gives the very ids of the reference: scripts, emoji, controls, lone surrogates, rare Han, final sigma', async () => {
    const tokenizer = createTextTokenizer(await loadEncoderFiles(DIRECTORY));
    const different = golden.rows
      .map(({ text, ids }) => ({ text, reference: ids, here: [...tokenizer.tokenize(text).ids] }))
      .filter(({ reference, here }) => reference.join() !== here.join());
    expect(different).toEqual([]);
  });
});
