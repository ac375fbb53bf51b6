/**
 * How Qdrant's memory, disk and query times grow with the number of records, in the collection that Kindred makes. The
 * texts are those of FILE, again with a number once all were taken; the vectors are synthetic, see support/synthetic-points.ts.
 * Needs QDRANT_BINARY. Linux.
 *
 *   node --import tsx tests/bench/scale-qdrant.ts FILE [--points 50000,224062,1000000] [--quantization int8,none]
 *   node --import tsx tests/bench/scale-qdrant.ts --from FOLDER     measures what scale-ingest.ts --keep has left
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig, type QdrantLayout } from '../../services/config.ts';
import { openEncoder } from '../../services/embedding/onnx-encoder.ts';
import { printFigures } from './support/figures.ts';
import { instructionAt } from './support/instructions.ts';
import { layoutWith, MeasuredQdrant } from './support/measured-qdrant.ts';
import { questionTimes, type Question } from './support/store-questions.ts';
import { contentsOf, SYNTHETIC_SPACE, syntheticPoint } from './support/synthetic-points.ts';
import type { InstructionContent } from '../../schemas/record.ts';

type Figures = readonly (readonly [string, number])[];

const MEBIBYTE = 1024 * 1024;
const BATCH = 2_048;
const QUESTIONS = 200;
/** Beyond every size, so that no question is of a stored record. */
const FIRST_QUESTION = 100_000_000;

/** @param empty MiB of its own that the server takes without records */
async function sizes(
  measured: MeasuredQdrant,
  corpus: string,
  questions: readonly Question[],
  empty: number,
): Promise<Figures> {
  const loaded = await measured.usage();
  const started = performance.now();
  await measured.restart();
  const opened = performance.now() - started;
  // A killed server takes its last writes from its log again, and may write segments anew for them.
  await measured.store.untilSettled(new AbortController().signal);
  const fresh = await measured.usage();
  const first = await questionTimes(measured.store, corpus, questions);
  const times = await questionTimes(measured.store, corpus, questions);
  const asked = await measured.usage();
  const points = await measured.store.count({});
  const disk = await measured.disk();
  const info = await measured.client.getCollection(measured.alias);
  return [
    ['points', points],
    ['vectors in a graph', info.indexed_vectors_count ?? 0],
    ['segments', info.segments_count],
    ['MiB after loading', loaded.resident],
    ['MiB after loading, own', loaded.own],
    ['s until it answers when started again', opened / 1_000],
    ['MiB when started again', fresh.resident],
    ['MiB when started again, own', fresh.own],
    ['MiB after the questions', asked.resident],
    ['MiB after the questions, own', asked.own],
    ['bytes a point, own, without the empty server', ((asked.own - empty) * MEBIBYTE) / points],
    ['MiB on disk', disk],
    ['bytes a point on disk', (disk * MEBIBYTE) / points],
    ...first.slice(0, 2).map(([name, value]) => [`first questions after the start: ${name}`, value] as const),
    ...times,
  ];
}

async function load(
  measured: MeasuredQdrant,
  contents: readonly InstructionContent[],
  from: number,
  to: number,
): Promise<Figures> {
  const before = await measured.usage();
  const started = performance.now();
  await measured.store.startLoading();
  for (let at = from; at < to; at += BATCH) {
    const size = Math.min(BATCH, to - at);
    const batch = Array.from({ length: size }, (_, offset) => syntheticPoint(contents, at + offset));
    await measured.store.upsert(batch);
  }
  const stored = performance.now();
  await measured.store.endLoading();
  await measured.store.untilSettled(new AbortController().signal);
  const after = await measured.usage();
  return [
    ['points added', to - from],
    ['s to store them', (stored - started) / 1_000],
    ['s to index them', (performance.now() - stored) / 1_000],
    ['core-seconds of Qdrant for both', after.cpuSeconds - before.cpuSeconds],
  ];
}

function syntheticQuestions(contents: readonly InstructionContent[]): Question[] {
  return Array.from({ length: QUESTIONS }, (_, at) => {
    const { record, vectors } = syntheticPoint(contents, FIRST_QUESTION + 16 * at);
    return { text: record.instruction, vectors };
  });
}

function print(title: string, columns: Figures[]): void {
  console.log(`\n${title}`);
  const rows = (columns[0] ?? []).map(
    ([name], row) => [name, columns.map((figures) => figures[row]?.[1] ?? NaN)] as const,
  );
  printFigures(['', ...columns.map((_, at) => `(${at + 1})`)], rows);
}

async function growing(file: string, points: readonly number[], quantization: string): Promise<void> {
  const contents = await contentsOf(file);
  const layout = layoutWith({ QDRANT_QUANTIZATION: quantization });
  const measured = await MeasuredQdrant.start(layout, SYNTHETIC_SPACE);
  try {
    const empty = (await measured.usage()).own;
    const columns: Figures[] = [];
    for (const [at, count] of points.entries()) {
      const loading = await load(measured, contents, points[at - 1] ?? 0, count);
      const questions = syntheticQuestions(contents);
      columns.push([...loading, ...(await sizes(measured, 'corpus-3', questions, empty))]);
      print(`quantization ${quantization}, synthetic vectors`, columns);
    }
    const started = performance.now();
    const deleted = await measured.store.delete({ corpora: ['corpus-3'] });
    console.log(`deleted ${deleted} in ${((performance.now() - started) / 1_000).toFixed(1)} s`);
  } finally {
    await measured.stop();
  }
}

/** What a server with an empty collection of this layout takes. */
async function emptyServer(layout: QdrantLayout): Promise<number> {
  const measured = await MeasuredQdrant.start(layout, SYNTHETIC_SPACE);
  const { own } = await measured.usage();
  await measured.stop();
  return own;
}

async function kept(folder: string): Promise<void> {
  const encoder = await openEncoder(readConfig(process.env).encoderDir);
  const texts = Array.from({ length: QUESTIONS }, (_, at) => instructionAt(at));
  const { vectors } = await encoder.embed(texts);
  const questions = texts.flatMap((text, at) => {
    const found = vectors[at];
    return found === undefined ? [] : [{ text, vectors: found }];
  });
  const layout = layoutWith(process.env);
  const empty = await emptyServer(layout);
  const measured = await MeasuredQdrant.start(layout, encoder, join(folder, 'qdrant'));
  try {
    print('kept, real vectors', [await sizes(measured, 'mixed', questions, empty)]);
  } finally {
    await measured.stop();
    await encoder.close();
  }
}

const { values, positionals } = parseArgs({
  options: {
    points: { type: 'string', default: '50000,224062,1000000' },
    quantization: { type: 'string', default: 'int8,none' },
    from: { type: 'string' },
  },
  allowPositionals: true,
});
const [file] = positionals;
if (values.from !== undefined) await kept(values.from);
else if (file !== undefined) {
  for (const quantization of values.quantization.split(',')) {
    await growing(file, values.points.split(',').map(Number), quantization);
  }
} else throw new Error('usage: node --import tsx tests/bench/scale-qdrant.ts FILE, or --from FOLDER');
