import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openEncoder } from '../../../services/embedding/onnx-encoder.ts';
import type { Encoder, StaticSource } from '../../../services/embedding/port.ts';

const SHIPPED = fileURLToPath(new URL('../../../infra/encoder', import.meta.url));

let encoder: Encoder & StaticSource;
beforeAll(async () => {
  encoder = await openEncoder(SHIPPED, { threads: 1 });
});
afterAll(() => encoder.close());

it('reading a pair gives its texts the vectors that embedding gives them, and the chance it gives without them', async () => {
  const texts = ['Write a poem about bees.', 'Compose a short poem on bees, please.', 'Name a river.'];
  const [a = '', b = '', c = ''] = texts;
  const pairs: [string, string][] = [
    [a, b],
    [a, c],
  ];
  const judged = await encoder.pairs?.judge(pairs, { withVectors: true });
  const { vectors } = await encoder.embed(texts);
  texts.forEach((text, i) => expect(judged?.vectors?.get(text)).toEqual(vectors[i]));
  const plain = await encoder.pairs?.judge(pairs);
  expect(plain?.chances).toEqual(judged?.chances);
  expect(plain?.vectors?.size).toBe(0);
});

it('a pair that is too long to be read has no chance and no vectors', async () => {
  const judged = await encoder.pairs?.judge([['bees '.repeat(400), 'Name a river.']], { withVectors: true });
  expect(judged).toMatchObject({ chances: [null] });
  expect(judged?.vectors?.size).toBe(0);
});
