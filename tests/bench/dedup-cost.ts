/**
 * What deduplication costs when the graph of neighbours is given: processor time from the first record read to the last
 * file written, stage by stage. Beside another build in the same run when one is named; the builds take turns, and what
 * they leave (marks, pairs, conflicts, report) must be equal byte for byte.
 *
 *   git worktree add ../before COMMIT && ln -s "$PWD/node_modules" ../before/
 *   node --import tsx tests/bench/dedup-cost.ts DATA CORPUS [--against ../before] [--rounds 3] [--read] [--graphs DIR]
 *     [--rows N]
 *
 * DATA is a data directory of `kindred --data` that no process has open. With --read pairs that words leave open are read
 * by the encoder, too. Graphs are kept in DIR, or in a temporary folder. With --rows only the first N rows are taken.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { z } from 'zod';
import type * as OperationsModule from '../../services/curation/operations.ts';
import type * as OperationSchemas from '../../schemas/curation/operations.ts';
import type * as ResultsModule from '../../services/curation/results.ts';
import type * as EncoderModule from '../../services/embedding/onnx-encoder.ts';
import type * as GraphsModule from '../../services/neighbours/graphs.ts';
import type * as StoresModule from '../../services/store/embedded/stores.ts';
import type { RecordStore } from '../../services/store/port.ts';
import { quantile, short } from './support/figures.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SELF = fileURLToPath(import.meta.url);
const LEFT = ['marks.jsonl', 'pairs.jsonl', 'conflicts.jsonl'] as const;

const Run = z.object({
  rows: z.number(),
  /** Seconds of the processor, all threads, by stage. */
  stages: z.record(z.string(), z.number()),
  peakMebibytes: z.number(),
  digest: z.string(),
});
type Run = z.infer<typeof Run>;

const { values, positionals } = parseArgs({
  options: {
    against: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    read: { type: 'boolean', default: false },
    graphs: { type: 'string' },
    rows: { type: 'string', default: 'Infinity' },
    /** Given by the script to itself: deduplicate with the build of this folder, and print what it took. */
    build: { type: 'string' },
  },
  allowPositionals: true,
});

/** Adds up the processor time between changes of the stage. */
class StageTimes {
  readonly seconds: Record<string, number> = {};
  #stage = 'reading rows';
  #since = process.cpuUsage();

