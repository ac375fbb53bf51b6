/**
 * How often the nearest other instruction asks for the same task: bag of words beside an encoder's two spaces.
 *
 *   node --import tsx tests/bench/same-task-precision.ts DIRECTORY_OF_THE_BENCHMARK [--encoder DIRECTORY]
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bagOfWords } from '../../services/analysis/bag-of-words.ts';
import { sameTaskPrecision } from '../../services/analysis/same-task-precision.ts';
import { openEncoder } from '../../services/embedding/onnx-encoder.ts';
import type { Encoder } from '../../services/embedding/port.ts';
import { readBenchmarkRows } from './benchmark-rows.ts';

const SHIPPED_ENCODER = fileURLToPath(new URL('../../infra/encoder', import.meta.url));

function printRow(name: string, precision: string, queries: string, seconds: string): void {
  process.stdout.write(
    `${name.padEnd(40)}${precision.padStart(10)}${queries.padStart(10)}${seconds.padStart(12)}\n`,
  );
}

const secondsSince = (begun: number): number => (performance.now() - begun) / 1_000;

/** A row's label, and the text that stands for it. */
interface Query {
  readonly text: string;
  readonly label: string;
}

function printPrecision(
  name: string,
  rows: readonly Query[],
  vectors: readonly Float32Array[],
  begun: number,
): void {
  const seconds = (performance.now() - begun) / 1_000;
  const { precision, queries } = sameTaskPrecision(
    rows.map((row, at) => ({ ...row, vector: vectors[at] ?? new Float32Array() })),
  );
  printRow(name, precision.toFixed(4), String(queries), seconds.toFixed(1));
}

function printBagOfWords(rows: readonly Query[]): void {
  const begun = performance.now();
  const vectors = bagOfWords(rows.map((row) => row.text));
  printPrecision('bag of words, TF-IDF, SVD to 384', rows, vectors, secondsSince(begun));
}

async function printEncoder(rows: readonly Query[], encoder: Encoder): Promise<void> {
  const begun = performance.now();
  const { vectors } = await encoder.embed(rows.map((row) => row.text));
  const seconds = secondsSince(begun);
  for (const space of ['task', 'content'] as const) {
    const name = `${encoder.name}, ${space}`;
    printPrecision(
      name,
      rows,
      vectors.map((both) => both[space]),
      seconds,
    );
  }
}

async function main(directory: string, encoderDirectory: string): Promise<void> {
  const rows = await readBenchmarkRows(directory, 'eft_test.json');
  const encoder = await openEncoder(encoderDirectory);
  try {
    for (const field of ['instruction', 'whole'] as const) {
      const queries = rows.map((row) => ({ text: row[field].trim(), label: row.task }));
      const text = field === 'whole' ? 'instruction with input' : 'instruction';
      printRow(`eft_test.json, ${text}`, 'P@1', 'queries', 'encoding s');
      printBagOfWords(queries);
      await printEncoder(queries, encoder);
    }
  } finally {
    await encoder.close();
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { encoder: { type: 'string', default: SHIPPED_ENCODER } },
});
const [directory] = positionals;
if (directory === undefined) {
  process.stderr.write('Which directory has eft_test.json? Give it as the argument.\n');
  process.exitCode = 2;
} else {
  await main(directory, values.encoder);
}
