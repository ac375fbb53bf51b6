import { beforeAll, describe, expect, it, vi } from 'vitest';
import { AccessReport } from '../../schemas/api/access.ts';
import { Health, Readiness } from '../../schemas/api/health.ts';
import { toOpenApi } from '../../services/api/openapi/document.ts';
import { ROUTES } from '../../services/api/routes.ts';
import { answerOf, startService } from './service.ts';
import type { Service } from './service.ts';

let service: Service;

beforeAll(async () => {
  service = await startService({ encoder: 'tiny', workers: false });
});

describe('the page for curators', () => {
  /** The addresses of the files that the page asks for. */
  const filesOf = (page: string): string[] =>
    [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path);

  it('is at /, loads nothing from elsewhere, runs no text as a program, and its policy forbids both', async () => {
    const response = await service.fetch('/');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(response.status).toBe(200);
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
    expect(policy).not.toMatch(/unsafe|https?:|\*|data:/);
    expect(await response.text()).not.toMatch(/(src|href)="(https?:)?\/\/|<script>|<style>| on\w+=/);
  });

  it('may be kept by nobody, and its files for good, since their names change with their content', async () => {
    const response = await service.fetch('/');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const files = filesOf(await response.text());
    expect(files).toHaveLength(3);
    for (const file of files) {
      const { status, headers } = await service.fetch(file);
      expect(status, file).toBe(200);
      expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    }
  });

  it('comes compressed as the browser asks, all of it below 350 kB, and is the same text', async () => {
    const files = ['/', ...filesOf(await (await service.fetch('/')).text())];
    let sent = 0;
    for (const file of files) {
      const texts = new Set<string>();
      for (const coding of ['br', 'gzip', 'identity']) {
        const response = await service.fetch(file, { headers: { 'accept-encoding': coding } });
        expect(response.headers.get('content-encoding') ?? 'identity').toBe(coding);
        expect(response.headers.get('vary')).toContain('accept-encoding');
        if (coding === 'br') sent += Number(response.headers.get('content-length'));
        texts.add(await response.text());
      }
      expect(texts.size, file).toBe(1);
    }
    expect(sent).toBeGreaterThan(10_000);
    expect(sent).toBeLessThan(350_000);
  });

  it('404: has no other files, and none outside of its folder', async () => {
    for (const name of ['nothing.js', 'index.html', '..%2Fbuilt-from', '%2e%2e%2fqueue-template.gz']) {
      expect((await service.fetch(`/assets/${name}`)).status, name).toBe(404);
    }
  });

  it('is told that a service without keys lets it do everything', async () => {
    expect(await answerOf(AccessReport, service.fetch('/v1/access'))).toEqual({
      keys: false,
      name: 'local',
      scopes: ['read', 'write', 'admin', 'metrics'],
      corpora: null,
    });
  });
});

describe('the documentation page', () => {
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
