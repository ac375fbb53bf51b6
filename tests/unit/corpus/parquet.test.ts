import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { atEndOfFile } from '../../setup/end-of-file.ts';
import { outcome, readAll, sampleFiles } from './sample-files.ts';

const golden = (name: string): string =>
  fileURLToPath(new URL(`../../golden/corpus/${name}`, import.meta.url));

describe('reading Parquet', () => {
  const files = sampleFiles();

  it('reads all row groups and rejects a row by its number', async () => {
    const file = await readAll(golden('flat.parquet'));
    expect(file.reading).toMatchObject({ format: 'parquet', layout: 'alpaca' });
    expect(outcome(file)).toEqual({
      read: ['Name a river.', 'Name a lake.', 'Name a sea.', 'Name a bay.'],
      rejected: [3],
    });
    expect(file.rejections[0]?.reason).toMatch(/`instruction` is empty/);
  });

  it('turns dates, large integers and lists into JSON', async () => {
    const { contents } = await readAll(golden('flat.parquet'));
    expect(contents[0]?.metadata).toEqual({
      number: 1,
      written: '2024-02-29T12:30:00.000Z',
      score: 0.5,
      tags: ['water'],
    });
    expect(contents[2]?.metadata).toMatchObject({ number: '9007199254740993' });
  });

  it('reads turns that are lists of structs', async () => {
    const { contents } = await readAll(golden('nested.parquet'));
    expect(contents[1]).toMatchObject({
      system: 'Be brief.',
      history: [
        { role: 'user', content: 'What is 2 + 2?' },
        { role: 'assistant', content: '4' },
      ],
      instruction: 'And doubled?',
      output: '8',
      user_id: 'b',
    });
  });

  it('reads a gzipped file and leaves no temporary copy', async () => {
    // A folder of its own, because other tests unpack files at the same time.
    const folder = await mkdtemp(join(tmpdir(), 'kindred-unpacked-'));
    atEndOfFile(() => rm(folder, { recursive: true, force: true }));
    vi.stubEnv('TMPDIR', folder);
    const file = await files.read('flat.parquet.gz', gzipSync(await readFile(golden('flat.parquet'))));
    expect(outcome(file).read).toHaveLength(4);
    vi.unstubAllEnvs();
    expect(await readdir(folder)).toEqual([]);
  });

  it('goes on after the rows that were skipped, in the middle of a row group', async () => {
    const file = await readAll(golden('flat.parquet'), { skipRows: 3 });
    expect(outcome(file)).toEqual({ read: ['Name a sea.', 'Name a bay.'], rejected: [] });
  });

  it('rejects the rows of a damaged part by number and reads the others', async () => {
    const bytes = await readFile(golden('flat.parquet'));
    bytes.fill(0xff, 4, 40);
    const file = await files.read('damaged.parquet', bytes);
    expect(outcome(file)).toEqual({ read: ['Name a sea.', 'Name a bay.'], rejected: [1, 2, 3] });
  });

  it('refuses a file without its end', async () => {
    const bytes = (await readFile(golden('flat.parquet'))).subarray(0, 900);
    await expect(files.read('cut.parquet', bytes)).rejects.toMatchObject({
      code: 'nothing_readable',
      message: expect.stringMatching(/not a whole Parquet file/) as string,
    });
  });
});
