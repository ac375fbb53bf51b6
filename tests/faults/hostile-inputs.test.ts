import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CorpusDetail, RecordPage } from '../../schemas/api/corpora.ts';
import { DemonstrationsResponse } from '../../schemas/api/demonstrations.ts';
import { IngestionAccepted } from '../../schemas/api/ingestions.ts';
import { IngestionReport } from '../../schemas/api/jobs.ts';
import { answerOf, errorOf, jsonLines, parseEvents } from '../api/service.ts';
import { temporaryDirectory } from '../api/temporary-directory.ts';
import { dataPage, dictionaryOf, parquetFile, run } from '../unit/corpus/hostile-parquet.ts';
import { serveAlone, type ServedProcess } from './served.ts';

const MEGABYTE = 1_000_000;
/** A bomb or a line that were held in memory as a whole would take more. */
const GROWTH = 300 * MEGABYTE;
const GOOD = [
  { instruction: 'Write a poem about the sea.', output: 'Waves.' },
  { instruction: 'Write a poem about the moon.', output: 'Light.' },
];
const [FIRST, LAST] = GOOD.map((row) => JSON.stringify(row));
const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

let service: ServedProcess;
let importDir = '';

const post = (
  path: string,
  body: NonNullable<RequestInit['body']>,
  type = 'application/octet-stream',
): Promise<Response> =>
  fetch(`${service.url}${path}`, { method: 'POST', headers: { 'content-type': type }, body });

async function reportOf(
  corpus: string,
  name: string,
  body: NonNullable<RequestInit['body']>,
): Promise<IngestionReport> {
  const path = `/v1/corpora/${corpus}/ingestions?file_name=${encodeURIComponent(name)}`;
  const { job } = await answerOf(IngestionAccepted, post(path, body), 202);
  const events = parseEvents(await (await fetch(`${service.url}/v1/jobs/${job}/events`)).text());
  return IngestionReport.parse(events.at(-1)?.data);
}

/** The status and body of a path that is sent as it stands here. */
async function asItStands(path: string, method = 'GET'): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(service.url);
  const sent = request({ hostname, port, path, method }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() };
}

beforeAll(async () => {
  const base = await temporaryDirectory();
  importDir = join(base, 'import');
  await mkdir(importDir);
  await writeFile(join(base, 'secret.jsonl'), jsonLines(GOOD));
  await symlink(join(base, 'secret.jsonl'), join(importDir, 'link.jsonl'));
  service = await serveAlone({
    KINDRED_DATA: join(base, 'data'),
    KINDRED_IMPORT_DIR: importDir,
    KINDRED_LOG_LEVEL: 'silent',
  });
  expect(await reportOf('good', 'good.jsonl', jsonLines(GOOD))).toMatchObject({ state: 'completed' });
});

afterAll(async () => {
  await service.stop();
});

/** Every hostile file here comes and goes while the service answers others and stays about as small as it was. */
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
    ['a text that is no text', '{"instruction":{"a":1},"output":"b"}', /`instruction` is an object/],
  ])('JSONL: %s', async (_name, line, reason) => {
    await whileOthersAreAnswered(async () => {
      const report = await reportOf('rows', 'a.jsonl', `${FIRST}\n${line}\n${LAST}\n`);
      expect(report).toMatchObject({ state: 'completed', result: { rows: 2, rejected: 1 } });
      expect(report.rejections).toMatchObject([{ line: 2, reason: expect.stringMatching(reason) as string }]);
    });
  });

  it('JSON: 10,000 levels', async () => {
    const report = await reportOf(
      'rows',
      'a.json',
      `[${FIRST},\n{"instruction":"x","d":${nested(10_000)}},\n${LAST}]`,
    );
    expect(report).toMatchObject({ state: 'completed', rejections: [{ line: 2 }], result: { rows: 2 } });
  });

  it('CSV: a cell of 50 MB', async () => {
    await whileOthersAreAnswered(async () => {
      const text = `instruction,output\nWrite a poem.,Sea.\n"${'x'.repeat(50 * MEGABYTE)}",b\nWrite a song.,La.\n`;
      const report = await reportOf('rows', 'a.csv', text);
      expect(report).toMatchObject({ state: 'completed', rejections: [{ line: 3 }], result: { rows: 2 } });
    });
  });

  it('200,000 rows that cannot be read: all are counted, a hundred are listed, each with a short excerpt', async () => {
    await whileOthersAreAnswered(async () => {
      const report = await reportOf(
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
      const report = await reportOf('files', file, bytes);
      expect(report).toMatchObject({ state: 'failed', error: expect.stringMatching(message) as string });
    });
  });

  it('10,000 levels in the body of a question', async () => {
    const body = `{"instruction":"Write","filter":${nested(10_000)}}`;
    expect(
      await errorOf(post('/v1/demonstrations', body, 'application/json'), 'invalid_request'),
    ).toMatchObject({
      field: 'filter',
    });
  });
});

