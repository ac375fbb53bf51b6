import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '../../services/access/api-key.ts';
import { writeKeys } from '../../services/access/key-file.ts';
import { startService, type Service } from '../api/service.ts';
import { temporaryDirectory } from '../api/temporary-directory.ts';
import { startBrowser } from './browser.ts';
import { namelessParts } from './nameless-parts.ts';
import { seriousFaults } from './serious-faults.ts';

/** How long the page may take over one thing, on a machine that is busy with other suites. */
const PATIENCE_MS = 55_000;
/** A service with its encoder and a browser start together here. */
const START_MS = 240_000;

const ROWS = [
  ['Correct the grammar of this sentence.', 'He go home.', 'He goes home.'],
  ['Fix the grammar mistakes.', 'They was late.', 'They were late.'],
  ['Repair the grammar of the sentence below.', 'I has a dog.', 'I have a dog.'],
  ['Write a poem about the sea.', '', 'The sea, the sea.'],
  ['Write a short poem about rain.', '', 'Rain on the roof.'],
  ['Translate the sentence into French.', 'Good morning.', 'Bonjour.'],
  ['Name three rivers.', '', 'Rhine, Nile, Volga.'],
];
/** A file whose third line is no row. */
const FILE = [
  ...ROWS.map(([instruction, input, output]) => JSON.stringify({ instruction, input, output })),
].toSpliced(2, 0, '{"instruction": 7');

const PAINTED_LATE_MS = 1500;

/** Runs in the page: what waits for the next picture, or for a moment, waits as on a machine that is very busy. */
const paintSlowly = `{
  const later = window.setTimeout.bind(window);
  window.requestAnimationFrame = (act) => later(() => act(performance.now()), ${PAINTED_LATE_MS});
  window.setTimeout = (act, wait = 0, ...rest) => later(act, wait + ${PAINTED_LATE_MS}, ...rest);
}`;

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

