/**
 * Time and memory of every operation, with reading, on a small and a large corpus that were ingested into embedded stores, each in a
 * process of its own, and how they grow. The graphs of neighbours are built first, and the others use them.
 *
 *   node --import tsx tests/bench/curation-growth.ts SMALL_DATA LARGE_DATA --corpora small,large [--with bench]
 *     [--only select,export] [--budget 1000]
 *
 * The data directories are those of `kindred --data`; what is made goes into temporary ones. `--with` names a corpus of
 * both that the comparisons take for the second one.
 */
import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { CurationOperation } from '../../schemas/curation/operations.ts';
import { perform } from '../../services/curation/operations.ts';
import { resultsBelow } from '../../services/curation/results.ts';
import { openEncoder } from '../../services/embedding/onnx-encoder.ts';
import { graphsBelow } from '../../services/neighbours/graphs.ts';
import { openEmbeddedStore } from '../../services/store/embedded/stores.ts';
import { printFigures } from './support/figures.ts';

const { values: options, positionals } = parseArgs({
  options: {
    corpora: { type: 'string', default: '' },
    with: { type: 'string', default: 'bench' },
    only: { type: 'string' },
    budget: { type: 'string', default: '1000' },
    one: { type: 'string' },
  },
  allowPositionals: true,
});

const One = z.object({
  data: z.string(),
  work: z.string(),
  corpora: z.array(z.string()),
  operation: CurationOperation,
});
type One = z.input<typeof One>;
/** From the first record read to the last file written, and memory in MiB, mapped files of the store with it. */
const Measured = z.object({ rows: z.number(), seconds: z.number(), peak: z.number() });
type Measured = z.infer<typeof Measured>;

/** The operations by name, as `corpus` and another corpus are given to them. */
function operationsOn(corpus: string, other: string): Record<string, Pick<One, 'corpora' | 'operation'>> {
  const alone = [corpus];
  const both = [corpus, other];
  const budget = Number(options.budget);
  return {
    'neighbours (task)': { corpora: alone, operation: { kind: 'neighbours', space: 'task' } },
    'neighbours (content)': { corpora: alone, operation: { kind: 'neighbours', space: 'content' } },
    dedup: { corpora: alone, operation: { kind: 'deduplicate' } },
    select: { corpora: alone, operation: { kind: 'select', budget } },
    'select (k-means)': { corpora: alone, operation: { kind: 'select', budget, method: 'k_means' } },
    compress: { corpora: alone, operation: { kind: 'compress', budget: 100 } },
    contamination: { corpora: both, operation: { kind: 'contamination', train: corpus, bench: other } },
    correlate: { corpora: both, operation: { kind: 'correlation', corpora: both } },
    gaps: { corpora: both, operation: { kind: 'gaps', train: corpus, target: other } },
    diff: { corpora: both, operation: { kind: 'diff', old: other, new: corpus } },
    groups: { corpora: alone, operation: { kind: 'group-tasks' } },
    'export (JSONL)': { corpora: alone, operation: { kind: 'export', format: 'jsonl' } },
    'export (Atlas)': { corpora: alone, operation: { kind: 'export', format: 'atlas' } },
  };
}

async function measure({ data, work, corpora, operation }: z.infer<typeof One>): Promise<Measured> {
  const encoder = await openEncoder('infra/encoder');
  const { spaceId, dimensions } = encoder;
  const store = await openEmbeddedStore(join(data, 'store'), { spaceId, dimensions });
  const started = performance.now();
  const results = resultsBelow(work);
  const { rows } = await perform(corpora, operation, {
    encoding: { encoder, store },
    graphs: graphsBelow(work).of(store),
    results,
    files: await results.begin('bench'),
    signal: new AbortController().signal,
    report: () => undefined,
  });
  const ended = performance.now();
  await store.close();
  await encoder.close();
  const peak = process.resourceUsage().maxRSS / 1024;
  return { rows, seconds: (ended - started) / 1_000, peak };
}

function measureApart(one: One): Promise<Measured> {
  const child = fork(fileURLToPath(import.meta.url), ['--one', JSON.stringify(one)], {
    execArgv: ['--import', 'tsx'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', (message) => {
      resolve(Measured.parse(message));
    });
    child.once('exit', (code) => {
      reject(new Error(`${one.operation.kind} ended with code ${code}`));
    });
  });
}

if (options.one !== undefined) {
  process.send?.(await measure(One.parse(JSON.parse(options.one))));
  process.disconnect();
} else {
  const names = options.corpora.split(',');
  const sides = await Promise.all(
    positionals.map(async (data, at) => ({
      data,
      work: await mkdtemp(join(tmpdir(), 'kindred-growth-')),
      operations: operationsOn(names[at] ?? '', options.with),
    })),
  );
  if (sides.length !== names.length || sides.length === 0) {
    throw new Error(
      'usage: node --import tsx tests/bench/curation-growth.ts SMALL LARGE --corpora small,large',
    );
  }
  const only = options.only?.split(',');
  const figures: [string, number[]][] = [];
  for (const name of Object.keys(sides[0]?.operations ?? {})) {
    if (only !== undefined && !only.some((wanted) => name.startsWith(wanted))) continue;
    const measured: Measured[] = [];
    for (const { data, work, operations } of sides) {
      const operation = operations[name];
      if (operation !== undefined) measured.push(await measureApart({ data, work, ...operation }));
    }
    const before = figures.length;
    if (before === 0) figures.push(['rows', measured.map(({ rows }) => rows)]);
    figures.push(
      [`${name}, s`, measured.map(({ seconds }) => seconds)],
      [`${name}, peak MiB`, measured.map(({ peak }) => peak)],
    );
    printFigures(['', ...names], figures.slice(before));
  }
  for (const { work } of sides) await rm(work, { recursive: true, force: true });
}
