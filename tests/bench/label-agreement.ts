/**
 * How often the task label is the one of the Instruction Embedding Benchmark.
 *
 *   node --import tsx tests/bench/label-agreement.ts DIRECTORY_OF_THE_BENCHMARK
 *
 * A label counts when it equals one of the names that the benchmark's authors merged into the row's task. `development`
 * and `held out` are the halves by SHA-256 of the folded text: the rules were written from the errors of the first;
 * of the second some labels, and the list of confusions printed here, had been seen.
 */
import { createHash } from 'node:crypto';
import { clusterAgreement } from '../../services/analysis/cluster-agreement.ts';
import { createTaskLabeller } from '../../services/labels/task-labeller.ts';
import { readBenchmarkRows } from './support/benchmark-rows.ts';
import type { BenchmarkRow } from './support/benchmark-rows.ts';

interface Labelled extends BenchmarkRow {
  readonly label: string;
}

const MOST_FREQUENT = 10;
const folded = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ').trim();
const isDevelopment = (text: string): boolean =>
  (createHash('sha256').update(folded(text)).digest()[0] ?? 0) % 2 === 0;
const part = (name: string, at: 0 | 1): string => name.split('|')[at] ?? '';

function agrees(row: Labelled, of: (name: string) => string = (name) => name): boolean {
  return row.task.split('##').some((name) => of(name) === of(row.label));
}

const share = (rows: readonly Labelled[], test: (row: Labelled) => boolean): string =>
  ((100 * rows.filter(test).length) / rows.length).toFixed(1);

function printAgreement(name: string, rows: readonly Labelled[]): void {
  const clusters = clusterAgreement(
    rows.map((row) => row.task),
    rows.map((row) => row.label),
  );
  const figures = [
    `rows ${rows.length}`,
    `exact ${share(rows, (row) => agrees(row))} %`,
    `verb ${share(rows, (row) => agrees(row, (label) => part(label, 0)))} %`,
    `noun ${share(rows, (row) => agrees(row, (label) => part(label, 1)))} %`,
    `ARI ${clusters.adjustedRand.toFixed(3)}`,
    `homogeneity ${clusters.homogeneity.toFixed(3)}`,
  ];
  process.stdout.write(`${name.padEnd(24)} ${figures.join('  ')}\n`);
}

function printConfusions(rows: readonly Labelled[]): void {
  const counts = new Map<string, number>();
  for (const row of rows) {
    if (agrees(row)) continue;
    const key = `${row.task} labelled ${row.label}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const frequent = [...counts].sort((a, b) => b[1] - a[1]).slice(0, MOST_FREQUENT);
  for (const [confusion, count] of frequent)
    process.stdout.write(`${String(count).padStart(5)}  ${confusion}\n`);
}

async function main(directory: string): Promise<void> {
  const labeller = createTaskLabeller();
  for (const file of ['eft_test.json', 'ift_test.json']) {
    const rows = await readBenchmarkRows(directory, file);
    const start = performance.now();
    const labelled = rows.map((row) => ({ ...row, label: labeller.label(row.instruction)?.name ?? 'none' }));
    const seconds = (performance.now() - start) / 1_000;
    printAgreement(file, labelled);
    printAgreement(
      '  development',
      labelled.filter((row) => isDevelopment(row.instruction)),
    );
    printAgreement(
      '  held out',
      labelled.filter((row) => !isDevelopment(row.instruction)),
    );
    process.stdout.write(`  ${Math.round(rows.length / seconds)} rows/s; most frequent confusions:\n`);
    printConfusions(labelled);
  }
}

const directory = process.argv[2];
if (directory === undefined) {
  process.stderr.write('Which directory has eft_test.json and ift_test.json? Give it as the argument.\n');
  process.exitCode = 2;
} else {
  await main(directory);
}
