import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type RunningApi } from '../../services/api/main.ts';
import { ROUTES } from '../../services/api/routes.ts';
import { compose, type Kindred } from '../../services/compose.ts';
import { readConfig } from '../../services/config.ts';
import { startBrowser } from './browser.ts';

describe('the page at /docs', () => {
  let directory = '';
  let kindred: Kindred;
  let api: RunningApi;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];
  const foreign: string[] = [];
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kindred-docs-'));
    kindred = await compose(readConfig({ KINDRED_DATA: directory }), (error) => {
      throw error;
    });
    api = await startApi(kindred, { host: '127.0.0.1', port: 0 });
    browser = await startBrowser();
    page = await browser.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(api.url) && !request.url().startsWith('data:'))
        foreign.push(request.url());
    });
    await page.goto(`${api.url}/docs`);
    await page.waitForSelector('.opblock');
  });
  afterAll(async () => {
    await browser.close();
    await api.close();
    await kindred.close();
    await rm(directory, { recursive: true, force: true });
  });

  it('shows every route of the API', async () => {
    const shown = await page.locator('.opblock .opblock-summary-path').allTextContents();
    const paths = shown.map((path) => path.replaceAll('\u200b', '').trim());
    expect([...new Set(paths)].sort()).toEqual([...new Set(ROUTES.map(({ path }) => path))].sort());
  });

  it('opens an operation with its fields and an example', async () => {
    const operation = page.locator('.opblock', { hasText: '/v1/demonstrations' }).first();
    await operation.locator('.opblock-summary-control').click();
    await operation.locator('.opblock-body').waitFor();
    expect(await operation.textContent()).toContain('"instruction":');
    await operation.getByRole('tab', { name: 'Schema' }).first().click();
    await operation.getByText('lambda_mult').first().waitFor();
  });

  it('loads nothing from elsewhere and breaks no rule of its own content security policy', () => {
    expect(foreign).toEqual([]);
    expect(problems).toEqual([]);
  });
});
