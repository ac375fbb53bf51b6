/**
 * The map of a corpus: how long it takes to draw, how soon the page shows it and how many bytes that takes, how many frames a
 * second it pans and zooms, and how long a lasso takes; and the longest frame while the table of its rows scrolls from end to
 * end, with the memory of the tab (Linux). The browser is the Chromium that CHROMIUM names, without a graphics
 * card. DIR is a data directory with a corpus, which gets a map if it has none; with --rows it is filled first, with so many
 * rows of the texts of FILE and synthetic vectors, whose kinds of work are numbers.
 *
 *   CHROMIUM=PATH node --import tsx tests/bench/map.ts DIR [--corpus bench] [--rows 224062 --file FILE]
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import type { JobReport } from '../../schemas/api/jobs.ts';
import type { InstructionRecord, KindLabel } from '../../schemas/record.ts';
import { createHttp } from '../../clients/typescript/src/http.ts';
import { createClient, type Client } from '../../clients/typescript/src/kindred-client.ts';
import { followJob } from '../../clients/typescript/src/follow-job.ts';
import { startApi } from '../../services/api/main.ts';
import { compose, type Kindred } from '../../services/compose.ts';
import { readConfig } from '../../services/config.ts';
import { startWorkers } from '../../workers/main.ts';
import { startBrowser } from '../e2e/browser.ts';
import { contentsOf, syntheticPoint } from './support/synthetic-points.ts';
import { tabMemory } from './support/tab-memory.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    corpus: { type: 'string', default: 'bench' },
    rows: { type: 'string' },
    file: { type: 'string', default: '' },
  },
});
const [data] = positionals;
if (data === undefined) throw new Error('Name a data directory.');
const { corpus } = values;
const BATCH = 2_000;
const VIEWS = 3;
const FRAMES = 90;
/** In so many steps the table scrolls from its first row to its last. */
const SCROLLS = 400;
const NEVER = new AbortController().signal;
/** The shipped encoder tells about as many kinds of work. */
const KINDS = 45;

/** The kind of work of a synthetic record: rows with one label lie together, and have one kind. */
function kindOf({ label }: InstructionRecord): KindLabel {
  const number = Number(label?.name.split('-').at(-1) ?? 0);
  return { name: `kind-${number % KINDS}`, confidence: 0.9 };
}

async function fill(kindred: Kindred, rows: number): Promise<void> {
  const { store } = kindred.encodings.live();
  const contents = await contentsOf(values.file);
  for (let from = 0; from < rows; from += BATCH) {
    const points = Array.from({ length: Math.min(BATCH, rows - from) }, (_, at) =>
      syntheticPoint(contents, from + at),
    );
    await store.upsert(
      points.map(({ record, vectors }) => ({ record: { ...record, corpus, kind: kindOf(record) }, vectors })),
    );
  }
}

