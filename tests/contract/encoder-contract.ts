import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Encoder } from '../../services/embedding/port.ts';

/** The guarantees that every adapter of the encoder must give. `open` gives each caller an encoder of its own. */
export function describeEncoderContract(name: string, open: () => Promise<Encoder>): void {
  describe(`encoder: ${name}`, () => {
    let opened: Encoder | undefined;
    const encoder = (): Encoder => opened ?? expect.fail('The encoder has not been opened.');
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened?.close());
    describeVectors(encoder);
    describeLimits(encoder, open);
  });
}

const TEXTS = ['cats', 'list facts about cats', 'dogs', '名詞を挙げて', 'cats'];

function describeVectors(encoder: () => Encoder): void {
  test('each text has two vectors of length 1 with the dimensions that it tells, in the order of the texts', async () => {
    const { vectors, truncated, embedded } = await encoder().embed(TEXTS);
    expect(vectors).toHaveLength(TEXTS.length);
    expect(truncated).toEqual(TEXTS.map(() => false));
    expect(embedded).toBe(4);
    for (const space of ['task', 'content'] as const) {
      for (const vector of vectors.map((both) => both[space])) {
        expect(vector).toHaveLength(encoder().dimensions[space]);
        expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
      }
      expect(vectors[4]?.[space]).toEqual(vectors[0]?.[space]);
      expect(vectors[1]?.[space]).not.toEqual(vectors[0]?.[space]);
    }
  });

  test('a text gets the same vectors in every batch, and whoever waits for it', async () => {
    const many = Array.from({ length: 70 }, (_, place) => `list ${place} facts about cats`);
    const together = await encoder().embed([...many, 'dogs']);
    const alone = await encoder().embed(['dogs'], { priority: 'query' });
    for (const space of ['task', 'content'] as const) {
      const [one, other] = [together.vectors[70]?.[space] ?? [], alone.vectors[0]?.[space] ?? []];
      expect(Math.max(...Array.from(one, (value, at) => Math.abs(value - (other[at] ?? NaN))))).toBeLessThan(
        1e-5,
      );
    }
  });

  test('no texts, empty ones, spaces, null characters and halves of characters are embedded', async () => {
    expect((await encoder().embed([])).vectors).toEqual([]);
    const { vectors } = await encoder().embed(['', ' ', '\u0000', '\ud83d', '\u{1f600}']);
    for (const { task, content } of vectors) {
      expect(Math.hypot(...task)).toBeCloseTo(1, 5);
      expect(Math.hypot(...content)).toBeCloseTo(1, 5);
    }
  });
}

function describeLimits(encoder: () => Encoder, open: () => Promise<Encoder>): void {
  test('of texts that are longer than it reads it says that they were cut, of no others', async () => {
    const long = 'cats '.repeat(encoder().maxTokens * 2);
    const { truncated, vectors } = await encoder().embed(['cats', long, 'dogs']);
    expect(truncated).toEqual([false, true, false]);
    expect(Math.hypot(...(vectors[1]?.content ?? []))).toBeCloseTo(1, 5);
  });

  test('tokens are counted without a limit', () => {
    const [none, one, many] = encoder().countTokens(['', 'cats', 'cats '.repeat(1_000)]);
    expect(none).toBe(0);
    expect(many).toBeGreaterThanOrEqual(1_000 * (one ?? NaN));
  });

  test('embedding ends with `cancelled` when its signal is aborted, before and on the way', async () => {
    await expect(encoder().embed(TEXTS, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
    const abort = new AbortController();
    const many = Array.from({ length: 400 }, (_, place) => `write ${place} facts about cats`);
    const outcome = expect(encoder().embed(many, { signal: abort.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
    abort.abort();
    await outcome;
    expect((await encoder().embed(['cats'])).vectors).toHaveLength(1);
  });

  test('a closed encoder refuses, also what it was computing', async () => {
    const closing = await open();
    const many = Array.from({ length: 400 }, (_, place) => `name ${place} facts about dogs`);
    const outcome = expect(closing.embed(many)).rejects.toMatchObject({ code: 'encoder_unavailable' });
    await closing.close();
    await outcome;
    await expect(closing.embed(['cats'])).rejects.toMatchObject({ code: 'encoder_unavailable' });
  });
}
