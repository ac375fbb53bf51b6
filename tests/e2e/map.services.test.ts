import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ingest, startService, type Service } from '../api/service.ts';
import { startBrowser } from './browser.ts';
import { namelessParts } from './nameless-parts.ts';
import { seriousFaults } from './serious-faults.ts';

/** How long the page may take over one thing, on a machine that is busy with other suites. */
const PATIENCE_MS = 55_000;
/** A service with its encoder and a browser start together here. */
const START_MS = 240_000;

const TASKS = ['Write a poem about', 'Explain how to repair', 'Translate into Latin the word for'];
const THINGS = [
  'rain',
  'bread',
  'a bicycle',
  'the moon',
  'a river',
  'a clock',
  'iron',
  'a lamp',
  'snow',
  'glass',
];
const ROWS = TASKS.flatMap((task) =>
  THINGS.map((thing) => ({ instruction: `${task} ${thing}.`, output: thing })),
);

let browser: Browser;
let context: BrowserContext;
let page: Page;
let service: Service;
const problems: string[] = [];

beforeAll(async () => {
  [browser, service] = await Promise.all([startBrowser(), startService()]);
  await ingest(service, 'drawn', ROWS);
  context = await browser.newContext({ reducedMotion: 'reduce' });
  context.setDefaultTimeout(PATIENCE_MS);
  page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(`${service.url}/#/map?corpus=drawn`);
}, START_MS);
afterAll(() => browser.close());

const addressOf = (): string => decodeURIComponent(new URL(page.url()).hash);
const listed = (): Locator => page.getByRole('region', { name: /^[\d,]+ rows?$/ });

/** The middle of the ring around the row that is pointed at. */
async function ringAt(): Promise<{ x: number; y: number }> {
  const box = await page.locator('.map-ring').boundingBox();
  if (box === null) throw new Error('No row is pointed at.');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

describe('the map of a corpus', () => {
  it('is offered before there is one, with the command that draws it, and appears when it is drawn', async () => {
    await page.getByText('drawn has no map yet').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    expect(await page.getByLabel('The command that does the same').first().innerText()).toBe(
      `kindred project drawn --url ${service.url}`,
    );
    await page.getByRole('button', { name: 'Draw the map' }).click();
    await page.getByRole('img', { name: /^Map of drawn by task: 30 rows/ }).waitFor();
    await page.getByRole('region', { name: /^Kind of work/ }).waitFor();
  });

  it('draws its points in more than one colour', async () => {
    await page.locator('.map-title:not(.unshown)').first().waitFor();
    // The canvas is read in the frame in which it is drawn: afterwards the browser may have emptied it.
    const colours = await page.evaluate<number>(`new Promise((resolve) => {
      const canvas = document.querySelector('.map-canvas canvas');
      canvas.focus();
      canvas.dispatchEvent(new KeyboardEvent('keydown', { key: '0', bubbles: true }));
      requestAnimationFrame(() => {
        const gl = canvas.getContext('webgl2');
        const pixels = new Uint8Array(4 * canvas.width * canvas.height);
        gl.readPixels(0, 0, canvas.width, canvas.height, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
        const full = new Set();
        for (let at = 0; at < pixels.length; at += 4)
          if (pixels[at + 3] > 200) full.add(pixels.slice(at, at + 3).join());
        resolve(full.size);
      });
    })`);
    expect(colours).toBeGreaterThan(2);
  });

  it('is narrowed by a group of its legend, with the rows beside it, and says so in the address', async () => {
    await page.getByRole('button', { name: /^write poem/ }).click();
    await listed().getByText('Write a poem about the moon.').waitFor();
    expect(await listed().getByRole('listitem').count()).toBe(1 + THINGS.length);
    expect(addressOf()).toContain('only=[["kind","write-poem"]]');
    await page.getByRole('button', { name: /^Kind of work: write poem/ }).click();
    await listed().waitFor({ state: 'detached' });
  });

  it('opens the row that is pointed at and clicked, and the address keeps it', async () => {
    await page.getByPlaceholder('words, or a text').fill('bicycle');
    await page.keyboard.press('Enter');
    const first = listed().locator('ol button').first();
    await first.hover();
    const { x, y } = await ringAt();
    await page.mouse.move(x, y);
    const card = await page.locator('.hover-card p').first().innerText();
    expect(card).toContain('bicycle');
    await page.mouse.click(x, y);
    const pane = page.getByRole('complementary', { name: 'The row that is open' });
    expect(card).toContain(await pane.locator('.turn-instruction dd').innerText());
    await page.reload();
    await pane.getByText('bicycle').first().waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^by words: “bicycle”/ }).click();
    await listed().waitFor({ state: 'detached' });
  });

  it('keeps rows that were drawn around when it moves to the other space', async () => {
    const box = await page.getByRole('img', { name: /^Map of/ }).boundingBox();
    if (box === null) throw new Error('The map is not there.');
    await page.getByText('Draw around rows').click();
    const corners = [
      [0.02, 0.02],
      [0.98, 0.02],
      [0.98, 0.8],
      [0.5, 0.98],
      [0.02, 0.8],
    ] as const;
    const move = ([right, down]: readonly [number, number]): Promise<void> =>
      page.mouse.move(box.x + right * box.width, box.y + down * box.height, { steps: 4 });
    await move(corners[0]);
    await page.mouse.down();
    for (const corner of corners.slice(1)) await move(corner);
    await page.mouse.up();
    await listed().waitFor();
    const before = await page.locator('.map-rows h2').innerText();
    expect(Number.parseInt(before, 10)).toBeGreaterThan(0);
    await page.getByText('content', { exact: true }).click();
    await page.getByRole('img', { name: /^Map of drawn by content/ }).waitFor();
    expect(await page.locator('.map-rows h2').innerText()).toBe(before);
    expect(await seriousFaults(page)).toEqual([]);
    expect(addressOf()).toMatch(/lasso=task\.[\w-]+/);
    expect(addressOf()).toContain('space=content');
  });

  it('is moved and zoomed by keys, and the address says where one looks', async () => {
    await page.getByRole('img', { name: /^Map of/ }).focus();
    await page.keyboard.press('+');
    await page.keyboard.press('ArrowLeft');
    await page.waitForURL(/at=/);
    await page.keyboard.press('0');
    await page.waitForURL((url) => !url.hash.includes('at='));
  });

  it('says that rows came since, and offers to draw it again', async () => {
    await ingest(service, 'drawn', [{ instruction: 'Name three rivers.', output: 'Rhine, Nile, Volga.' }]);
    await page.reload();
    await page.getByText('1 row came since and is not on the map').waitFor();
    await page.getByRole('button', { name: 'Draw it again' }).click();
    await page.getByRole('img', { name: /31 rows/ }).waitFor();
  });

  it('gives everything that can be used a name, and breaks no rule of the content security policy', async () => {
    expect(await namelessParts(page)).toEqual([]);
    expect(await seriousFaults(page)).toEqual([]);
    expect(problems).toEqual([]);
  });
});
