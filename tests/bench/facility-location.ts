/**
 * Facility location beside apricot's, on one graph: objective, seconds, and how much of the rankings agrees. The file
 * holds 32-bit floats, row-major, 384 a row, of length 1. PYTHON is one in whose environment facility-location.py runs.
 *
 *   node --import tsx tests/bench/facility-location.ts VECTORS.f32 [--budget 1000] [-k 32] [--python PYTHON]
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import {
  coverageGain,
  coverageOfGraph,
  coverWith,
  emptyCover,
} from '../../services/curation/select/coverage.ts';
import type { CoverageLists } from '../../services/curation/select/coverage.ts';
import { facilityLocation } from '../../services/curation/select/facility-location.ts';
import { lazyGreedy } from '../../services/curation/select/lazy-greedy.ts';
import { noQuotas } from '../../services/curation/select/quotas.ts';
import type { KnnGraph } from '../../services/neighbours/knn-graph.ts';
import { exactGraph } from './support/exact-graph.ts';
import { quantile, short } from './support/figures.ts';

const DIMENSIONS = 384;
const RUNS = 5;
const { values, positionals } = parseArgs({
  options: {
    budget: { type: 'string', default: '1000' },
    k: { type: 'string', short: 'k', default: '32' },
    python: { type: 'string', default: 'python3' },
  },
  allowPositionals: true,
});
const [file] = positionals;
if (file === undefined)
  throw new Error('usage: node --import tsx tests/bench/facility-location.ts VECTORS.f32');
const budget = Number(values.budget);

interface PeerFigures {
  readonly build_seconds: number;
  readonly fit_seconds: number;
  readonly ranking: readonly number[];
}

async function runPeer({ neighbours, scores, k }: KnnGraph): Promise<PeerFigures> {
  const directory = await mkdtemp(join(tmpdir(), 'kindred-selection-'));
  const bytesOf = ({ buffer, byteOffset, byteLength }: Int32Array | Float32Array): Uint8Array =>
    new Uint8Array(buffer, byteOffset, byteLength);
  try {
    const files = [join(directory, 'neighbours.i32'), join(directory, 'scores.f32')];
    await writeFile(files[0] ?? '', bytesOf(neighbours));
    await writeFile(files[1] ?? '', bytesOf(scores));
    const script = join(import.meta.dirname, 'facility-location.py');
    const { stdout } = await promisify(execFile)(
      values.python,
      [script, ...files, String(k), String(budget)],
      { maxBuffer: 2 ** 26 },
    );
    return JSON.parse(stdout) as PeerFigures;
  } finally {
    await rm(directory, { recursive: true });
  }
}

function rank(lists: CoverageLists): number[] {
  const rows = lists.candidates;
  const marginal = facilityLocation(emptyCover(lists), null);
  const picks = lazyGreedy({ marginal, quotas: noQuotas(rows), initial: [], excluded: new Uint8Array(rows) });
  return Array.from({ length: budget }, () => picks.next().value?.row ?? -1);
}

function objective(lists: CoverageLists, rows: readonly number[]): number {
  const cover = emptyCover(lists);
  return rows.reduce((sum, row) => {
    const gain = coverageGain(cover, row);
    coverWith(cover, row);
    return sum + gain;
  }, 0);
}

const bytes = await readFile(file);
const vectors = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
const rows = vectors.length / DIMENSIONS;
const graph = await exactGraph({ rows, dimensions: DIMENSIONS, values: vectors }, Number(values.k));
const builds: number[] = [];
const ranks: number[] = [];
let lists = coverageOfGraph(graph);
let ranking: number[] = [];
for (let run = 0; run < RUNS; run++) {
  const started = performance.now();
  lists = coverageOfGraph(graph);
  const built = performance.now();
  ranking = rank(lists);
  builds.push((built - started) / 1_000);
  ranks.push((performance.now() - built) / 1_000);
}
const peer = await runPeer(graph);
const [ours, theirs] = [objective(lists, ranking), objective(lists, peer.ranking)];
const [build, greedy] = [quantile(builds, 0.5), quantile(ranks, 0.5)];
const shared = new Set(ranking);
console.log(
  `${rows} rows, ${values.k} neighbours, budget ${budget}; load of the machine ${short(loadavg()[0] ?? 0)}`,
);
console.log(
  `objective       Kindred ${ours.toFixed(3)}, apricot ${theirs.toFixed(3)}: ${(ours / theirs).toFixed(6)}`,
);
console.log(`rows in common  ${peer.ranking.filter((row) => shared.has(row)).length} of ${budget}`);
console.log(
  `greedy          Kindred ${short(greedy)} s (middle of ${RUNS}), apricot ${short(peer.fit_seconds)} s: ` +
    `${short(peer.fit_seconds / greedy)} times`,
);
console.log(
  `with the graph made symmetric  ${short(build + greedy)} s, ${short(peer.build_seconds + peer.fit_seconds)} s: ` +
    `${short((peer.build_seconds + peer.fit_seconds) / (build + greedy))} times`,
);
