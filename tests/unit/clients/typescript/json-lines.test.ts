import { describe, expect, it } from 'vitest';
import { jsonLines } from '../../../../clients/typescript/src/json-lines.ts';

async function* inChunksOf(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let start = 0; start < bytes.length; start += size) {
    yield await Promise.resolve(bytes.subarray(start, start + size));
  }
}

describe('JSON lines of a stream', () => {
  it.each([1, 3, 7, 1_000])('are the same however the stream is cut: %d bytes', async (size) => {
    const values = [{ a: 'é😀' }, { b: [1, 2] }, { c: null }];
    const text = values.map((value) => JSON.stringify(value)).join('\n');
    const read: unknown[] = [];
    for await (const value of jsonLines(inChunksOf(text, size))) read.push(value);
    expect(read).toEqual(values);
  });

  it('a stream that ends inside a line is an error', async () => {
    const read = async (): Promise<void> => {
      for await (const value of jsonLines(inChunksOf('{"a":1}\n{"b":', 4))) expect(value).toEqual({ a: 1 });
    };
    await expect(read()).rejects.toThrow(SyntaxError);
  });
});