  enter(stage: string): void {
    if (stage === this.#stage) return;
    const { user, system } = process.cpuUsage(this.#since);
    this.seconds[this.#stage] = (this.seconds[this.#stage] ?? 0) + (user + system) / 1e6;
    this.#since = process.cpuUsage();
    this.#stage = stage;
  }
}

/** A store that shows no more than the first so many records. */
function firstOf(store: RecordStore, most: number): RecordStore {
  let left = most;
  return {
    ...store,
    count: async (selection) => Math.min(most, await store.count(selection)),
    scroll: async (selection, { limit, ...from }) => {
      if (from.after === undefined) left = most;
      const { records, next } = await store.scroll(selection, { ...from, limit: Math.min(limit, left) });
      left -= records.length;
      return { records, next: left > 0 ? next : null };
    },
  };
}

async function runOnce(build: string, data: string, corpus: string, graphs: string): Promise<Run> {
  const load = (path: string): Promise<unknown> => import(pathToFileURL(join(build, path)).href);
  const { perform } = (await load('services/curation/operations.ts')) as typeof OperationsModule;
  const schemas = (await load('schemas/curation/operations.ts')) as typeof OperationSchemas;
  const { resultsBelow } = (await load('services/curation/results.ts')) as typeof ResultsModule;
  const { openEncoder } = (await load('services/embedding/onnx-encoder.ts')) as typeof EncoderModule;
  const { graphsBelow } = (await load('services/neighbours/graphs.ts')) as typeof GraphsModule;
  const { openEmbeddedStore } = (await load('services/store/embedded/stores.ts')) as typeof StoresModule;
  const encoder = await openEncoder(join(build, 'infra/encoder'));
  const { spaceId, dimensions } = encoder;
  const whole = await openEmbeddedStore(join(data, 'store'), { spaceId, dimensions });
  const store = firstOf(whole, Number(values.rows));
  const work = await mkdtemp(join(tmpdir(), 'kindred-dedup-'));
  const files = await resultsBelow(work).begin('bench');
  const operation = schemas.CurationOperation.parse({
    kind: 'deduplicate',
    max_loss: null,
    read_pairs: values.read,
  });
  const times = new StageTimes();
  let isRead = false;
  const { rows, report } = await perform([corpus], operation, {
    encoding: { encoder, store },
    graphs: graphsBelow(graphs).of(store),
    results: resultsBelow(work),
    files,
    signal: new AbortController().signal,
    report: (stage) => {
      if (stage === 'reading') times.enter(isRead ? 'reading pairs' : 'reading rows');
      else times.enter(stage === 'choosing' ? 'choosing and writing' : stage);
      isRead ||= stage !== 'reading';
    },
  });
  times.enter('end');
  const digest = createHash('sha256').update(JSON.stringify(report));
  for (const name of LEFT) digest.update(await readFile(files.pathOf(name)));
  await store.close();
  await encoder.close();
  await rm(work, { recursive: true });
  const peakMebibytes = process.resourceUsage().maxRSS / 1024;
  return { rows, stages: times.seconds, peakMebibytes, digest: digest.digest('hex') };
}

async function runInProcess(build: string, given: readonly string[]): Promise<Run> {
  const more = ['--rows', values.rows, ...(values.read ? ['--read'] : [])];
  const own = ['--build', build, '--graphs', given[2] ?? '', ...more];
  const args = ['--import', 'tsx', SELF, ...given.slice(0, 2), ...own];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: build });
  return Run.parse(JSON.parse(stdout));
}

const total = ({ stages }: Run): number => Object.values(stages).reduce((sum, seconds) => sum + seconds, 0);
const medianOf = (runs: readonly Run[], figure: (run: Run) => number): number =>
  quantile(runs.map(figure), 0.5);

function print(name: string, runs: readonly (readonly Run[])[], figure: (run: Run) => number): void {
  const [now = NaN, before] = runs.map((of) => medianOf(of, figure));
  const beside = before === undefined ? '' : `${short(before).padStart(9)}${short(now / before).padStart(9)}`;
  console.log(`${name.padEnd(24)}${short(now).padStart(9)}${beside}`);
}

async function compare(data: string, corpus: string, graphs: string): Promise<void> {
  const builds = [ROOT, ...(values.against === undefined ? [] : [resolve(values.against)])];
  const given = [data, corpus, graphs];
  // Makes the graph, and is not counted.
  const first = await runInProcess(ROOT, given);
  const runs = builds.map((): Run[] => []);
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [which, build] of builds.entries()) {
      const run = await runInProcess(build, given);
      if (run.digest !== first.digest) throw new Error(`${build} left something else: ${run.digest}`);
      runs[which]?.push(run);
    }
  }
  console.log(
    `${first.rows} rows, processor time in seconds: now${builds.length > 1 ? ', before, ratio' : ''}`,
  );
  for (const stage of Object.keys(first.stages)) print(stage, runs, ({ stages }) => stages[stage] ?? 0);
  print('all', runs, total);
  print('peak memory, MiB', runs, ({ peakMebibytes }) => peakMebibytes);
}

const [data, corpus] = positionals;
if (data === undefined || corpus === undefined)
  throw new Error('usage: node --import tsx tests/bench/dedup-cost.ts DATA CORPUS [--against DIR]');
if (values.build !== undefined)
  console.log(JSON.stringify(await runOnce(values.build, resolve(data), corpus, values.graphs ?? '')));
else {
  const graphs = values.graphs ?? (await mkdtemp(join(tmpdir(), 'kindred-graphs-')));
  try {
    await compare(resolve(data), corpus, resolve(graphs));
  } finally {
    if (values.graphs === undefined) await rm(graphs, { recursive: true, force: true });
  }
}