describe('signs that no text should have', () => {
  const ODD = 'Write a poem about \\u0000 and \\ud800 and \\udfff\\ud83d.';
  const rows = `{"instruction":"${ODD}","output":"${ODD}","source":"a\\u0000b\\ud800","${ODD}":"${ODD}"}\n`;

  it('NUL and halves of surrogate pairs are stored as U+FFFD and found', async () => {
    expect(await reportOf('odd', 'odd.jsonl', rows)).toMatchObject({ state: 'completed', rejected: 0 });
    const { records } = await answerOf(RecordPage, fetch(`${service.url}/v1/corpora/odd/records`));
    expect(records[0]?.instruction).toBe('Write a poem about \uFFFD and \uFFFD and \uFFFD\uFFFD.');
    expect(records[0]?.source).toBe('a\uFFFDb\uFFFD');
  });

  it('they stand in questions and filters without harm', async () => {
    const filter = `{"must":[{"key":"source","match":{"any":["a\\u0000b\\ud800","x"]}}]}`;
    const body = `{"instruction":"${ODD}","input":"${ODD}","corpora":["odd"],"filter":${filter},"allow_near":true}`;
    await answerOf(DemonstrationsResponse, post('/v1/demonstrations', body, 'application/json'));
    const path = '/v1/corpora/odd/records?source=a%00b&label=%00';
    expect(await answerOf(RecordPage, fetch(`${service.url}${path}`))).toMatchObject({ records: [] });
  });

  it.each(['a%00b', 'a%0ab', 'a%ed%a0%80', '%F0%9F%98%80', 'a b'])(
    'a corpus is not called %s',
    async (name) => {
      const { status, body } = await asItStands(`/v1/corpora/${name.replace(' ', '%20')}`);
      expect(status).toBe(400);
      expect(body).toContain('"code":"invalid_request"');
    },
  );

  it('a file is not called by them', async () => {
    const { status, body } = await asItStands('/v1/corpora/odd/ingestions?file_name=a%00b', 'POST');
    expect({ status, body }).toMatchObject({
      status: 400,
      body: expect.stringContaining('"field":"file_name"') as string,
    });
  });

  it('names of fields that mean something to JavaScript change nothing for others', async () => {
    const line =
      '{"instruction":"Write a poem.","output":"a","__proto__":{"isAdmin":true},"constructor":{"prototype":{"x":1}}}';
    expect(await reportOf('proto', 'a.jsonl', `${line}\n`)).toMatchObject({
      state: 'completed',
      rejected: 0,
    });
    const body = '{"instruction":"Write a poem.","__proto__":{"k":1},"corpora":["proto"]}';
    const answer = await post('/v1/demonstrations', body, 'application/json');
    expect([200, 400]).toContain(answer.status);
    expect(await answerOf(CorpusDetail, fetch(`${service.url}/v1/corpora/good`))).not.toHaveProperty(
      'isAdmin',
    );
  });
});

describe('a path leads nowhere but where it should', () => {
  const OUT = ['..%2f..%2fsecret', '%2e%2e%2fsecret', '..%5csecret', '%2e%2e', '..%00', '....%2f%2fsecret'];

  it.each(
    OUT.flatMap((name) => [
      `/v1/corpora/${name}`,
      `/v1/corpora/${name}/records`,
      `/v1/corpora/${name}/tasks`,
      `/v1/jobs/${name}`,
      `/v1/jobs/${name}/events`,
      `/docs/${name}`,
      `/${name}`,
    ]),
  )('%s', async (path) => {
    const { status, body } = await asItStands(path);
    expect([400, 404]).toContain(status);
    expect(body).toMatch(/^\{"error":\{"code":"(invalid_request|not_found)"/);
  });

  it.each([
    '/docs/../package.json',
    '/docs/..%2fpackage.json',
    '/docs/swagger-ui.css/../../package.json',
    '/../../etc/passwd',
  ])('%s', async (path) => {
    expect((await asItStands(path)).status).toBe(404);
  });

  it.each([
    '../secret.jsonl',
    '..%2fsecret.jsonl',
    '..\\secret.jsonl',
    '/etc/passwd',
    'file:///etc/passwd',
    'http://127.0.0.1/',
    'link.jsonl',
    '.',
    './././../secret.jsonl',
    '~/secret.jsonl',
    'secret.jsonl\0.jsonl',
    '/proc/self/environ',
    '\\\\server\\share',
  ])('the import of %j reads nothing', async (path) => {
    const query = new URLSearchParams({ path });
    const error = await errorOf(
      fetch(`${service.url}/v1/corpora/out/ingestions?${query.toString()}`, { method: 'POST' }),
      'invalid_request',
    );
    expect(error.field).toBe('path');
  });
});
