import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { CorpusDetail } from '../../schemas/api/corpora.ts';
import { answerOf } from '../api/service.ts';
import { dataPage, dictionaryOf, parquetFile, run } from '../unit/corpus/hostile-parquet.ts';
import { FIRST, LAST, MEGABYTE, nested, serveToStrangers, type HostileService } from './hostile-service.ts';

/** Most memory that the service may need in addition. A bomb or a line kept in memory as a whole would need more. */
const GROWTH = 300 * MEGABYTE;

let service: HostileService;
beforeAll(async () => {
  service = await serveToStrangers();
});

/**
 * Runs `work`, and checks that the service answers other requests meanwhile and does not grow by more than `GROWTH`.
 */
async function whileOthersAreAnswered(work: () => Promise<void>): Promise<void> {
  const before = service.memory();
  let working = true;
  const others = (async () => {
    while (working) {
      await answerOf(CorpusDetail, fetch(`${service.url}/v1/corpora/good`));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  const peak = await service.peakDuring(async () => {
    try {
      await work();
    } finally {
      working = false;
    }
    await others;
  });
  expect(peak - before).toBeLessThan(GROWTH);
}

describe('a hostile row costs itself alone: the rest of its file is read, memory stays flat, others are answered', () => {
  it.each([
    ['a line of 50 MB', `{"instruction":"${'x'.repeat(50 * MEGABYTE)}"}`, /longer than 16777216 bytes/],
    ['10,000 levels', `{"instruction":"x","deep":${nested(10_000)}}`, /deeper than 100 levels/],
    ['five million levels', nested(5 * MEGABYTE), /deeper than 100 levels/],
    [
      'a million names',
      `{${Array.from({ length: MEGABYTE }, (_, at) => `"k${at}":1`).join()}}`,
      /more than 100000 values/,
    ],
    [
      'a text above a million letters',
      `{"instruction":"${'x'.repeat(MEGABYTE + 1)}"}`,
      /`instruction` has 1000001/,
    ],
  ])('JSONL: %s', async (_name, line, reason) => {
    await whileOthersAreAnswered(async () => {
      const report = await service.reportOf('rows', 'a.jsonl', `${FIRST}\n${line}\n${LAST}\n`);
      expect(report).toMatchObject({ state: 'completed', result: { rows: 2, rejected: 1 } });
      expect(report.rejections).toMatchObject([{ line: 2, reason: expect.stringMatching(reason) as string }]);
    });
  });

  it('CSV: a cell of 50 MB', async () => {
    await whileOthersAreAnswered(async () => {
      const text = `instruction,output\nWrite a poem.,Sea.\n"${'x'.repeat(50 * MEGABYTE)}",b\nWrite a song.,La.\n`;
      const report = await service.reportOf('rows', 'a.csv', text);
      expect(report).toMatchObject({ state: 'completed', rejections: [{ line: 3 }], result: { rows: 2 } });
    });
  });

  it('200,000 rows that cannot be read: all are counted, a hundred are listed, each with a short excerpt', async () => {
    await whileOthersAreAnswered(async () => {
      const report = await service.reportOf(
        'rows',
        'a.jsonl',
        `${FIRST}\n${`"${'y'.repeat(400)}\n`.repeat(200_000)}`,
      );
      expect(report).toMatchObject({ state: 'completed', rejected: 200_000 });
      expect(report.rejections).toHaveLength(100);
      expect(JSON.stringify(report).length).toBeLessThan(100_000);
    });
  });
});

describe('a hostile file is given up, saying why and the way out, while memory stays flat and others are answered', () => {
  const letters = gzipSync(Buffer.alloc(64 * MEGABYTE, 'x'));
  const bomb = Buffer.concat([gzipSync(`${FIRST}\n`), ...Array.from({ length: 24 }, () => letters)]);
  const dictionary = dictionaryOf('Write a poem.');
  const runs = parquetFile([dictionary, dataPage(run(2 ** 30, 3), 'dictionary')], {
    rows: 3,
    hasDictionary: true,
  });

  it.each([
    [
      'gzip that grows from 1.5 MB to 1.5 GB',
      'a.jsonl.gz',
      bomb,
      /grows more than 250 times.*Send it decompressed/,
    ],
    ['Parquet that decodes to a billion values', 'a.parquet', runs, /too much memory.*smaller row groups/],
    ['a CSV of a million columns', 'a.csv', `${'a,'.repeat(MEGABYTE)}b\n`, /1000001 columns.*delimiter/],
    [
      'JSON whose brackets never close',
      'a.json',
      `[\n${'{"a":[\n'.repeat(3 * MEGABYTE)}`,
      /lack brackets.*JSONL/,
    ],
    ['nothing but NUL', 'a.jsonl', Buffer.alloc(MEGABYTE), /binary file/],
    ['nothing but opening brackets', 'a.json', '['.repeat(30 * MEGABYTE), /bracket or a quote is missing/],
  ])('%s', async (_name, file, bytes, message) => {
    await whileOthersAreAnswered(async () => {
      const report = await service.reportOf('files', file, bytes);
      expect(report).toMatchObject({ state: 'failed', error: expect.stringMatching(message) as string });
    });
  });
});
