/**
 * What reading files costs: processor time from the bytes to records with ids, for each row, and the peak of memory, as
 * medians. Beside another build in the same run when one is named; the builds take turns, so that other work on the
 * machine meets both. Every file is read whole and in a part of a quarter of its rows, which tells how reading grows.
 *
 *   git worktree add ../before COMMIT && ln -s "$PWD/node_modules" ../before/
 *   node --import tsx tests/bench/reading.ts FILE... [--against ../before] [--rounds 5]
 *
 * FILE is JSONL, which has to have one row a line, plain or gzipped.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import type * as ReadCorpusModule from '../../services/corpus/read-corpus.ts';
import type * as RecordModule from '../../services/corpus/record.ts';
import { quantile } from './support/figures.ts';

interface Reading {
  readonly rows: number;
  readonly cpuMicroseconds: number;
  readonly peakMebibytes: number;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SELF = fileURLToPath(import.meta.url);
const KIBIBYTES_A_MEBIBYTE = 1024;

const { values, positionals } = parseArgs({
  options: {
    against: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    /** Given by the script to itself: read the file with the build of this folder, and print what it took. */
    build: { type: 'string' },
  },
  allowPositionals: true,
});

/** Reads a file once with the modules of a build. */
async function readOnce(build: string, file: string): Promise<Reading> {
  const moduleAt = (path: string): string => pathToFileURL(join(build, path)).href;
  const { readCorpus } = (await import(
    moduleAt('services/corpus/read-corpus.ts')
  )) as typeof ReadCorpusModule;
  const { toRecord } = (await import(moduleAt('services/corpus/record.ts'))) as typeof RecordModule;
  const before = process.cpuUsage();
  let rows = 0;
  for await (const row of (await readCorpus(file)).rows) {
    rows += 1;
    if ('content' in row) toRecord(row.content, 'corpus', null, row.origin);
  }
  const { user, system } = process.cpuUsage(before);
  const peakMebibytes = process.resourceUsage().maxRSS / KIBIBYTES_A_MEBIBYTE;
  return { rows, cpuMicroseconds: user + system, peakMebibytes };
}

async function readInProcess(build: string, file: string): Promise<Reading> {
  const run = promisify(execFile);
  const args = ['--import', 'tsx', SELF, file, '--build', build];
  const { stdout } = await run(process.execPath, args, { cwd: build });
  return JSON.parse(stdout) as Reading;
}

/** The file without compression and with its first quarter beside it, in a folder. */
async function partsOf(file: string, folder: string): Promise<readonly (readonly [string, string])[]> {
  const bytes = await readFile(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const lines = text.trimEnd().split('\n');
  const name = basename(file, '.gz');
  const quarter = join(folder, `quarter-${name}`);
  const whole = join(folder, name);
  await writeFile(quarter, `${lines.slice(0, Math.ceil(lines.length / 4)).join('\n')}\n`);
  await writeFile(whole, `${lines.join('\n')}\n`);
  return [
    [`a quarter of ${name}`, quarter],
    [name, whole],
  ];
}

const median = (figures: readonly number[]): number => quantile(figures, 0.5);

async function measure(title: string, file: string, builds: readonly string[]): Promise<void> {
  const runs = builds.map((): Reading[] => []);
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [which, build] of builds.entries()) runs[which]?.push(await readInProcess(build, file));
  }
  const costs = runs.map((readings) =>
    median(readings.map(({ cpuMicroseconds, rows }) => cpuMicroseconds / rows)),
  );
  const peaks = runs.map((readings) => median(readings.map(({ peakMebibytes }) => peakMebibytes)));
  const [own = NaN, other] = costs;
  const ratio =
    other === undefined ? '' : `, ${(own / other).toFixed(3)} times the other build's ${other.toFixed(1)}`;
  console.log(
    `${title}: ${runs[0]?.[0]?.rows ?? 0} rows, ${own.toFixed(1)} µs of processor time a row${ratio}; ` +
      `peak ${peaks.map((peak) => `${peak.toFixed(0)} MiB`).join(' and ')}`,
  );
}

if (values.build !== undefined) {
  console.log(JSON.stringify(await readOnce(values.build, positionals[0] ?? '')));
} else {
  if (positionals.length === 0)
    throw new Error('usage: node --import tsx tests/bench/reading.ts FILE... [--against DIR]');
  const builds = [ROOT, ...(values.against === undefined ? [] : [resolve(values.against)])];
  const folder = await mkdtemp(join(tmpdir(), 'kindred-reading-'));
  try {
    for (const file of positionals) {
      for (const [title, part] of await partsOf(resolve(file), folder)) await measure(title, part, builds);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