async function drawn(client: Client): Promise<void> {
  const before = await client.jobs(1, { kind: 'project', corpus });
  if (before[0]?.state === 'completed') return;
  const { job } = await client.startCuration('project', corpus, {});
  const stages = new Map<string, number>();
  const began = performance.now();
  const report = (one: JobReport): void => {
    if (one.name === 'curate' && !stages.has(one.stage)) stages.set(one.stage, performance.now());
  };
  const ended = await followJob(client, job, report, NEVER);
  if (ended.state !== 'completed') throw new Error(ended.error ?? ended.state);
  const all = [...stages, ['end', performance.now()] as const];
  const parts = all
    .slice(0, -1)
    .map(([stage, from], at) => `${stage} ${seconds((all[at + 1]?.[1] ?? from) - from)}`);
  console.log(`drawn in ${seconds(performance.now() - began)}: ${parts.join(', ')}`);
  console.log(JSON.stringify(await client.report(job)));
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;

/** Opens the page with an empty cache, until points are drawn and have their titles. */
async function firstView(page: Page, url: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.clearBrowserCache');
  await page.goto('about:blank');
  const began = performance.now();
  await page.goto(url);
  await page.locator('.map-title:not(.unshown)').first().waitFor();
  const took = performance.now() - began;
  await session.detach();
  const bytes = await page.evaluate<number>(
    `['navigation', 'resource'].flatMap((type) => performance.getEntriesByType(type)).reduce((sum, one) => sum + one.transferSize, 0)`,
  );
  console.log(`first view ${seconds(took)}, ${megabytes(bytes)} over the wire`);
}

/**
 * Frames a second while keys move the map; without keys, while the canvas is only cleared, which is as quick as any map can be here.
 * A pixel is read at the end, so that all frames are drawn by then.
 */
function framesASecond(page: Page, keys: readonly string[]): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => {
    const canvas = document.querySelector('.map-canvas canvas');
    const gl = canvas.getContext('webgl2');
    const keys = ${JSON.stringify(keys)};
    const pixel = new Uint8Array(4);
    const began = performance.now();
    let frames = 0;
    const next = () => {
      if (++frames === ${FRAMES}) {
        gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
        return resolve((1000 * frames) / (performance.now() - began));
      }
      if (keys.length === 0) gl.clear(gl.COLOR_BUFFER_BIT);
      else canvas.dispatchEvent(new KeyboardEvent('keydown', { key: keys[frames % keys.length], bubbles: true }));
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  })`);
}

/** Draws around most of the map, and waits for the rows beside it. */
async function lasso(page: Page): Promise<void> {
  const box = await page.locator('.map-canvas canvas').boundingBox();
  if (box === null) throw new Error('There is no map.');
  await page.getByText('Draw around rows').click();
  const to = (x: number, y: number) =>
    page.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 10 });
  await to(0.25, 0.2);
  await page.mouse.down();
  for (const [x, y] of [
    [0.7, 0.2],
    [0.75, 0.8],
    [0.3, 0.75],
  ] as const)
    await to(x, y);
  await page.evaluate(`void (globalThis.lassoed = new Promise((resolve) => {
    addEventListener('pointerup', () => {
      const began = performance.now();
      const seen = new MutationObserver(() => {
        if (document.querySelector('.map-rows h2') === null) return;
        seen.disconnect();
        resolve(performance.now() - began);
      });
      seen.observe(document.body, { childList: true, subtree: true });
    }, { once: true, capture: true });
  }))`);
  await page.mouse.up();
  await page.locator('.map-rows h2').waitFor();
  const took = await page.evaluate<number>('globalThis.lassoed');
  console.log(`lasso ${took.toFixed(0)} ms: ${await page.locator('.map-rows h2').innerText()}`);
}

/** Scrolls the table from its first row to its last, a step a frame, and tells of the frames and of the tab. */
async function scrollRows(page: Page): Promise<void> {
  await page.goto(`${api.url}/#/rows?corpus=${corpus}`);
  await page.locator('.row-line .kind').first().waitFor();
  const frames = await page.evaluate<number[]>(`new Promise((resolve) => {
    const pane = document.querySelector('.row-pane');
    const end = pane.scrollHeight - pane.clientHeight;
    const frames = [];
    let [step, last] = [0, performance.now()];
    const next = (now) => {
      frames.push(now - last);
      last = now;
      if (step++ === ${SCROLLS}) return resolve(frames);
      pane.scrollTop = (end * step) / ${SCROLLS};
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  })`);
  const count = await page.locator('.row-count').innerText();
  const sorted = frames.toSorted((a, b) => a - b);
  const [median = 0, longest = 0] = [sorted[sorted.length >> 1], sorted.at(-1)];
  console.log(
    `table of ${count}: frames of ${median.toFixed(0)} ms in the median, ${longest.toFixed(0)} ms at most; ` +
      `tab of ${megabytes(await tabMemory(browser))}`,
  );
}

const kindred = await compose(readConfig({ KINDRED_DATA: data }), (error) => console.error(error));
if (values.rows !== undefined) await fill(kindred, Number(values.rows));
const api = await startApi(kindred, { host: '127.0.0.1', port: 0 });
await startWorkers(kindred);
await drawn(createClient(createHttp(api.url, NEVER)));
const browser = await startBrowser();
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
page.setDefaultTimeout(60_000);
for (let view = 0; view < VIEWS; view++) await firstView(page, `${api.url}/#/map?corpus=${corpus}`);
const panned = await framesASecond(page, ['ArrowLeft', 'ArrowRight']);
const zoomed = await framesASecond(page, ['+', '-']);
const empty = await framesASecond(page, []);
console.log(
  `frames a second: ${panned.toFixed(1)} panning, ${zoomed.toFixed(1)} zooming, ${empty.toFixed(1)} of an empty canvas, ` +
    `with a load of ${loadavg()[0]?.toFixed(1)}`,
);
await lasso(page);
console.log(`tab with the map: ${megabytes(await tabMemory(browser))}`);
await scrollRows(page);
await browser.close();
await api.close();
await kindred.close();
process.exit();
