import { randomUUID } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeAll, describe, expect, it } from 'vitest';
import { uploadsBelow } from '../../../services/uploads/uploads.ts';
import { temporaryDirectory } from '../../api/temporary-directory.ts';

let base = '';

beforeAll(async () => {
  base = await temporaryDirectory();
});

function chunks(...sizes: number[]): Buffer[] {
  return sizes.map((size, index) => Buffer.alloc(size, index + 1));
}

describe('an upload within the limit', () => {
  it('is on disk under its id, byte by byte, with nothing beside it', async () => {
    const data = join(base, randomUUID());
    const directory = join(data, 'uploads');
    const parts = chunks(10, 70_000, 5);
    const stored = await uploadsBelow(data, 70_015).store(Readable.from(parts), 'job');
    expect(stored).toEqual({ path: join(directory, 'job'), bytes: 70_015 });
    expect(await readFile(stored.path)).toEqual(Buffer.concat(parts));
    expect(await readdir(directory)).toEqual(['job']);
  });
});

describe('an upload that can not be kept leaves nothing behind', () => {
  async function refused(source: Readable, maxBytes: number): Promise<{ error: unknown; left: string[] }> {
    const data = join(base, randomUUID());
    const error: unknown = await uploadsBelow(data, maxBytes)
      .store(source, 'job')
      .catch((thrown: unknown) => thrown);
    return { error, left: await readdir(join(data, 'uploads')) };
  }

  it('above the limit by one byte', async () => {
    const { error, left } = await refused(Readable.from(chunks(60, 41)), 100);
    expect(error).toMatchObject({ code: 'payload_too_large' });
    expect(left).toEqual([]);
  });

  it('empty', async () => {
    const { error, left } = await refused(Readable.from([]), 100);
    expect(error).toMatchObject({ code: 'invalid_request' });
    expect(left).toEqual([]);
  });

  it('broken off in the middle', async () => {
    const source = Readable.from(
      (async function* () {
        yield await Promise.resolve(Buffer.alloc(50));
        throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
      })(),
    );
    const { error, left } = await refused(source, 100);
    expect(error).toMatchObject({ code: 'invalid_request' });
    expect(left).toEqual([]);
  });

  it('above the limit, and the sender can still be answered: its stream is not torn down', async () => {
    const source = Readable.from(chunks(60, 60, 60));
    await refused(source, 100);
    expect(source.destroyed).toBe(false);
  });
});
