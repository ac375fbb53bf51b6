/**
 * What the exact graph of neighbours costs, and what the graph by questions to the store misses of it.
 *
 *   node --import tsx tests/bench/knn-graph.ts [FILE.f32...] [--rows 13000,26000,52000] [--k 32] [--recall 5000]
 *
 * A file holds 32-bit floats, row-major, 384 a row, of length 1; without files the vectors are synthetic, in clusters like
 * real ones. GFLOP/s count two for every pair of rows and dimension. Other work on the machine slows the clock but not
 * the CPU time that is taken, so both are given; the plain product is the same matrix product (with rounding) without
 * choosing, in the same run. With --recall, so many rows are stored, in Qdrant if QDRANT_BINARY is set, and 2,048 of them
 * are asked for. Linux.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Points } from '../../services/analysis/points.ts';
import { toRecord } from '../../services/corpus/record.ts';
import type { Nearest } from '../../services/neighbours/best-rows.ts';
import { graphsBelow } from '../../services/neighbours/graphs.ts';
import { nearestByStore } from '../../services/neighbours/nearest-by-store.ts';
import { openSearch } from '../../services/neighbours/search.ts';
import { comparingModel } from '../../services/neighbours/similarity-model.ts';
import { openEmbeddedStore } from '../../services/store/embedded/stores.ts';
import type { EmbeddedRecord, RecordStore } from '../../services/store/port.ts';
import { slicesOf } from '../../services/store/slices.ts';
import { wholeLoad } from '../../services/store/whole-load.ts';
import { printFigures } from './support/figures.ts';
import { layoutWith, MeasuredQdrant } from './support/measured-qdrant.ts';
import { SYNTHETIC_SPACE, syntheticVector } from './support/synthetic-points.ts';

const DIMENSIONS = 384;
const CORES = 2;
const QUERIES = 1_024;
const TILE = 8_192;
const RECALL_AT = [1, 10, 32];
const never = new AbortController().signal;

async function readVectors(path: string): Promise<Points> {
  const bytes = await readFile(path);
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  return { rows: values.length / DIMENSIONS, dimensions: DIMENSIONS, values };
}

function synthetic(rows: number): Points {
  const values = new Float32Array(rows * DIMENSIONS);
  for (let index = 0; index < rows; index++) {
    const group = Math.floor(index / 16);
    values.set(syntheticVector('content', { index, group, kind: group % 1_000 }), index * DIMENSIONS);
  }
  return { rows, dimensions: DIMENSIONS, values };
}

function firstRows({ values }: Points, rows: number): Points {
  return { rows, dimensions: DIMENSIONS, values: values.slice(0, rows * DIMENSIONS) };
}

interface Taken {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

async function timed(run: () => Promise<unknown>): Promise<Taken> {
  const cpu = process.cpuUsage();
  const started = performance.now();
  await run();
  const { user, system } = process.cpuUsage(cpu);
  return { seconds: (performance.now() - started) / 1_000, cpuSeconds: (user + system) / 1e6 };
}

/** The same product without choosing: how many GFLOP a second of the clock, and a second of CPU time. */
async function plainProduct({ rows: all, values }: Points): Promise<{ wall: number; core: number }> {
  const session = await InferenceSession.create(comparingModel(), {
    intraOpNumThreads: CORES,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
  const [queries, others] = [Math.min(QUERIES, all), Math.min(TILE, all)];
  const similarities = new Tensor('float32', new Float32Array(queries * others), [queries, others]);
  const rows = (count: number): Tensor =>
    new Tensor('float32', values.subarray(0, count * DIMENSIONS), [count, DIMENSIONS]);
  const feeds = { queries: rows(queries), others: rows(others) };
  const runs = 60;
  const taken = await timed(async () => {
    for (let run = 0; run < runs; run++) await session.run(feeds, { similarities });
  });
  await session.release();
  const work = (2 * queries * others * DIMENSIONS * runs) / 1e9;
  return { wall: work / taken.seconds, core: work / taken.cpuSeconds };
}

async function measureBuild(points: Points, k: number): Promise<number[]> {
  const directory = await mkdtemp(join(tmpdir(), 'kindred-graph-'));
  const store = { signature: SYNTHETIC_SPACE, nearest: () => Promise.reject(new Error('not asked')) };
  const ids = Array.from({ length: points.rows }, (_, row) => `id ${row}`);
  const request = { corpora: ['bench'], space: 'content', ids, points, k, signal: never } as const;
  const graphs = graphsBelow(directory).of(store);
  const before = process.memoryUsage.rss();
  let peak = before;
  const sampling = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const built = await timed(() => graphs.graphOf(request));
  delay.disable();
  clearInterval(sampling);
  const loaded = await timed(() => graphs.graphOf(request));
  await rm(directory, { recursive: true });
  const work = (2 * points.rows ** 2 * DIMENSIONS) / 1e9;
  const plain = await plainProduct(points);
  return [
    built.seconds,
    built.cpuSeconds,
    work / built.seconds,
    (CORES * work) / built.cpuSeconds,
    plain.wall,
    CORES * plain.core,
    work / built.cpuSeconds / plain.core,
    (peak - before) / 2 ** 20,
    delay.max / 1e6,
    loaded.seconds * 1_000,
    loadavg()[0] ?? NaN,
  ];
}

const FIGURES = [
  'seconds',
  'CPU seconds',
  'GFLOP/s',
  'GFLOP a core-second, times 2',
  'plain product: GFLOP/s',
  'plain product: GFLOP a core-second, times 2',
  'share of the plain product, by CPU time',
  'memory beyond the vectors, MiB',
  'longest wait of the event loop, ms',
  'load of the kept graph, ms',
  'load average',
];

async function printCosts(name: string, all: Points, sizes: readonly number[], k: number): Promise<void> {
  const columns: number[][] = [];
  for (const rows of sizes) columns.push(await measureBuild(firstRows(all, rows), k));
  console.log(`\n${name}, ${DIMENSIONS} dimensions, ${k} neighbours`);
  printFigures(
    ['rows', ...sizes.map((rows) => rows.toLocaleString('en'))],
    FIGURES.map((figure, at) => [figure, columns.map((column) => column[at] ?? NaN)]),
  );
}

async function withStore<T>(
  records: readonly EmbeddedRecord[],
  use: (store: RecordStore, kind: string) => Promise<T>,
): Promise<T> {
  const fill = async (store: RecordStore): Promise<void> =>
    wholeLoad(store, never, async () => {
      for (const batch of slicesOf(records, 1_024)) await store.upsert(batch);
    });
  if (process.env['QDRANT_BINARY'] !== undefined) {
    const measured = await MeasuredQdrant.start(layoutWith(), SYNTHETIC_SPACE);
    try {
      await fill(measured.store);
      const { indexed_vectors_count: indexed } = await measured.client.getCollection(measured.alias);
      return await use(measured.store, `Qdrant (${indexed} vectors in its indexes)`);
    } finally {
      await measured.stop();
    }
  }
  const directory = await mkdtemp(join(tmpdir(), 'kindred-store-'));
  const store = await openEmbeddedStore(directory, SYNTHETIC_SPACE);
  try {
    await fill(store);
    return await use(store, 'the embedded store');
  } finally {
    await store.close();
    await rm(directory, { recursive: true });
  }
}

/** Found among the first `places`: those that score at least the last true one, so that equal ones may change places. */
function recallAt(places: number, truth: Nearest, scores: Float32Array): number {
  const rows = truth.scores.length / truth.k;
  let found = 0;
  for (let row = 0; row < rows; row++) {
    const least = (truth.scores[row * truth.k + places - 1] ?? 0) - 1.5e-6;
    for (let place = 0; place < places; place++) {
      if ((scores[row * truth.k + place] ?? -1) >= least) found++;
    }
  }
  return found / (rows * places);
}

async function exactOf(points: Points, rows: number, k: number): Promise<Nearest> {
  const search = await openSearch(points);
  const nearest = await search.nearest({ own: Int32Array.from({ length: rows }, (_, row) => row) }, k);
  await search.close();
  return nearest;
}

async function printRecall(name: string, all: Points, rows: number, k: number): Promise<void> {
  const points = firstRows(all, rows);
  const records = Array.from({ length: rows }, (_, row) => {
    const vector = points.values.slice(row * DIMENSIONS, (row + 1) * DIMENSIONS);
    const fields = {
      input: '',
      output: '',
      system: '',
      history: [],
      source: null,
      user_id: null,
      metadata: {},
    };
    const record = toRecord({ instruction: `Row ${row}`, ...fields }, 'bench', null);
    return { record, vectors: { task: vector, content: vector } };
  });
  const ids = records.map(({ record }) => record.id);
  const asked = Math.min(rows, 2 * QUERIES);
  const truth = await exactOf(points, asked, k);
  await withStore(records, async (store, kind) => {
    const question = { store, corpora: ['bench'], space: 'content', ids, points, signal: never } as const;
    const exactly = (short: Int32Array): never => {
      throw new Error(`too few neighbours of ${short.length} rows`);
    };
    let scores: Float32Array = new Float32Array();
    const { seconds } = await timed(async () => {
      ({ scores } = await nearestByStore(question, k, exactly)({ begin: 0, end: asked }));
    });
    const recalls = RECALL_AT.filter((places) => places <= k).map(
      (places) => `@${places} ${recallAt(places, truth, scores).toFixed(4)}`,
    );
    console.log(
      `\n${name}: by questions to ${kind}, ${asked.toLocaleString('en')} of ${rows.toLocaleString('en')} rows: ` +
        `recall ${recalls.join(', ')}; ${((seconds * 1_000) / asked).toFixed(2)} ms a row`,
    );
  });
}

const { values: options, positionals } = parseArgs({
  options: {
    rows: { type: 'string', default: '13000,26000,52000' },
    k: { type: 'string', default: '32' },
    recall: { type: 'string' },
  },
  allowPositionals: true,
});
const sizes = options.rows.split(',').map(Number);
const k = Number(options.k);
const sets: [string, Points][] = [];
for (const path of positionals) sets.push([path, await readVectors(path)]);
if (sets.length === 0) sets.push(['synthetic', synthetic(Math.max(...sizes, Number(options.recall ?? 0)))]);
for (const [name, points] of sets) {
  await printCosts(name, points, [...new Set(sizes.map((rows) => Math.min(rows, points.rows)))], k);
  if (options.recall !== undefined) {
    await printRecall(name, points, Math.min(Number(options.recall), points.rows), k);
  }
}
