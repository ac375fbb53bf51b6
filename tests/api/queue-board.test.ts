import { beforeAll, describe, expect, it } from 'vitest';
import { CurationAccepted } from '../../schemas/api/curations.ts';
import { IngestionAccepted } from '../../schemas/api/ingestions.ts';
import { keysFor, listOf, type BoardList } from './queue-board.ts';
import { answerOf, errorOf, jsonLines, startService, type Service } from './service.ts';

const SECRET = 'the recipe of the house';
const ROWS = [{ instruction: `Write down ${SECRET}.`, output: 'Salt.' }, { nothing: SECRET }];
const BOARD = '/admin/queues';

describe('the board at /admin/queues', () => {
  let service: Service;
  let keys: Readonly<Record<string, string>>;
  let job = '';
  const as = (name: string, path: string, init: RequestInit = {}): Promise<Response> =>
    service.fetch(path, { ...init, headers: { authorization: `Bearer ${keys[name]}` } });
  const typed = (user: string, password: string): Promise<Response> => {
    const encoded = Buffer.from(`${user}:${password}`).toString('base64');
    return service.fetch(BOARD, { headers: { authorization: `Basic ${encoded}` } });
  };

  beforeAll(async () => {
    const made = await keysFor([
      ['reader', ['read'], null],
      ['writer', ['write'], null],
      ['admin', ['admin'], null],
      ['admin-of-one', ['admin'], ['house']],
      ['greedy', ['admin'], null],
    ]);
    keys = made.keys;
    service = await startService({
      encoder: 'tiny',
      environment: { KINDRED_KEYS: made.file, KINDRED_RATE_LIMIT: '100' },
    });
    const upload = { method: 'POST', body: jsonLines(ROWS) };
    const path = '/v1/corpora/house/ingestions?file_name=rows.jsonl';
    ({ job } = await answerOf(IngestionAccepted, as('writer', path, upload), 202));
    await (await as('writer', `/v1/jobs/${job}/events`)).text();
  });

  it('401 without a key or with a wrong one, and a browser is told to ask for it', async () => {
    for (const path of [BOARD, listOf('ingest-corpus'), `${BOARD}/static/favicon.ico`]) {
      const response = await service.fetch(path);
      expect(response.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
      await errorOf(response, 'unauthenticated');
    }
    await errorOf(typed('me', 'kindred_0_0'), 'unauthenticated');
    await errorOf(typed(keys['admin'] ?? '', ''), 'unauthenticated');
  });

  it('403 with a key that reads or writes, and with an administrator’s of some corpora', async () => {
    for (const name of ['reader', 'writer', 'admin-of-one']) {
      for (const path of [BOARD, listOf('ingest-corpus')]) await errorOf(as(name, path), 'forbidden');
    }
  });

  it('opens with the administrator’s key, as a header or as the password of any user', async () => {
    for (const response of [
      as('admin', BOARD),
      typed('', keys['admin'] ?? ''),
      typed('a', keys['admin'] ?? ''),
    ]) {
      expect((await response).status).toBe(200);
    }
    expect(await (await as('admin', BOARD)).text()).toContain('<title>Kindred: jobs</title>');
  });

  it('shows every queue and its jobs', async () => {
    const { queues } = (await (await as('admin', listOf('ingest-corpus'))).json()) as BoardList;
    expect(queues.map(({ name }) => name)).toEqual([
      'ingest-corpus',
      'reembed-corpus',
      'curate',
      'embed-records',
    ]);
    expect(queues[0]?.jobs).toMatchObject([{ id: job, data: { corpus: 'house', file_name: 'rows.jsonl' } }]);
  });

  it('names the operation of a curation, and every other job as it is called', async () => {
    const asked = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
    const path = '/v1/corpora/house/task-groups';
    const started = await answerOf(
      CurationAccepted,
      service.fetch(path, {
        ...asked,
        headers: { ...asked.headers, authorization: `Bearer ${keys['writer']}` },
      }),
      202,
    );
    expect(started.job).not.toBe(job);
    const named = async (queue: string): Promise<string[]> => {
      const { queues } = (await (await as('admin', listOf(queue))).json()) as BoardList;
      return queues.flatMap(({ jobs }) => jobs.map(({ name }) => name));
    };
    expect(await named('curate')).toEqual(['group-tasks']);
    expect(await named('ingest-corpus')).toEqual(['ingest-corpus']);
  });

  it('shows no row of a corpus', async () => {
    const kept = await service.kindred.queue.find('ingest-corpus', job);
    expect(kept?.progress?.rejections).toMatchObject([
      { excerpt: expect.stringContaining(SECRET) as string },
    ]);
    for (const path of [`/${job}`, `/${job}/flow`]) {
      const text = await (await as('admin', `${BOARD}/api/queues/ingest-corpus${path}`)).text();
      expect(text).toContain('"rejections":1');
      expect(text).not.toContain(SECRET);
    }
    expect(await (await as('admin', listOf('ingest-corpus'))).text()).not.toContain(SECRET);
  });

  it('changes nothing: neither by its buttons nor by any method but GET', async () => {
    const { queues } = (await (await as('admin', listOf('ingest-corpus'))).json()) as BoardList;
    expect(queues.every(({ readOnlyMode }) => readOnlyMode)).toBe(true);
    for (const path of ['pause', 'ingest-corpus/obliterate', `ingest-corpus/${job}/clean`]) {
      await errorOf(as('admin', `${BOARD}/api/queues/${path}`, { method: 'PUT' }), 'method_not_allowed');
    }
    expect(await service.kindred.queue.find('ingest-corpus', job)).not.toBeNull();
  });

  it('refuses pages without bound', async () => {
    const error = await errorOf(as('admin', `${BOARD}/api/queues?jobsPerPage=1000000`), 'invalid_request');
    expect(error.field).toBe('jobsPerPage');
  });

  it('lets nothing from elsewhere in, and leaves the policy of the API alone', async () => {
    const policyOf = async (path: string): Promise<string> =>
      (await as('admin', path)).headers.get('content-security-policy') ?? '';
    expect(await policyOf(BOARD)).toContain("script-src 'self';");
    expect(await policyOf(BOARD)).not.toMatch(/https?:|\*/);
    expect(await policyOf('/v1/corpora')).toBe(
      "default-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'none'",
    );
  });

  it('counts against the requests a minute of the key', async () => {
    let response = await as('greedy', BOARD);
    for (let sent = 1; sent < 120 && response.status === 200; sent++) {
      await response.arrayBuffer();
      response = await as('greedy', BOARD);
    }
    await errorOf(response, 'rate_limited');
  });
});

describe('the board of a service without keys', () => {
  it('is open, as everything is on the loopback address, and not to other web sites', async () => {
    const service = await startService({ encoder: 'tiny', workers: false });
    expect((await service.fetch(BOARD)).status).toBe(200);
    await errorOf(service.fetch(BOARD, { headers: { origin: 'https://elsewhere.example' } }), 'forbidden');
  });
});
