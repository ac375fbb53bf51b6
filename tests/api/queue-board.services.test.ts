import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IngestionAccepted } from '../../schemas/api/ingestions.ts';
import { ownRedis } from '../faults/own-redis.ts';
import { keysFor } from './queue-board.ts';
import { answerOf, jsonLines, startService, type Service } from './service.ts';

const { CHROMIUM: executablePath } = process.env;
if (executablePath === undefined)
  throw new Error('Set CHROMIUM to the path of a Chromium: this suite needs it.');

describe('the board in a browser, over Redis', () => {
  let service: Service;
  let browser: Browser;
  let key = '';
  beforeAll(async () => {
    const { file, keys } = await keysFor([['admin', ['admin'], null]]);
    key = keys['admin'] ?? '';
    service = await startService({ environment: { KINDRED_KEYS: file, REDIS_URL: await ownRedis() } });
    const headers = { authorization: `Bearer ${key}` };
    const upload = service.fetch('/v1/corpora/house/ingestions?file_name=shown.jsonl', {
      method: 'POST',
      headers,
      body: jsonLines([{ instruction: 'Write a poem.', output: 'Roses.' }]),
    });
    const { job } = await answerOf(IngestionAccepted, upload, 202);
    await (await service.fetch(`/v1/jobs/${job}/events`, { headers })).text();
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  });
  afterAll(async () => {
    await browser.close();
  });

  it('opens with the key as password, shows the queues and a job, and loads nothing from elsewhere', async () => {
    const context = await browser.newContext({ httpCredentials: { username: 'me', password: key } });
    const page = await context.newPage();
    const loaded: string[] = [];
    page.on('response', (response) => loaded.push(response.url()));
    await page.goto(`${service.url}/admin/queues`);
    for (const name of ['ingest-corpus', 'embed-records']) await page.getByText(name).first().waitFor();
    await page.goto(`${service.url}/admin/queues/queue/ingest-corpus?status=completed`);
    await page.getByText('shown.jsonl').first().waitFor();
    expect(await page.getByRole('button', { name: /retry|remove|clean|promote/i }).count()).toBe(0);
    expect(loaded.length).toBeGreaterThan(5);
    expect(loaded.filter((url) => !url.startsWith(service.url))).toEqual([]);
    await context.close();
  });

  it('does not open without the key', async () => {
    const page = await browser.newPage();
    const response = await page.goto(`${service.url}/admin/queues`).catch(() => null);
    expect(response === null || response.status() === 401).toBe(true);
    expect(await page.getByText('ingest-corpus').count()).toBe(0);
  });
});
