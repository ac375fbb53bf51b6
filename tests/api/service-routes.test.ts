import { beforeAll, describe, expect, it, vi } from 'vitest';
import { Health, Readiness } from '../../schemas/api/health.ts';
import { toOpenApi } from '../../services/api/openapi/document.ts';
import { ROUTES } from '../../services/api/routes.ts';
import { answerOf, startService } from './service.ts';
import type { Service } from './service.ts';

let service: Service;

beforeAll(async () => {
  service = await startService({ encoder: 'tiny', workers: false });
});

describe('the documentation page', () => {
  it('is where / leads to', async () => {
    const response = await service.fetch('/', { redirect: 'manual' });
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe('/docs');
  });

  it('loads nothing from elsewhere, and its policy forbids it', async () => {
    const response = await service.fetch('/docs');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(await response.text()).not.toMatch(/(src|href)="(https?:)?\/\//);
  });

  it('finds every file it asks for', async () => {
    const page = await (await service.fetch('/docs')).text();
    const files = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = '']) => path);
    expect(files.length).toBeGreaterThan(4);
    for (const file of files) expect((await service.fetch(file)).status, file).toBe(200);
  });
});

describe('/openapi.json', () => {
  it('is the document of the route table', async () => {
    expect(await (await service.fetch('/openapi.json')).json()).toEqual(toOpenApi(ROUTES, false));
  });
});

describe('health', () => {
  it('200: the process is alive', async () => {
    expect(await answerOf(Health, service.fetch('/healthz'))).toEqual({ status: 'ok' });
  });

  it('200: store, queue and encoder are ready', async () => {
    const answer = await answerOf(Readiness, service.fetch('/readyz'));
    expect(answer).toEqual({ status: 'ready', store: 'ok', queue: 'ok', encoder: 'ok', disk: 'ok' });
  });

  it('503: names the part that is not ready, while the process is still alive', async () => {
    await service.kindred.encodings.live().store.close();
    // An answer is given again for a second.
    await vi.waitFor(async () => expect((await service.fetch('/readyz')).status).toBe(503), 5_000);
    const answer = await answerOf(Readiness, service.fetch('/readyz'), 503);
    expect(answer).toMatchObject({ status: 'not_ready', queue: 'ok', encoder: 'ok' });
    expect(answer.store).not.toBe('ok');
    expect((await service.fetch('/healthz')).status).toBe(200);
  });
});
