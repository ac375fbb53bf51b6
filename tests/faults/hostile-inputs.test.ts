import { symlink, writeFile } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CorpusDetail, RecordPage } from '../../schemas/api/corpora.ts';
import { DemonstrationsResponse } from '../../schemas/api/found-demonstrations.ts';
import { answerOf, errorOf, jsonLines } from '../api/service.ts';
import { FIRST, GOOD, LAST, nested, serveToStrangers, type HostileService } from './hostile-service.ts';

let service: HostileService;
beforeAll(async () => {
  service = await serveToStrangers();
  const secret = join(service.importDir, '..', 'secret.jsonl');
  await writeFile(secret, jsonLines(GOOD));
  await symlink(secret, join(service.importDir, 'link.jsonl'));
});

/** Sends a path without normalising it, and returns status and body of the answer. */
async function asItStands(path: string, method = 'GET'): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(service.url);
  const sent = request({ hostname, port, path, method }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() };
}

describe('a hostile row costs itself alone: the rest of its file is read', () => {
  it('JSONL: a text that is no text', async () => {
    const line = '{"instruction":{"a":1},"output":"b"}';
    const report = await service.reportOf('rows', 'a.jsonl', `${FIRST}\n${line}\n${LAST}\n`);
    expect(report).toMatchObject({ state: 'completed', result: { rows: 2, rejected: 1 } });
    const reason = expect.stringMatching(/`instruction` is an object/) as string;
    expect(report.rejections).toMatchObject([{ line: 2, reason }]);
  });

  it('JSON: 10,000 levels', async () => {
    const report = await service.reportOf(
      'rows',
      'a.json',
      `[${FIRST},\n{"instruction":"x","d":${nested(10_000)}},\n${LAST}]`,
    );
    expect(report).toMatchObject({ state: 'completed', rejections: [{ line: 2 }], result: { rows: 2 } });
  });
});

describe('a hostile question', () => {
  it('10,000 levels in the body of a question', async () => {
    const body = `{"instruction":"Write","filter":${nested(10_000)}}`;
    expect(
      await errorOf(service.post('/v1/demonstrations', body, 'application/json'), 'invalid_request'),
    ).toMatchObject({ message: expect.stringContaining('100 levels') as string });
  });
});

describe('signs that no text should have', () => {
  const ODD = 'Write a poem about \\u0000 and \\ud800 and \\udfff\\ud83d.';
  const rows = `{"instruction":"${ODD}","output":"${ODD}","source":"a\\u0000b\\ud800","${ODD}":"${ODD}"}\n`;

  it('NUL and halves of surrogate pairs are stored as U+FFFD and found', async () => {
    expect(await service.reportOf('odd', 'odd.jsonl', rows)).toMatchObject({
      state: 'completed',
      rejected: 0,
    });
    const { records } = await answerOf(RecordPage, fetch(`${service.url}/v1/corpora/odd/records`));
    expect(records[0]?.instruction).toBe('Write a poem about \uFFFD and \uFFFD and \uFFFD\uFFFD.');
    expect(records[0]?.source).toBe('a\uFFFDb\uFFFD');
  });

  it('they stand in questions and filters without harm', async () => {
    const filter = `{"must":[{"key":"source","match":{"any":["a\\u0000b\\ud800","x"]}}]}`;
    const body = `{"instruction":"${ODD}","input":"${ODD}","corpora":["odd"],"filter":${filter},"allow_near":true}`;
    await answerOf(DemonstrationsResponse, service.post('/v1/demonstrations', body, 'application/json'));
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
    expect(await service.reportOf('proto', 'a.jsonl', `${line}\n`)).toMatchObject({
      state: 'completed',
      rejected: 0,
    });
    const body = '{"instruction":"Write a poem.","__proto__":{"k":1},"corpora":["proto"]}';
    const answer = await service.post('/v1/demonstrations', body, 'application/json');
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
