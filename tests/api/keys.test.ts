import { beforeAll, describe, expect, it } from 'vitest';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { CorpusList } from '../../schemas/api/corpora.ts';
import { Strategy } from '../../schemas/api/demonstrations.ts';
import { DemonstrationsResponse } from '../../schemas/api/found-demonstrations.ts';
import { IngestionAccepted } from '../../schemas/api/ingestions.ts';
import { JobList } from '../../schemas/api/jobs.ts';
import type { Scope } from '../../schemas/api-keys.ts';
import { ROUTES } from '../../services/api/routes.ts';
import { createKey } from '../../services/access/api-key.ts';
import { writeKeys } from '../../services/access/key-file.ts';
import { answerOf, errorOf, jsonLines, startService, type Service } from './service.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const ROWS = (subject: string) =>
  Array.from({ length: 12 }, (_, at) => ({
    instruction: `Write a poem about ${subject} number ${at}.`,
    input: '',
    output: `Poem ${at} of ${subject}.`,
  }));

describe('a service with keys', () => {
  let service: Service;
  const keys: Record<string, string> = {};
  const as = (name: string, path: string, init: RequestInit = {}): Promise<Response> =>
    service.fetch(path, { ...init, headers: { ...init.headers, authorization: `Bearer ${keys[name]}` } });
  const demonstrations = (name: string, body: object): Promise<Response> =>
    as(name, '/v1/demonstrations', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ instruction: 'Write a poem about the sea.', k: 4, ...body }),
    });
  const upload = (name: string, corpus: string, rows: readonly unknown[]): Promise<Response> =>
    as(name, `/v1/corpora/${corpus}/ingestions?file_name=rows.jsonl`, {
      method: 'POST',
      body: jsonLines(rows),
    });

  beforeAll(async () => {
    const keysFile = join(await temporaryDirectory(), 'keys.json');
    const grants: [string, Scope[], string[] | null][] = [
      ['reader', ['read'], null],
      ['writer', ['write'], null],
      ['ours', ['write'], ['ours', 'empty']],
      ['greedy', ['read'], null],
    ];
    const made = grants.map(([name, scopes, corpora]) => createKey({ name, scopes, corpora }, new Date()));
    for (const { key, stored } of made) keys[stored.name] = key;
    await writeKeys(
      keysFile,
      made.map(({ stored }) => stored),
    );
    service = await startService({
      environment: { KINDRED_KEYS: keysFile, KINDRED_RATE_LIMIT: '300' },
    });
    for (const corpus of ['ours', 'theirs']) {
      const { job } = await answerOf(IngestionAccepted, upload('writer', corpus, ROWS(corpus)), 202);
      await (await as('writer', `/v1/jobs/${job}/events`)).text();
    }
  });

  it('refuses every route but those for anybody without a key, with a wrong one, or one in another place', async () => {
    for (const { method, path, scope } of ROUTES) {
      const url = path.replace('{name}', 'ours').replace('{id}', '00000000-0000-4000-8000-000000000000');
      const status = (init: RequestInit): Promise<number> =>
        service.fetch(url, { method: method.toUpperCase(), ...init }).then((response) => response.status);
      const expected = scope === null ? 200 : 401;
      expect(await status({}), path).toBe(expected);
      expect(await status({ headers: { authorization: 'Bearer kindred_0_0' } }), path).toBe(expected);
      expect(await status({ headers: { authorization: `Basic ${keys['writer']}` } }), path).toBe(expected);
    }
    await errorOf(service.fetch(`/v1/corpora?key=${keys['writer']}`), 'unauthenticated');
  });

  it('lets a key do no more than its scopes', async () => {
    await answerOf(CorpusList, as('reader', '/v1/corpora'));
    await errorOf(upload('reader', 'ours', ROWS('x')), 'forbidden');
    await errorOf(as('reader', '/v1/corpora/ours', { method: 'DELETE' }), 'forbidden');
    for (const name of ['reader', 'writer']) await errorOf(as(name, '/metrics'), 'forbidden');
  });

  it('shows a key for some corpora neither records nor names nor counts nor jobs of others', async () => {
    expect(await answerOf(CorpusList, as('ours', '/v1/corpora'))).toEqual({
      corpora: [{ name: 'ours', records: 12 }],
      total: 1,
    });
    for (const path of ['', '/records', '/tasks']) {
      const error = await errorOf(as('ours', `/v1/corpora/theirs${path}`), 'not_found');
      const unknown = await errorOf(as('ours', `/v1/corpora/nothing${path}`), 'not_found');
      expect(error.message.replace('theirs', 'nothing')).toBe(unknown.message);
    }
    await errorOf(as('ours', '/v1/corpora/theirs', { method: 'DELETE' }), 'not_found');
    for (const strategy of Strategy.options) {
      const found = await answerOf(
        DemonstrationsResponse,
        demonstrations('ours', { strategy, fetch_k: 200 }),
      );
      expect(found.demonstrations.length).toBeGreaterThan(0);
      expect(new Set(found.demonstrations.map(({ record }) => record.corpus))).toEqual(new Set(['ours']));
      expect(found.considered.candidates).toBe(12);
    }
    await errorOf(demonstrations('ours', { corpora: ['theirs'] }), 'not_found');
    const all = await answerOf(JobList, as('writer', '/v1/jobs'));
    const own = await answerOf(JobList, as('ours', '/v1/jobs'));
    expect(own.jobs.map(({ corpus }) => corpus)).toEqual(['ours']);
    const theirs = all.jobs.find(({ corpus }) => corpus === 'theirs');
    await errorOf(as('ours', `/v1/jobs/${theirs?.id}`), 'not_found');
    await errorOf(as('ours', `/v1/jobs/${theirs?.id}/events`), 'not_found');
    await errorOf(as('ours', `/v1/jobs/${theirs?.id}`, { method: 'DELETE' }), 'not_found');
  });

  it('lets a key for some corpora write into those alone, and read no file of the server', async () => {
    await errorOf(upload('ours', 'theirs', ROWS('x')), 'forbidden');
    await errorOf(as('ours', '/v1/corpora/ours/ingestions?path=rows.jsonl', { method: 'POST' }), 'forbidden');
    await answerOf(IngestionAccepted, upload('ours', 'empty', ROWS('empty')), 202);
  });

  it('answers under any host name, and still no other web site', async () => {
    const { hostname, port } = new URL(service.url);
    const headers = { host: 'kindred.example', authorization: `Bearer ${keys['reader']}` };
    const [answer] = (await once(get({ hostname, port, path: '/v1/corpora', headers }), 'response')) as [
      IncomingMessage,
    ];
    answer.resume();
    expect(answer.statusCode).toBe(200);
    await errorOf(
      as('reader', '/v1/corpora', { headers: { origin: 'https://elsewhere.example' } }),
      'forbidden',
    );
  });

  it('holds a key to its requests a minute, and says when to ask again', async () => {
    for (;;) {
      const response = await as('greedy', '/v1/corpora');
      if (response.status === 200) {
        await response.arrayBuffer();
        continue;
      }
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      await errorOf(response, 'rate_limited');
      break;
    }
    await answerOf(CorpusList, as('reader', '/v1/corpora'));
  });

  it('says nothing of a key in its errors', async () => {
    const response = await service.fetch('/v1/corpora', {
      headers: { authorization: 'Bearer secret-of-mine' },
    });
    expect(await response.text()).not.toContain('secret-of-mine');
  });
});
