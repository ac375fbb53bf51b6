/**
 * Processor time of reading every record of an embedded store with its vectors, a row, and of questions for the nearest 50.
 * Beside another build in the same run when one is named; the builds take turns on copies of one store, and what they read
 * must be equal to the bit.
 *
 *   git worktree add ../before COMMIT && ln -s "$PWD/node_modules" ../before/
 *   node --import tsx tests/bench/stored-vectors.ts [--against ../before] [--records 52000] [--rounds 3]
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { z } from 'zod';
import { seededRandom } from '../../services/runtime/seeded-random.ts';
import type * as StoresModule from '../../services/store/embedded/stores.ts';
import type { EmbeddedRecord, RecordStore, SpaceSignature } from '../../services/store/port.ts';
import type * as WalkModule from '../../services/store/walk-records.ts';
import { wholeLoad } from '../../services/store/whole-load.ts';
import { randomVector, recordWith, vectorsFor } from '../contract/store-samples.ts';
import { printFigures, quantile } from './support/figures.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SELF = fileURLToPath(import.meta.url);
const SIGNATURE: SpaceSignature = { spaceId: 'bench', dimensions: { task: 384, content: 384 } };
const BATCH = 64;
const QUESTIONS = 40;
const never = new AbortController().signal;

const Run = z.object({
  /** Microseconds of the processor, all threads: a row read first after opening and again, and a question. */
  first: z.number(),
  again: z.number(),
  question: z.number(),
  digest: z.string(),
});
type Run = z.infer<typeof Run>;

const { values } = parseArgs({
  options: {
    against: { type: 'string' },
    records: { type: 'string', default: '52000' },
    rounds: { type: 'string', default: '3' },
    /** Given by the script to itself: fill or read the store of a directory with the build of this folder. */
    build: { type: 'string' },
    store: { type: 'string' },
    fill: { type: 'boolean', default: false },
  },
});

async function openWith(build: string, directory: string): Promise<RecordStore> {
  const path = pathToFileURL(join(build, 'services/store/embedded/stores.ts')).href;
  const { openEmbeddedStore } = (await import(path)) as typeof StoresModule;
  return openEmbeddedStore(directory, SIGNATURE);
}

async function microseconds(run: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** Writes some 1,500 characters a record, as those of Alpaca with what is kept of them have. */
async function fill(store: RecordStore): Promise<void> {
  const random = seededRandom(1);
  const next = (at: number): EmbeddedRecord => ({
    record: recordWith(String(at), {
      corpus: 'bench',
      instruction: `Do the thing number ${at}. `.repeat(8),
      output: 'A sentence of an answer. '.repeat(16),
    }),
    vectors: vectorsFor(random, randomVector, SIGNATURE),
  });
  await wholeLoad(store, never, async () => {
    for (let at = 0; at < Number(values.records); at += BATCH)
      await store.upsert(Array.from({ length: BATCH }, (_, i) => next(at + i)));
  });
  await store.untilSettled(never);
}

async function runOnce(build: string, directory: string): Promise<Run> {
  const store = await openWith(build, directory);
  const path = pathToFileURL(join(build, 'services/store/walk-records.ts')).href;
  const { addTo, pagesOf } = (await import(path)) as typeof WalkModule;
  const hash = createHash('sha256');
  let rows = 0;
  const read = async (use: (record: EmbeddedRecord) => void): Promise<void> => {
    for await (const page of pagesOf(store, never)) page.forEach(use);
  };
  const first = await microseconds(() => read(() => rows++));
  const again = await microseconds(() => read(() => undefined));
  await read((record) => {
    addTo(hash, record);
  });
  const random = seededRandom(2);
  const vectors = Array.from({ length: QUESTIONS }, () => randomVector(random, 384));
  const question = await microseconds(async () => {
    for (const vector of vectors) {
      const found = await store.nearest({ space: 'task', vector, limit: 50 });
      for (const { score, ...record } of found) addTo(hash.update(String(score)), record);
    }
  });
  await store.close();
  const digest = hash.digest('hex');
  return { first: first / rows, again: again / rows, question: question / QUESTIONS, digest };
}

async function inProcess(build: string, directory: string, ...more: string[]): Promise<string> {
  const given = ['--build', build, '--store', directory, '--records', values.records, ...more];
  const args = ['--import', 'tsx', SELF, ...given];
  return (await promisify(execFile)(process.execPath, args, { cwd: build })).stdout;
}

async function compare(folder: string): Promise<void> {
  const builds = [...(values.against === undefined ? [] : [resolve(values.against)]), ROOT];
  await inProcess(builds[0] ?? ROOT, join(folder, '0'), '--fill');
  if (builds.length > 1) await cp(join(folder, '0'), join(folder, '1'), { recursive: true });
  const runs = builds.map((): Run[] => []);
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [which, build] of builds.entries())
      runs[which]?.push(Run.parse(JSON.parse(await inProcess(build, join(folder, String(which))))));
  }
  const digests = new Set(runs.flat().map(({ digest }) => digest));
  if (digests.size > 1) throw new Error('The builds read something else');
  const figure = (name: string, of: (run: Run) => number): [string, number[]] => [
    name,
    runs.map((all) => quantile(all.map(of), 0.5)),
  ];
  printFigures(
    [`µs of the processor, ${values.records} records`, ...(builds.length > 1 ? ['before', 'now'] : ['now'])],
    [
      figure('a row, read after opening', ({ first }) => first),
      figure('a row, read again', ({ again }) => again),
      figure('a question for the nearest 50', ({ question }) => question),
    ],
  );
}

if (values.build !== undefined && values.store !== undefined) {
  if (values.fill) {
    const store = await openWith(values.build, values.store);
    await fill(store);
    await store.close();
  } else console.log(JSON.stringify(await runOnce(values.build, values.store)));
} else {
  const folder = await mkdtemp(join(tmpdir(), 'kindred-vectors-'));
  try {
    await compare(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
