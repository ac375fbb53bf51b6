// Takes the pictures of the page for README.md and docs/: CHROMIUM=/path/of/chromium node infra/bin/take-screenshots.mjs
// It starts a service of its own in a temporary folder with the sample corpus that ships, so that everybody can repeat it and no
// corpus with a licence of its own stands in the pictures; Alpaca, for one, is for non-commercial use.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const KINDRED = here('kindred.mjs');
const SAMPLE = here('../sample/instructions.jsonl');
const SIZE = { width: 1280, height: 760 };
/** What stands behind # in the address of each picture, what has to be there, and what is done before it is taken. */
const PICTURES = [
  { name: 'page-map', hash: 'map?corpus=sample', ready: '.map-title:not(.unshown)' },
  { name: 'page-duplicates', hash: 'duplicates?corpus=sample', ready: '.pair.current' },
  {
    name: 'page-demonstrations',
    hash: `demonstrations?${new URLSearchParams({
      corpus: 'sample',
      instruction: 'Fix the grammar of this sentence.',
      input: 'She go to school.',
    })}`,
    ready: '.card .why',
  },
];

/** Runs a command of Kindred to its end. */
async function kindred(...args) {
  const run = spawn(process.execPath, [KINDRED, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  const code = await new Promise((resolve) => run.once('exit', resolve));
  if (code !== 0) throw new Error(`kindred ${args[0]} ended with ${code}.`);
}

/** Starts a service, and gives its address once it listens. */
async function startService(data) {
  const run = spawn(process.execPath, [KINDRED, 'serve', '--port', '0', '--json', '--data', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = await new Promise((resolve, reject) => {
    let text = '';
    run.once('exit', () => reject(new Error('The service did not start.')));
    run.stdout.on('data', (bytes) => {
      text += bytes;
      if (text.includes('}')) resolve(text);
    });
  });
  return { url: JSON.parse(said).url, run };
}

const executablePath = process.env.CHROMIUM;
if (executablePath === undefined) throw new Error('Set CHROMIUM to the path of a Chromium.');
const folder = await mkdtemp(join(tmpdir(), 'kindred-pictures-'));
const { url, run } = await startService(join(folder, 'data'));
try {
  await kindred('ingest', SAMPLE, '--corpus', 'sample', '--url', url);
  for (const operation of ['groups', 'project', 'dedup']) await kindred(operation, 'sample', '--url', url);
  const args = ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
  const browser = await chromium.launch({ executablePath, args });
  for (const { name, hash, ready } of PICTURES) {
    const page = await browser.newPage({ viewport: SIZE, colorScheme: 'light', reducedMotion: 'reduce' });
    await page.goto(`${url}/#/${hash}`);
    await page.locator(ready).first().waitFor({ timeout: 60_000 });
    await page.waitForLoadState('networkidle');
    // The map places its titles a moment after its points.
    await page.waitForTimeout(1_000);
    await page.screenshot({ path: here(`../pictures/${name}.png`) });
    await page.close();
  }
  await browser.close();
} finally {
  run.kill();
  await new Promise((resolve) => run.once('exit', resolve));
  await rm(folder, { recursive: true, force: true });
}
