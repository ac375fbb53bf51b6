/**
 * What a command costs beside its work: CPU seconds (user and system, all threads) and the peak of memory, as medians,
 * beside another build in the same run. The builds take turns, so that other work on the machine meets both.
 *
 *   node --import tsx tests/bench/starts.ts --against DIR [--runs 5]
 *
 * DIR is a checkout of another commit, with its packages installed. Left out, this build is measured alone.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { quantile } from './support/figures.ts';

interface Used {
  readonly cpuSeconds: number;
  readonly peakMebibytes: number;
}

interface Start {
  readonly name: string;
  readonly args: readonly string[];
  /** Whether each run has a data directory of its own; otherwise one is used that a run before has made. */
  readonly isFirst: boolean;
}

const STARTS: readonly Start[] = [
  { name: 'kindred --help', args: ['--help'], isFirst: false },
  { name: 'kindred corpora, empty store', args: ['corpora'], isFirst: false },
  { name: 'kindred corpora, new data directory', args: ['corpora'], isFirst: true },
  { name: 'quickstart, new data directory', args: ['quickstart'], isFirst: true },
];
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RECORDER = fileURLToPath(new URL('./usage-at-exit.mjs', import.meta.url));
/** Where the program of a checkout stood, newest first. */
const PROGRAMS = ['infra/bin/kindred.mjs', 'infra/kindred.mjs'];
const MICROSECONDS = 1e6;
const KIBIBYTES = 1024;

const { values } = parseArgs({
  options: { against: { type: 'string' }, runs: { type: 'string', default: '5' } },
});
const runs = Number(values.runs);
const builds = [ROOT, ...(values.against === undefined ? [] : [resolve(values.against)])];

function programOf(build: string): string {
  const program = PROGRAMS.map((path) => join(build, path)).find((path) => existsSync(path));
  if (program === undefined) throw new Error(`${build} has no program`);
  return program;
}

async function measure(build: string, { args }: Start, folder: string): Promise<Used> {
  const usage = join(folder, 'usage.json');
  const kept = Object.entries(process.env).filter(([name]) => !/^(KINDRED|REDIS|QDRANT|OTEL)_/.test(name));
  await promisify(execFile)(
    process.execPath,
    ['--import', RECORDER, programOf(build), ...args, '--data', join(folder, 'data')],
    { cwd: build, env: { ...Object.fromEntries(kept), USAGE: usage } },
  );
  const used = JSON.parse(await readFile(usage, 'utf8')) as NodeJS.ResourceUsage;
  return {
    cpuSeconds: (used.userCPUTime + used.systemCPUTime) / MICROSECONDS,
    peakMebibytes: used.maxRSS / KIBIBYTES,
  };
}

async function inNewFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'kindred-starts-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One list of runs for each build. */
async function runsOf(start: Start): Promise<Used[][]> {
  const found: Used[][] = builds.map(() => []);
  await inNewFolder(async (shared) => {
    const folders = builds.map((_, at) => join(shared, String(at)));
    // Compiles and fills caches, and makes the data directory of those that are not first.
    for (const [at, build] of builds.entries()) {
      folders[at] = await mkdtemp(join(shared, 'build-'));
      await measure(build, start, folders[at]);
    }
    for (let run = 0; run < runs; run++) {
      for (const [at, build] of builds.entries()) {
        const used = start.isFirst
          ? await inNewFolder((folder) => measure(build, start, folder))
          : await measure(build, start, folders[at] ?? shared);
        found[at]?.push(used);
      }
    }
  });
  return found;
}

const median = (used: readonly Used[], of: (one: Used) => number): number => quantile(used.map(of), 0.5);

console.log(`medians of ${runs} runs; ${builds.join(' against ')}`);
for (const start of STARTS) {
  const figures = (await runsOf(start)).map((used) => ({
    cpu: median(used, ({ cpuSeconds }) => cpuSeconds),
    peak: median(used, ({ peakMebibytes }) => peakMebibytes),
  }));
  const texts = figures.map(({ cpu, peak }) => `${cpu.toFixed(2)} s ${peak.toFixed(0)} MiB`);
  const [own, other] = figures;
  const ratio =
    own === undefined || other === undefined
      ? ''
      : `; ${(other.cpu / own.cpu).toFixed(1)} times less CPU, ${(other.peak / own.peak).toFixed(1)} times less memory`;
  console.log(`${start.name}: ${texts.join(' against ')}${ratio}`);
}
