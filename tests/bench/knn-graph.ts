/**
 * What the exact graph of neighbours costs, and what the graph by cells costs and misses of it.
 *
 *   node --import tsx tests/bench/knn-graph.ts [FILE.f32...] [--rows 13000,26000,52000] [--k 32] [--approximate 52000]
 *
 * A file holds 32-bit floats, row-major, 384 a row, of length 1; without files the vectors are synthetic, in clusters like
 * real ones. GFLOP/s count two for every pair of rows and dimension. Other work on the machine slows the clock but not
 * the CPU time that is taken, so both are given; the plain product is the same matrix product (with rounding) without
 * choosing, in the same run. With --approximate, the graph of so many rows is built by all pairs and by cells. Linux.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Points } from '../../services/analysis/points.ts';
import { graphsBelow, type GraphRequest } from '../../services/neighbours/graphs.ts';
import type { KnnGraph } from '../../services/neighbours/knn-graph.ts';
import { EXACT_ROWS } from '../../services/neighbours/new-graph.ts';
import { comparingModel } from '../../services/neighbours/similarity-model.ts';
import { at } from '../../services/runtime/at.ts';
import { printFigures } from './support/figures.ts';
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

function requestFor(points: Points, k: number): GraphRequest {
  const ids = Array.from({ length: points.rows }, (_, row) => `id ${row}`);
  return { corpora: ['bench'], space: 'content', ids, points, k, signal: never };
}

async function measureBuild(points: Points, k: number): Promise<number[]> {
  const directory = await mkdtemp(join(tmpdir(), 'kindred-graph-'));
  const request = requestFor(points, k);
  const graphs = graphsBelow(directory).of({ signature: SYNTHETIC_SPACE });
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

/** The graph by cells beside the exact one of the same rows, in the same run; of many rows the one by cells alone. */
async function printApproximate(name: string, all: Points, rows: number, k: number): Promise<void> {
  const points = firstRows(all, rows);
  const byCells = await timedGraph(points, k, 0);
  const exact = rows > EXACT_ROWS ? null : await timedGraph(points, k, rows);
  console.log(`\n${name}, ${rows.toLocaleString('en')} rows, ${k} neighbours, by near cells`);
  const columns = exact === null ? [byCells] : [byCells, exact];
  printFigures(
    ['', 'near cells', ...(exact === null ? [] : ['all pairs'])],
    [
      ['seconds', columns.map(({ seconds }) => seconds)],
      ['CPU seconds', columns.map(({ cpuSeconds }) => cpuSeconds)],
    ],
  );
  console.log(`recall at ${k} by its own sample ${byCells.graph.recall?.toFixed(4)}`);
  if (exact === null) return;
  const found = RECALL_AT.filter((places) => places <= k).map(
    (places) => `@${places} ${recallAt(places, exact.graph, byCells.graph.scores).toFixed(4)}`,
  );
  console.log(`recall of all rows ${found.join(', ')}`);
}

/** @param exactRows up to this many rows all are compared with all */
async function timedGraph(
  points: Points,
  k: number,
  exactRows: number,
): Promise<Taken & { readonly graph: KnnGraph }> {
  const directory = await mkdtemp(join(tmpdir(), 'kindred-graph-'));
  const graphs = graphsBelow(directory, exactRows).of({ signature: SYNTHETIC_SPACE });
  const made: KnnGraph[] = [];
  const taken = await timed(async () => made.push(await graphs.graphOf(requestFor(points, k))));
  await rm(directory, { recursive: true });
  return { ...taken, graph: at(made, 0) };
}

/** Found among the first `places`: those that score at least the last true one, so that equal ones may change places. */
function recallAt(places: number, { rows, k, scores }: KnnGraph, others: Float32Array): number {
  let found = 0;
  for (let row = 0; row < rows; row++) {
    const least = scores[row * k + places - 1] ?? 0;
    for (let place = 0; place < places; place++) found += Number((others[row * k + place] ?? -1) >= least);
  }
  return found / (rows * places);
}

const { values: options, positionals } = parseArgs({
  options: {
    rows: { type: 'string', default: '13000,26000,52000' },
    k: { type: 'string', default: '32' },
    approximate: { type: 'string' },
  },
  allowPositionals: true,
});
const sizes = options.rows.split(',').map(Number);
const k = Number(options.k);
const sets: [string, Points][] = [];
for (const path of positionals) sets.push([path, await readVectors(path)]);
if (sets.length === 0)
  sets.push(['synthetic', synthetic(Math.max(...sizes, Number(options.approximate ?? 0)))]);
for (const [name, points] of sets) {
  await printCosts(name, points, [...new Set(sizes.map((rows) => Math.min(rows, points.rows)))], k);
  if (options.approximate !== undefined) {
    await printApproximate(name, points, Math.min(Number(options.approximate), points.rows), k);
  }
}
