import type { Browser, Page } from 'playwright-core';
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

const TASKS = ['Write a poem about', 'Explain how to repair', 'Translate into Latin the word for'];
const THINGS = 'rain,bread,a bicycle,the moon,a river,a clock,iron,a lamp'.split(',');
const HOUSE = TASKS.flatMap((task) =>
  THINGS.map((thing, at) => ({
    ...{ instruction: `${task} ${thing}.`, output: thing, source: at === 0 ? 'rare' : 'common' },
  })),
);
const LEAK = 'Name the seven hills on which the old city of Rome was built in the early days';
const EXAM = [
  { instruction: `${LEAK}, please.`, output: '' },
  ...THINGS.map((thing) => ({ instruction: `Summarise a long report about ${thing} in one line.` })),
];

let browser: Browser;
let service: Service;
let page: Page;
const problems: string[] = [];

beforeAll(async () => {
  [browser, service] = await Promise.all([startBrowser(), startService()]);
  await ingest(service, 'house', [...HOUSE, { instruction: `${LEAK} of kings.`, output: 'Seven.' }]);
  await ingest(service, 'exam', EXAM);
  await ingest(service, 'pool', [
    { instruction: 'Summarise a long report about a bank in one line.', output: 'It grew.' },
    { instruction: 'Fix this bug in my Python code.', output: 'Done.' },
  ]);
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  context.setDefaultTimeout(PATIENCE_MS);
  page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
}, START_MS);
afterAll(() => browser.close());

const go = (hash: string): Promise<unknown> => page.goto(`${service.url}/#/${hash}`);
const command = (name: string) => page.getByLabel(name, { exact: true });
const addressOf = (): string => decodeURIComponent(new URL(page.url()).hash);

