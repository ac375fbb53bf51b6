import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { KindredError } from '../../schemas/errors.ts';
import { createApp } from '../../services/api/app.ts';
import { ReadinessCheck } from '../../services/api/readiness.ts';
import { JobWatcher } from '../../services/api/jobs/job-watcher.ts';
import { defineRoute } from '../../services/api/route.ts';
import { errorOf, startService } from './service.ts';
import type { Service } from './service.ts';

let service: Service;

beforeAll(async () => {
  service = await startService({ encoder: 'tiny', workers: false });
});

/** Sends a request with headers that `fetch` does not allow. */
function raw(path: string, headers: Record<string, string>): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(`${service.url}${path}`, { headers }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    sent.on('error', reject).end();
  });
}

function post(path: string, body: string, contentType = 'application/json'): Promise<Response> {
  return service.fetch(path, { method: 'POST', headers: { 'content-type': contentType }, body });
}

describe('every answer', () => {
  it('carries a request id of its own', async () => {
    const [first, second] = await Promise.all([service.fetch('/healthz'), service.fetch('/healthz')]);
    expect(first.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(first.headers.get('x-request-id')).not.toBe(second.headers.get('x-request-id'));
  });

  it('repeats the request id of the client when it is a plain one, and replaces any other', async () => {
    const idFor = async (id: string) =>
      (await service.fetch('/healthz', { headers: { 'x-request-id': id } })).headers.get('x-request-id');
    expect(await idFor('trace-17')).toBe('trace-17');
    expect(await idFor('a'.repeat(65))).not.toContain('aaa');
    expect(await idFor('<script>')).not.toContain('script');
  });

  it('does not name the framework, forbids sniffing, and allows no other origin', async () => {
    const { headers } = await service.fetch('/healthz');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('400 invalid_request', () => {
  const path = '/v1/demonstrations';

  it('names the field that is wrong, dotted, and what is expected', async () => {
    const filter = { must: [{ key: 'nonsense', match: { value: 1 } }] };
    const error = await errorOf(service.postJson(path, { instruction: 'Write', filter }), 'invalid_request');
    expect(error.field).toBe('filter.must.0.key');
    expect(error.message).toMatch(/metadata\.<key>/);
  });

  it('looks into alternatives for the field that is wrong', async () => {
    const filter = { must: [{ key: 'label', match: { any: [] } }] };
    const error = await errorOf(service.postJson(path, { instruction: 'Write', filter }), 'invalid_request');
    expect(error.field).toBe('filter.must.0.match.any');
  });

  it('says which field is missing', async () => {
    const error = await errorOf(service.postJson(path, {}), 'invalid_request');
    expect(error).toMatchObject({ field: 'instruction', retryable: false });
    expect(error.message).toMatch(/is missing/);
  });

  it('refuses a field that it does not know, and lists those it knows', async () => {
    const error = await errorOf(
      service.postJson(path, { instruction: 'Write', top_k: 4 }),
      'invalid_request',
    );
    expect(error.field).toBe('top_k');
    expect(error.message).toMatch(/fetch_k/);
  });

  it('refuses an unknown query parameter', async () => {
    const error = await errorOf(service.fetch('/v1/jobs?limits=3'), 'invalid_request');
    expect(error.field).toBe('limits');
  });

  it('refuses a parameter given twice', async () => {
    await errorOf(service.fetch('/v1/jobs?limit=3&limit=4'), 'invalid_request');
  });

  it('tells JSON that is none from JSON that is wrong', async () => {
    const error = await errorOf(post(path, '{"instruction": '), 'invalid_request');
    expect(error.message).toMatch(/not valid JSON/);
  });

  it('takes JSON only as JSON, so that a form of another site can not send it', async () => {
    const error = await errorOf(post(path, '{"instruction":"Write"}', 'text/plain'), 'invalid_request');
    expect(error.message).toMatch(/application\/json/);
  });

  it('answers a body left out', async () => {
    await errorOf(service.fetch(path, { method: 'POST' }), 'invalid_request');
  });

  it('answers a path that is not valid UTF-8', async () => {
    await errorOf(service.fetch('/v1/corpora/%E0%A4%A'), 'invalid_request');
  });

  it('stays up when JSON is nested ten thousand levels deep', async () => {
    const deep = `{"instruction":"Write","filter":${'['.repeat(10_000)}${']'.repeat(10_000)}}`;
    await errorOf(post(path, deep), 'invalid_request');
  });
});

describe('403 forbidden', () => {
  it.each([
    'evil.example',
    'evil.example:80',
    'localhost.evil.example',
    '127.0.0.1.nip.io',
    'user@localhost',
  ])('for the host name "%s": a page of another site may have resolved it to this machine', async (host) => {
    const { status, body } = await raw('/v1/corpora', { host });
    expect(status).toBe(403);
    expect(body).toMatch(/localhost/);
  });

  it.each(['localhost', 'LOCALHOST:1', '127.0.0.1', '[::1]:4747'])(
    'not for the host name %s',
    async (host) => {
      expect((await raw('/healthz', { host })).status).toBe(200);
    },
  );

  it.each(['https://evil.example', 'null', 'http://localhost:1'])(
    'for requests of the origin %s',
    async (origin) => {
      await errorOf(service.fetch('/v1/corpora', { headers: { origin } }), 'forbidden');
    },
  );

  it('not for requests of its own documentation page', async () => {
    expect((await service.fetch('/v1/corpora', { headers: { origin: service.url } })).status).toBe(200);
  });
});

describe('404 not_found', () => {
  it('for an unknown path, with the way to the documentation', async () => {
    const error = await errorOf(service.fetch('/v2/corpora'), 'not_found');
    expect(error.message).toMatch(/\/docs/);
  });
});

describe('405 method_not_allowed', () => {
  it('for a known path, naming the methods it takes', async () => {
    const response = await service.fetch('/v1/corpora/house', { method: 'PUT' });
    expect(response.headers.get('allow')).toBe('GET, DELETE');
    await errorOf(response, 'method_not_allowed');
  });

  it('for the preflight of another site', async () => {
    const response = await service.fetch('/v1/demonstrations', { method: 'OPTIONS' });
    await errorOf(response, 'method_not_allowed');
  });
});

describe('413 payload_too_large', () => {
  it('for a JSON body above the limit of its route', async () => {
    const body = { instruction: 'Write', input: 'x'.repeat(5 * 1024 ** 2) };
    const error = await errorOf(service.postJson('/v1/demonstrations', body), 'payload_too_large');
    expect(error.message).toMatch(/limit/);
  });
});

describe('500 internal', () => {
  const failing = defineRoute({
    method: 'get',
    path: '/failing',
    operationId: 'failing',
    scope: null,
    tag: 'Service',
    summary: '',
    description: '',
    query: z.object({ begun: z.string().optional(), passing: z.string().optional() }),
    responses: {},
    errors: [],
    handle: ({ query }, { response }) => {
      if (query.begun !== undefined) response.write('[1,');
      if (query.passing !== undefined) throw new KindredError('overloaded', 'All places are taken.');
      return Promise.reject(new Error('secret detail'));
    },
  });

  async function failWith(path: string, before = 0): Promise<{ answer: Response; log: string }> {
    let log = '';
    const logger = pino({ level: 'error' }, { write: (line: string) => void (log += line) });
    const services = {
      ...service.kindred,
      watcher: new JobWatcher(service.kindred.queue),
      openapi: () => ({}),
      readiness: new ReadinessCheck(service.kindred, logger),
    };
    const server = createServer(createApp([failing], services, logger)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      for (let at = 0; at < before; at += 1) await fetch(`http://127.0.0.1:${port}${path}`);
      return { answer: await fetch(`http://127.0.0.1:${port}${path}`), log };
    } finally {
      server.close();
    }
  }

  it('gives nothing of the error away; the log has it under the request id', async () => {
    const { answer, log } = await failWith('/failing');
    const error = await errorOf(answer, 'internal');
    expect(JSON.stringify(error)).not.toContain('secret');
    expect(log).toContain('secret detail');
    expect(log).toContain(error.request_id);
  });

  it('what fails every request for a while is one line in the log, not one for each request', async () => {
    const { answer, log } = await failWith('/failing?passing=1', 5);
    await errorOf(answer, 'overloaded');
    expect(log.trim().split('\n')).toHaveLength(1);
    expect(log).toContain('All places are taken.');
  });

  it('an answer that has begun is broken off, so that nobody takes it for whole', async () => {
    const { answer } = await failWith('/failing?begun=1');
    await expect(answer.text()).rejects.toThrow();
  });
});
