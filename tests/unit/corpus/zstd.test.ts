import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openByteSource } from '../../../services/corpus/formats/byte-source.ts';
import { readCorpus } from '../../../services/corpus/read-corpus.ts';
import { readAll, sampleFiles } from './sample-files.ts';

const golden = (name: string): string => fileURLToPath(new URL(`../../golden/zstd/${name}`, import.meta.url));
const files = sampleFiles();
const ROWS = 6_000;
const MEBIBYTE = 2 ** 20;

/** A frame that holds `blocks` times 128 KiB of one byte, each in four bytes. */
function frameOfOneByte(blocks: number): Buffer {
  const block = (last: boolean): number[] => {
    const header = ((128 * 1024) << 3) | 0b010 | (last ? 1 : 0);
    return [header & 0xff, (header >> 8) & 0xff, header >> 16, 0x20];
  };
  const head = [0x28, 0xb5, 0x2f, 0xfd, 0, 0x58];
  return Buffer.from([
    ...head,
    ...Array.from({ length: blocks }, (_, at) => block(at + 1 === blocks)).flat(),
  ]);
}

async function bytesOf(path: string): Promise<number> {
  let bytes = 0;
  for await (const chunk of (await openByteSource(path)).open()) bytes += chunk.length;
  return bytes;
}

describe('a file of Zstandard', () => {
  it.each(['stream.jsonl.zst', 'checksum.jsonl.zst', 'frames.jsonl.zst'])(
    '%s is read to its last row, under any name, with the bytes that were read',
    async (name) => {
      const path = await files.write(`nameless-${name.slice(0, 4)}`, await readFile(golden(name)));
      const { reading, contents, rejections } = await readAll(path);
      expect(rejections).toEqual([]);
      expect(contents).toHaveLength(ROWS);
      expect(contents.at(-1)?.instruction).toMatch(new RegExp(`^${ROWS - 1} `));
      expect(reading.format).toBe('jsonl');
      expect(reading.bytesRead()).toBe(reading.bytesTotal);
    },
  );

  it.each(['stream.jsonl.zst', 'checksum.jsonl.zst', 'frames.jsonl.zst'])(
    '%s gives the rows before the point where it was cut, and rejects that point',
    async (name) => {
      const whole = await readFile(golden(name));
      for (const cut of [1, 2_000]) {
        const { contents, rejections } = await files.read(`cut-${cut}.zst`, whole.subarray(0, -cut));
        expect(contents.length).toBeGreaterThan(500);
        expect(contents.at(-1)?.instruction).toMatch(new RegExp(`^${contents.length - 1} `));
        expect(rejections).toEqual([
          {
            line: contents.length + 1,
            reason: expect.stringMatching(/^the Zstandard data are damaged or end here/) as string,
            excerpt: '',
          },
        ]);
      }
    },
  );

  it('is not taken for whole when a byte was changed that its checksum tells', async () => {
    const bytes = await readFile(golden('checksum.jsonl.zst'));
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    const { rejections } = await files.read('changed.zst', bytes);
    expect(rejections).toMatchObject([
      { reason: expect.stringMatching(/Zstandard data are damaged/) as string },
    ]);
  });

  it('tells of bytes that follow it and are no frame', async () => {
    const bytes = Buffer.concat([await readFile(golden('stream.jsonl.zst')), Buffer.from('more')]);
    const { contents, rejections } = await files.read('more.zst', bytes);
    expect(contents).toHaveLength(ROWS);
    expect(rejections).toHaveLength(1);
  });

  it('that cannot be decompressed here says so, with the command that can', async () => {
    await expect(readCorpus(golden('window.jsonl.zst'))).rejects.toMatchObject({
      code: 'unsupported_format',
      message: expect.stringMatching(/more than 128 MiB: decompress it with zstd -d --long=31/) as string,
    });
    await expect(readCorpus(golden('dictionary.jsonl.zst'))).rejects.toMatchObject({
      code: 'unsupported_format',
      message: expect.stringMatching(/with that dictionary/) as string,
    });
  });

  it('that would fill a disk is refused', async () => {
    const path = await files.write('bomb.zst', frameOfOneByte(8 * 1_100));
    await expect(bytesOf(path)).rejects.toMatchObject({
      code: 'payload_too_large',
      message: expect.stringMatching(/^bomb\.zst grows more than 250 times/) as string,
    });
  });

  it('is left with little read when its reader stops early', async () => {
    const path = await files.write('early.zst', frameOfOneByte(8 * 200));
    const source = await openByteSource(path);
    for await (const chunk of source.open()) {
      expect(chunk.length).toBeLessThanOrEqual(MEBIBYTE);
      break;
    }
  });
});
