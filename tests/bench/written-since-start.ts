/**
 * Times questions of the embedded store after rows were written, beside the same store after a restart: rows of one
 * load, rows of many small loads, and rows of a process that was killed.
 *
 *   node --import tsx tests/bench/written-since-start.ts [--stored 10000] [--written 7500] [--small 20]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { seededRandom } from '../../services/runtime/seeded-random.ts';
import { openEmbeddedStore } from '../../services/store/embedded/stores.ts';
import type { EmbeddedRecord, RecordStore, SpaceSignature } from '../../services/store/port.ts';
import { wholeLoad } from '../../services/store/whole-load.ts';
import { randomVector, recordWith, vectorsFor } from '../contract/store-samples.ts';
import { quantile, short, timesOf } from './support/figures.ts';

const SIGNATURE: SpaceSignature = { spaceId: 'bench', dimensions: { task: 384, content: 384 } };
const BATCH = 64;
const QUESTIONS = 41;
const never = new AbortController().signal;
const random = seededRandom(1);
let made = 0;

const { values } = parseArgs({
  options: {
    stored: { type: 'string', default: '10000' },
    written: { type: 'string', default: '7500' },
    small: { type: 'string', default: '20' },
    // The process that is killed is this script again.
    'write-and-die': { type: 'string' },
  },
});
const [stored, written, small] = [values.stored, values.written, values.small].map(Number) as [
  number,
  number,
  number,
];

function nextRecord(): EmbeddedRecord {
  const at = made++;
  const record = recordWith(`${process.pid}/${at}`, {
    corpus: `corpus-${at % 3}`,
    instruction: `Do the thing number ${at}. `.repeat(8),
    output: 'A sentence of an answer. '.repeat(16),
    label: { name: `verb|noun-${at % 50}`, confidence: 0.9 },
  });
  return { record, vectors: vectorsFor(random, randomVector, SIGNATURE) };
}

async function write(store: RecordStore, count: number): Promise<void> {
  for (let left = count; left > 0; left -= BATCH) {
    await store.upsert(Array.from({ length: Math.min(left, BATCH) }, nextRecord));
  }
}

/** Milliseconds of the median question for the nearest 50, and of the median question by words. */
async function questions(store: RecordStore): Promise<[number, number]> {
  const nearest = await timesOf(QUESTIONS, () =>
    store.nearest({ space: 'task', vector: randomVector(random, 384), limit: 50 }),
  );
  await store.lexical({ text: 'thing number 7', limit: 50 });
  const lexical = await timesOf(QUESTIONS, () => store.lexical({ text: 'the thing number 7', limit: 50 }));
  return [quantile(nearest, 0.5), quantile(lexical, 0.5)];
}

type Figure = readonly [string, readonly number[]];

/** Asks a store, opens it again and asks it the same. */
async function besideRestart(
  name: string,
  directory: string,
  store: RecordStore,
): Promise<{ store: RecordStore; figures: Figure[] }> {
  const before = await questions(store);
  await store.close();
  const start = performance.now();
  const again = await openEmbeddedStore(directory, SIGNATURE);
  const opening = performance.now() - start;
  const after = await questions(again);
  const figures: Figure[] = [
    [`${name}: nearest 50`, [before[0], after[0], before[0] / after[0]]],
    [`${name}: by words`, [before[1], after[1], before[1] / after[1]]],
    [`${name}: opening`, [opening]],
  ];
  return { store: again, figures };
}

async function main(directory: string): Promise<void> {
  let store = await openEmbeddedStore(directory, SIGNATURE);
  await wholeLoad(store, never, () => write(store, stored));
  const pauses = monitorEventLoopDelay({ resolution: 1 });
  pauses.enable();
  await store.startLoading();
  await write(store, written);
  pauses.disable();
  const unended = await questions(store);
  await store.endLoading();
  const start = performance.now();
  await store.untilSettled(never);
  const merging = performance.now() - start;
  const load = await besideRestart(`${written} rows in one load`, directory, store);
  store = load.store;
  for (let left = written; left > 0; left -= small) {
    const part = Math.min(left, small);
    const current = store;
    await wholeLoad(current, never, () => write(current, part));
  }
  const loads = await besideRestart(`${written} rows, ${small} at a time`, directory, store);
  await loads.store.close();
  const killed = fork(fileURLToPath(import.meta.url), [
    ...process.argv.slice(2),
    `--write-and-die=${directory}`,
  ]);
  await once(killed, 'exit');
  const opening = performance.now();
  store = await openEmbeddedStore(directory, SIGNATURE);
  const opened = performance.now() - opening;
  const afterKill = await besideRestart(`${written} rows before a kill`, directory, store);
  await afterKill.store.close();
  const rows: Figure[] = [
    ['longest pause of the event loop while rows were written', [pauses.max / 1e6]],
    ['nearest 50 before the load ended', [unended[0]]],
    ['merging at the end of the load', [merging]],
    ...load.figures,
    ...loads.figures,
    ['opening after the kill', [opened]],
    ...afterKill.figures,
  ];
  console.log('milliseconds: now, after a restart, ratio');
  for (const [name, figures] of rows) console.log(name.padEnd(60), figures.map(short).join('  '));
}

async function writeAndDie(directory: string): Promise<void> {
  const store = await openEmbeddedStore(directory, SIGNATURE);
  await write(store, written);
  process.kill(process.pid, 'SIGKILL');
}

const dying = values['write-and-die'];
if (dying !== undefined) await writeAndDie(dying);
else {
  const directory = await mkdtemp(join(tmpdir(), 'kindred-written-'));
  try {
    await main(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
