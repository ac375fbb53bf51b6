import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataPage, dictionaryOf, parquetFile, run, zeros, ZSTD } from './hostile-parquet.ts';
import { sampleFiles } from './sample-files.ts';

const MEBIBYTE = 1024 ** 2;
const FLAT_BYTES = 400 * MEBIBYTE;

/** Fails when the process of the test, which stands for the service's, has grown in between. */
function expectFlatMemory(): void {
  let before = 0;
  let peak = 0;
  let timer: NodeJS.Timeout;
  beforeAll(() => {
    before = process.memoryUsage.rss();
    timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
  });
  afterAll(() => {
    clearInterval(timer);
    expect(peak - before).toBeLessThan(FLAT_BYTES);
  });
}

describe('a Parquet file that would fill the memory is given up, and the process stays small', () => {
  const files = sampleFiles();
  expectFlatMemory();
  const dictionary = dictionaryOf('Write a poem.');
  const long = dictionaryOf('x'.repeat(MEBIBYTE));

  it.each([
    [
      'a run of a billion values in a page of three',
      parquetFile([dictionary, dataPage(run(2 ** 30, 3), 'dictionary')], { rows: 3, hasDictionary: true }),
    ],
    [
      'a billion rows, declared',
      parquetFile([dictionary, dataPage(run(3, 3), 'dictionary')], { rows: 1e9, hasDictionary: true }),
    ],
    [
      'a page that expands from 64 KB to 2 GB',
      parquetFile(
        [dataPage({ bytes: zeros(16_383), uncompressed: 16_383 * 131_072, values: 5e7 }, 'plain')],
        {
          rows: 5e7,
          codec: ZSTD,
        },
      ),
    ],
    [
      'a text of a megabyte, a million times',
      parquetFile([long, dataPage(run(1e6, 1e6), 'dictionary')], { rows: 1e6, hasDictionary: true }),
    ],
  ])('%s', async (_name, bytes) => {
    const problem = files.read('bomb.parquet', bytes);
    await expect(problem).rejects.toMatchObject({
      code: 'payload_too_large',
      message: expect.stringMatching(/bomb\.parquet.*Write it again/) as string,
    });
  });

  it('two gigabytes of nothing in gzip', async () => {
    const zeroes = gzipSync(Buffer.alloc(64 * MEBIBYTE));
    const start = gzipSync(Buffer.from('PAR1'));
    const bytes = Buffer.concat([start, ...Array.from({ length: 32 }, () => zeroes)]);
    await expect(files.read('bomb.parquet.gz', bytes)).rejects.toMatchObject({ code: 'payload_too_large' });
  });
});