describe.each([['without keys'], ['with keys']])('the page of a service %s', (how) => {
  const withKeys = how === 'with keys';
  const { key, stored } = createKey({ name: 'team', scopes: ['write'], corpora: null }, new Date());
  const problems: string[] = [];
  const foreign: string[] = [];
  let service: Service;
  let context: BrowserContext;
  let page: Page;
  let file = '';

  beforeAll(async () => {
    const folder = await temporaryDirectory();
    file = join(folder, 'first rows.jsonl');
    await writeFile(file, FILE.join('\n'));
    const keys = join(folder, 'keys.json');
    if (withKeys) await writeKeys(keys, [stored]);
    service = await startService({ environment: withKeys ? { KINDRED_KEYS: keys } : {} });
    context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
    context.setDefaultTimeout(PATIENCE_MS);
    page = await context.newPage();
    page.on('console', (message) => {
      const isRefusal = message.text().includes('401 (Unauthorized)');
      if (message.type() === 'error' && !isRefusal) problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(service.url)) foreign.push(request.url());
    });
    await page.goto(service.url);
  }, START_MS);
  afterAll(() => context.close());

  it.runIf(withKeys)(
    'asks for a key, says that one is wrong, and shows what the right one may do',
    async () => {
      const field = page.getByLabel('Key');
      await field.fill('kk_wrong');
      await page.getByRole('button', { name: 'Open' }).click();
      await page.getByText('The key is unknown or was revoked').waitFor();
      await field.fill(key);
      await page.getByRole('button', { name: 'Open' }).click();
      await page.getByText('may read, write').waitFor();
    },
  );

  it.runIf(withKeys)('keeps the key in this tab alone', async () => {
    await page.reload();
    await page.getByText('may read, write').waitFor();
    expect(await page.evaluate<string>('JSON.stringify([localStorage, document.cookie])')).not.toContain(key);
    const other = await context.newPage();
    await other.goto(service.url);
    await other.getByText('This service asks for a key').waitFor();
    expect(await seriousFaults(other)).toEqual([]);
    await other.close();
  });

  it('reads a file that is dropped, and says which rows could not be read and why', async () => {
    await page.getByText('Nothing here yet').waitFor();
    await page.getByLabel('Files to read').setInputFiles(file);
    expect(await page.getByLabel('Corpus', { exact: true }).inputValue()).toBe('first-rows');
    await page.getByRole('button', { name: 'Read into the corpus' }).click();
    await page.getByText('1 row could not be read').waitFor();
    const outcome = page.getByRole('region', { name: 'read first rows.jsonl' });
    await outcome.getByText('7 stored').waitFor();
    expect(await outcome.locator('.rejected tbody').innerText()).toMatch(/^3\t.*JSON/s);
    await page.getByRole('heading', { name: 'first-rows' }).waitFor();
    expect(await page.locator('.corpus .facts').innerText()).toMatch(/rows\s+7/);
    expect(await seriousFaults(page)).toEqual([]);
  });

  it('reads rows that are pasted, into the corpus that is named', async () => {
    await page.getByText('Paste rows').click();
    await page.getByLabel('Rows to add').fill('instruction,output\nName two lakes.,"Garda, Constance"\n');
    await page.getByLabel('Corpus', { exact: true }).fill('pasted');
    await page.getByRole('button', { name: 'Read into the corpus' }).click();
    await page.getByRole('heading', { name: 'pasted', exact: true }).waitFor();
    await page.getByText('Read as csv').waitFor();
  });

  it('shows the rows of a corpus, which the keys alone open, and the address keeps', async () => {
    await page.getByRole('link', { name: 'first-rows' }).first().click();
    const grid = page.getByRole('grid');
    await grid.getByText('Name three rivers.').waitFor();
    expect(await grid.getByRole('row').count()).toBe(ROWS.length + 1);
    await grid.focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    const pane = page.getByRole('complementary', { name: 'The row that is open' });
    const opened = await pane.locator('.turn-instruction dd').innerText();
    const sixth = await grid
      .getByRole('row')
      .nth(ROWS.length - 1)
      .innerText();
    expect(sixth).toContain(opened);
    expect(await pane.innerText()).toContain('first rows.jsonl, line');
    expect(await seriousFaults(page)).toEqual([]);
    await page.reload();
    await pane.getByText(opened).waitFor();
    await page.keyboard.press('Escape');
    await pane.waitFor({ state: 'detached' });
  });

  it('narrows the rows by a kind of work', async () => {
    const kind = page.getByRole('combobox', { name: 'Kind of work' });
    const grammar = await kind.locator('option', { hasText: 'correct grammar' }).getAttribute('value');
    await kind.selectOption(grammar);
    await page.getByText('3 rows').waitFor();
    await page.waitForFunction(
      "document.querySelectorAll('.row-space [role=row]:not([aria-busy=true])').length === 3",
    );
    expect(new URL(page.url()).hash).toContain('kind=correct-grammar');
  });

  it('finds demonstrations with the reasons, the prompt, and ways to repeat it that run', async () => {
    await page.getByRole('link', { name: 'Demonstrations', exact: true }).click();
    await page.getByLabel('Instruction').fill('Fix the grammar of this sentence.');
    await page.getByLabel('Input, if it works on one').fill('She go to school.');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('heading', { name: 'Chosen by balanced' }).waitFor();
    const first = page.locator('.card').first();
    expect(await first.locator('.card-instruction').innerText()).toMatch(/grammar/);
    expect(await first.locator('.why').innerText()).toMatch(
      /likely to fit[\s\S]*by kind[\s\S]*task\s+0\.\d\d/,
    );
    await page.getByText('The rendered prompt').click();
    await page.locator('.turn-user', { hasText: 'She go to school.' }).waitFor();
    await page.getByText('curl', { exact: true }).click();
    await page.getByRole('button', { name: 'Copy curl' }).click();
    const copied = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(copied).toContain(`${service.url}/v1/demonstrations`);
    expect(copied).toContain('She go to school.');
    expect(copied).not.toContain(key);
    expect(await seriousFaults(page)).toEqual([]);
  });

  it('keeps what is typed before the browser is done with painting', async () => {
    const slow = await page.context().newPage();
    await slow.addInitScript(paintSlowly);
    await slow.goto(`${service.url}/#/demonstrations`);
    if (withKeys) {
      await slow.getByLabel('Key').fill(key);
      await slow.getByRole('button', { name: 'Open' }).click();
    }
    const field = slow.getByLabel('Instruction');
    await field.fill('Fix the grammar of this sentence.');
    // Longer than what comes after painting is put off by.
    await slow.waitForTimeout(2 * PAINTED_LATE_MS);
    expect(await field.inputValue()).toBe('Fix the grammar of this sentence.');
    await slow.close();
  });

  it('compares all strategies', async () => {
    await page.getByText('Compare all').click();
    await page.getByRole('button', { name: 'bm25' }).waitFor();
    expect(await page.locator('.comparison .place-1').count()).toBeGreaterThan(5);
    expect(await seriousFaults(page)).toEqual([]);
  });

  it.each(['#/', '#/rows?corpus=first-rows', '#/demonstrations?corpus=first-rows&instruction=Write+a+poem.'])(
    'gives everything that can be used at %s a name for screen readers',
    async (hash) => {
      await page.goto(service.url + '/' + hash);
      await page.locator('main :is(h1, [role=row])').first().waitFor();
      await page.waitForLoadState('networkidle');
      expect(await namelessParts(page)).toEqual([]);
      expect(await seriousFaults(page)).toEqual([]);
    },
  );

  it('asks nobody else, and breaks no rule of its own content security policy', () => {
    expect(foreign).toEqual([]);
    expect(problems).toEqual([]);
  });
});