describe('curation on the page', () => {
  it('shows the rows nearest to one in both spaces side by side, and goes on from row to row', async () => {
    const row = (await (await service.fetch('/v1/corpora/house/records?limit=1')).json()) as {
      records: { id: string }[];
    };
    await go(`rows?corpus=house&row=${row.records[0]?.id ?? ''}`);
    await page.getByRole('button', { name: 'Show the nearest rows' }).click();
    const lists = ['By task', 'By content'].map((name) => page.getByRole('region', { name }));
    for (const list of lists) await list.getByRole('listitem').nth(7).waitFor();
    const [byTask] = lists;
    expect(await byTask?.getByRole('listitem').first().innerText()).toMatch(
      /^\d\.\d\d\s+content \d\.\d\d[\s\S]*from (its words|neighbours), \d+ %/,
    );
    expect(await command('The nearest by task as a command').innerText()).toContain('--space task');
    expect(await seriousFaults(page)).toEqual([]);
    const next = await byTask?.locator('.near-text').first().innerText();
    await byTask?.getByRole('button').first().click();
    await page.locator('.turn-instruction dd', { hasText: next ?? '' }).waitFor();
  });

  it('starts a selection, and tells what a smaller budget covers and what each task keeps, by keys alone', async () => {
    await go('selection?corpus=house');
    await page.getByLabel('How many rows').fill('0.4');
    await page.keyboard.press('Tab');
    await page.getByLabel('More even shares of').selectOption('kind');
    expect(await command('The command that does the same').innerText()).toContain(
      '--budget 0.4 --method facility_location --by kind',
    );
    await page.getByRole('button', { name: 'Select rows' }).click();
    await page.getByRole('heading', { name: '10 of 25 rows cover' }).waitFor({ timeout: START_MS });
    const kept = page.locator('.tasks tbody tr', { hasText: 'write poem' }).locator('td b');
    await kept.waitFor();
    expect(Number(await kept.innerText())).toBeGreaterThan(0);
    await page.getByRole('slider', { name: 'Budget' }).focus();
    for (let step = 0; step < 10; step++) await page.keyboard.press('ArrowLeft');
    await page.getByRole('heading', { name: 'Budget: 0 rows' }).waitFor();
    expect(await kept.innerText()).toBe('0');
    await page.getByRole('img', { name: /0 rows cover 0 %/ }).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('heading', { name: 'Budget: 1 row' }).waitFor();
    await page.waitForURL(/budget=1/);
    expect(await seriousFaults(page)).toEqual([]);
    const job = new URLSearchParams(addressOf().split('?')[1]).get('job') ?? '';
    await page.getByRole('link', { name: 'Colour the map by what it took' }).click();
    await page.waitForURL(/#\/map/);
    expect(addressOf()).toContain(`colour=marks.${job}.keep`);
  });

  it('shows what a corpus lacks, with the rows that would fill it', async () => {
    await go('comparison?corpus=house');
    await page.getByLabel('The corpus that shows what is asked for').selectOption('exam');
    await page.getByLabel('Rows that may fill the gaps').selectOption('pool');
    expect(await command('The command that does the same').innerText()).toContain(
      'kindred gaps house exam --pool pool --by kind',
    );
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    const gap = page.locator('.gap', { hasText: 'Summarise a long report' }).first();
    await gap.getByText('of pool would fill it').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    expect(await gap.innerText()).toMatch(
      /missing[\s\S]*Asked for in exam[\s\S]*1 row of pool would fill it[\s\S]*Summarise a long report about a bank/,
    );
  });

  it('shows heat maps with numbers and a scale, and what changed', async () => {
    const names = { corpora: ['house', 'exam', 'pool'], by: 'kind' };
    const { job } = await curated(service, 'correlation', '/v1/correlations', names);
    await go(`comparison?corpus=house&job=${job.id}`);
    const heat = page.getByRole('region', { name: 'How well one covers another' });
    expect(await heat.locator('tbody tr').first().innerText()).toMatch(/house\s+1\.00\s+0\.\d\d\s+0\.\d\d/);
    expect(await heat.locator('.heat-scale').innerText()).toMatch(/^0\s+0\.25\s+0\.5\s+0\.75\s+1$/);
    expect(await seriousFaults(page)).toEqual([]);
    const diff = await curated(service, 'diff', '/v1/diffs', { old: 'house', new: 'exam', by: 'kind' });
    await go(`comparison?corpus=house&job=${diff.job.id}`);
    await page.getByRole('region', { name: 'Lost' }).getByText('write poem').waitFor();
    await page.getByText('Came (9)').click();
    await page.getByText('Summarise a long report about iron').first().waitFor();
    expect(await seriousFaults(page)).toEqual([]);
  });

  it('marks what a row of a benchmark and a training row share', async () => {
    const { job } = await curated(service, 'contamination', '/v1/contaminations', {
      ...{ train: 'house', bench: 'exam' },
    });
    await go(`contamination?corpus=house&job=${job.id}`);
    const pair = page.getByRole('list', { name: 'Pairs' }).getByRole('listitem').first();
    await pair.getByText('The training row').waitFor();
    expect(await pair.locator('mark').allInnerTexts()).toEqual([`${LEAK},`, LEAK]);
    await page.getByText('Same task only').first().waitFor();
    expect(await seriousFaults(page)).toEqual([]);
  });

  it('groups rows, and shows one group with its centre', async () => {
    await go('groups?corpus=house');
    await page.getByRole('button', { name: 'Group the rows' }).click();
    await page.getByRole('button', { name: /poem/ }).click({ timeout: START_MS });
    const group = page.getByRole('region', { name: /^The group .*poem/ });
    expect(await group.innerText()).toMatch(/At its centre[\s\S]*Write a poem about/);
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByText(/Doubtful labels/).click();
    await page.waitForURL(/show=suspects/);
  });

  it('shows how pasted rows would be read, and reads them from other columns, before anything is stored', async () => {
    await go('');
    await page.getByText('Paste rows').click();
    await page
      .getByLabel('Rows to add')
      .fill('{"question":"Name a lake.","answer":"Garda.","notes":"Write about the lake of Garda."}');
    const preview = page.getByRole('region', { name: 'How it would be read' });
    await preview.getByText('Name a lake.').waitFor();
    await preview.getByText('Read it from other columns').click();
    await preview.getByLabel('Instruction from').selectOption('notes');
    expect(await seriousFaults(page)).toEqual([]);
    await preview.getByText('Write about the lake of Garda.').waitFor();
    await page.getByLabel('Corpus', { exact: true }).fill('noted');
    await page.getByRole('button', { name: 'Read into the corpus' }).click();
    await page.getByRole('heading', { name: 'noted', exact: true }).waitFor();
    const { hits } = (await (
      await service.postJson('/v1/corpora/noted/search', { text: 'lake', space: 'words' })
    ).json()) as { hits: { record: { instruction: string } }[] };
    expect(hits.map(({ record }) => record.instruction)).toEqual(['Write about the lake of Garda.']);
  });

  it('gives everything that can be used a name, in every one of these views', async () => {
    const views = ['selection', 'comparison', 'contamination', 'groups'];
    for (const hash of views.flatMap((view) => [`${view}?corpus=house`, `${view}?corpus=house&job=new`])) {
      await go(hash);
      await page.locator('main h1').first().waitFor();
      await page.waitForLoadState('networkidle');
      expect(await namelessParts(page), hash).toEqual([]);
      expect(await seriousFaults(page), hash).toEqual([]);
    }
    expect(problems).toEqual([]);
  });
});
