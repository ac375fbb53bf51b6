import { describe, expect, it } from 'vitest';
import { dataPage, dictionaryOf, parquetFile, run } from './hostile-parquet.ts';
import { outcome, sampleFiles } from './sample-files.ts';

describe('a Parquet file written by hand', () => {
  const files = sampleFiles();

  it('is read when it is an honest one', async () => {
    const file = await files.read(
      'a.parquet',
      parquetFile([dictionaryOf('Write a poem.'), dataPage(run(3, 3), 'dictionary')], {
        rows: 3,
        hasDictionary: true,
      }),
    );
    expect(outcome(file).read).toEqual(['Write a poem.', 'Write a poem.', 'Write a poem.']);
  });
});

describe('a Parquet file that lies about its sizes', () => {
  const files = sampleFiles();
  const pages = [dictionaryOf('Write a poem.'), dataPage(run(3, 3), 'dictionary')];

  it.each([
    ['a column longer than the file', { bytes: 1e15, decodedBytes: 40 }, /rows 1 to 3 cannot be decoded/],
    [
      'a column of no bytes',
      { bytes: 0, decodedBytes: 40 },
      /`instruction` has fewer values than the file has rows/,
    ],
  ])('%s: nothing of it is read, saying why', async (_name, claims, message) => {
    const bytes = parquetFile(pages, { rows: 3, hasDictionary: true, ...claims });
    await expect(files.read('lies.parquet', bytes)).rejects.toMatchObject({
      code: 'nothing_readable',
      message: expect.stringMatching(message) as string,
    });
  });

  it('more decoded bytes than any text gives: it is read as if they were fewer', async () => {
    const file = await files.read(
      'a.parquet',
      parquetFile(pages, { rows: 3, hasDictionary: true, decodedBytes: 1e15 }),
    );
    expect(outcome(file).read).toHaveLength(3);
  });

  it.each([4, 12, 40, 100])('ends %i bytes early: it is no whole file', async (missing) => {
    const whole = parquetFile(pages, { rows: 3, hasDictionary: true });
    await expect(files.read('cut.parquet', whole.subarray(0, whole.length - missing))).rejects.toMatchObject({
      code: 'nothing_readable',
    });
  });
});
