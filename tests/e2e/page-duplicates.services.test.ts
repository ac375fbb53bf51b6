import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { curated } from '../api/curation.ts';
import { ingest, startService, type Service } from '../api/service.ts';
import { startBrowser } from './browser.ts';
import { namelessParts } from './nameless-parts.ts';
import { seriousFaults } from './serious-faults.ts';

/** How long the page may take over one thing, on a machine that is busy with other suites. */
const PATIENCE_MS = 55_000;
/** A service with its encoder and a browser start together here. */
const START_MS = 240_000;

const TOPICS = 'bread soap rope cheese'.split(' ');
const asked = (topic: string): string =>
  `Describe in a few clear sentences how craftsmen of the harbour make ${topic} by hand`;
const row = (id: string, instruction: string, source: string, output = 'As their parents did.') => ({
  ...{ id, instruction, output, source },
});
const ROWS = [
  ...TOPICS.map((topic) => row(topic, `${asked(topic)}.`, 'book')),
  ...TOPICS.map((topic) => row(`please ${topic}`, `Please ${asked(topic).toLowerCase()}.`, 'web')),
  row('seven', 'Is seven a prime number?', 'book', 'Yes.'),
  row('seven too', 'Is seven a prime number?', 'web', 'No.'),
];

let browser: Browser;
let service: Service;
let context: BrowserContext;
let page: Page;
const problems: string[] = [];

beforeAll(async () => {
  browser = await startBrowser();
  service = await startService();
  await ingest(service, 'crafts', ROWS);
  context = await browser.newContext();
  context.setDefaultTimeout(PATIENCE_MS);
  page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(`${service.url}/#/duplicates?corpus=crafts`);
}, START_MS);
afterAll(async () => {
  await context.close();
  await browser.close();
});

const decided = (text: string) => page.locator('.decided', { hasText: text });
const current = () => page.locator('.pair.current');
const jobOf = (): string => new URLSearchParams(page.url().split('?')[1]).get('job') ?? '';

/** The ids of the rows that an export with the decisions has. */
async function exported(): Promise<string[]> {
  const asks = { marks: [jobOf()], apply: true };
  const { job, report } = await curated(service, 'export', '/v1/corpora/crafts/exports', asks);
  const text = await (await service.fetch(`/v1/jobs/${job.id}/files/${report.file}`)).text();
  return text
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { id: string }).id);
}

describe('duplicates on the page', () => {
  it(
    'starts a run, with the command that does the same, and shows what it dropped',
    { timeout: START_MS },
    async () => {
      const command = page.getByLabel('The command that does the same', { exact: true });
      await page.getByLabel('Which of several stays').selectOption('first');
      await page.getByLabel('Most that a source').selectOption('off');
      await page.getByText('--max-loss off').waitFor();
      expect(await command.innerText()).toMatch(/^kindred dedup crafts --threshold 0\.9 --keep first/);
      await page.getByRole('button', { name: 'Find duplicates' }).click();
      await page.getByRole('heading', { name: '4 of 10 rows are duplicates' }).waitFor({ timeout: START_MS });
      await page.getByText('4 drops, the most doubtful first.').waitFor();
      await page.getByRole('option', { name: 'of 10 rows' }).waitFor({ state: 'attached' });
      await current().waitFor();
      expect(await current().locator('ins, del').count()).toBeGreaterThan(0);
      expect(await current().locator('h3').allInnerTexts()).toEqual([
        expect.stringMatching(/Goes\s+web/),
        expect.stringMatching(/Stays\s+book/),
      ]);
    },
  );

  it('decides by keys alone, goes on to the next card, and takes the last decision back', async () => {
    const first = await current().locator('.pair-request').innerText();
    await page.keyboard.press('n');
    await page.locator('.tally', { hasText: /1\s*kept after all|kept after all\s*1/ }).waitFor();
    expect(await current().locator('.pair-request').innerText()).not.toBe(first);
    await page.keyboard.press('s');
    await page.locator('.pair', { hasText: 'Swapped: the other one stays' }).waitFor();
    await page.keyboard.press('y');
    await decided('Same: the drop stands').waitFor();
    await page.keyboard.press('u');
    await decided('Same: the drop stands').waitFor({ state: 'detached' });
    await page.keyboard.press('k');
    await page.keyboard.press('k');
    expect(await current().locator('.pair-request').innerText()).toBe(first);
    await page.getByText('An export leaves out 3 rows.').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
  });

  it('the export that it names has the rows that were decided to stay', async () => {
    const command = await page.getByLabel('The export that applies it', { exact: true }).innerText();
    expect(command.replaceAll(/\s*\\\n\s*/g, ' ')).toContain(
      `kindred export crafts --marks ${jobOf()} --apply`,
    );
    const ids = await exported();
    expect(ids.filter((id) => id.startsWith('please'))).toHaveLength(2);
    expect(ids).toHaveLength(ROWS.length - 3);
  });

  it('keeps decisions over a reload, and narrows to what nobody decided', async () => {
    await page.reload();
    await decided('Different: both stay').waitFor();
    await page.getByLabel('Decision').selectOption('open');
    await page.getByText('2 drops, the most doubtful first.').waitFor();
    await page.getByLabel('First').selectOption('surest');
    await page.getByText('2 drops, the surest first.').waitFor();
  });

  it('moves the threshold without a run, and lets exports go by it', async () => {
    await page.getByRole('button', { name: 'Show all' }).click();
    const slider = page.getByRole('slider', { name: 'Threshold' });
    await slider.focus();
    await page.keyboard.press('End');
    await page.getByRole('heading', { name: 'Threshold 1.00' }).waitFor();
    await page.getByRole('button', { name: 'Let exports go by 1.00' }).click();
    await page.getByText('Exports go by it.').waitFor();
    await slider.focus();
    await page.keyboard.press('Home');
    await page.getByRole('button', { name: 'Go back to that of the run' }).click();
    await page.getByText('Let exports go by').waitFor({ state: 'detached' });
  });

  it('judges a random sample, with the estimated precision and its interval', async () => {
    await page.getByText('Sample', { exact: true }).click();
    await page.getByText('4 pairs drawn at random').waitFor();
    for (let judged = 0; judged < 4; judged++) await page.keyboard.press('y');
    await page.getByText('4 of 4 judged from the first on').waitFor();
    await page.getByText('100.0 % of 4 near copies').waitFor();
    await page.getByText(/95 % interval 51\.0 % to 100\.0 %/).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
  });

  it('shows conflicts side by side', async () => {
    await page.getByText('Conflicts (1)').click();
    const conflict = page.getByRole('list', { name: 'Conflicts' }).getByRole('listitem');
    await conflict.getByText('Is seven a prime number?').waitFor();
    expect(await conflict.locator('.pair-row').allInnerTexts()).toEqual([
      expect.stringContaining('Yes.'),
      expect.stringContaining('No.'),
    ]);
  });

  it.each(['', '&show=sample', '&show=conflicts', '&job=new'])(
    'gives everything that can be used a name for screen readers%s',
    async (rest) => {
      await page.goto(`${service.url}/#/duplicates?corpus=crafts${rest}`);
      await page.locator('main h1').first().waitFor();
      await page.waitForLoadState('networkidle');
      expect(await namelessParts(page)).toEqual([]);
      expect(await seriousFaults(page)).toEqual([]);
    },
  );

  it('breaks no rule of its own content security policy, and asks for nothing that is not there', () => {
    expect(problems).toEqual([]);
  });
});
