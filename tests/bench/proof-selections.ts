/**
 * Writes what each method of selection takes of Alpaca, or of English rows of many sources (`mixed`), for a language model to be trained on
 * (infra/proof): facility location, k-means (as in the paper), round-robin to a target, the quality threshold and random rows. Beside them
 * held-out rows with their kind of work, by which the trained models are judged.
 *
 *   node --import tsx tests/bench/proof-selections.ts SHARED CHOSEN.jsonl HELD.jsonl [--set mixed] [--budget 300] [--pool 5000] [--seeds 2]
 *
 * Every seed has a pool of its own, and none has a held-out row. Quality is 1 for rows that AlpaGasus kept, which a larger model graded
 * 4.5 of 5 or better, and else 0; rows of `mixed` have none, so that the threshold is not asked there. The target is 200 held-out rows, which judge nothing.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import type { SelectionMethod } from '../../schemas/curation/select.ts';
import { toPoints, type Points } from '../../services/analysis/points.ts';
import { readConfig } from '../../services/config.ts';
import { embeddingText } from '../../services/corpus/embedding-text.ts';
import { coverageOfGraph } from '../../services/curation/select/coverage.ts';
import { noQuotas } from '../../services/curation/select/quotas.ts';
import { rankRows } from '../../services/curation/select/rank-rows.ts';
import { openEncoder } from '../../services/embedding/onnx-encoder.ts';
import { exactGraph } from './support/exact-graph.ts';
import { splitRows, type AnsweredRow } from './support/proof-rows.ts';

/** The first held-out rows are those of `proof-demonstrations.ts`. */
const ASKED = 100;
const TARGET = 200;
const JUDGED = 400;
const NEIGHBOURS = 32;
const METHODS: readonly SelectionMethod[] = [
  ...(['random', 'facility_location', 'k_means', 'threshold', 'round_robin'] as const),
];

const { values, positionals } = parseArgs({
  options: {
    set: { type: 'string', default: 'alpaca' },
    budget: { type: 'string', default: '300' },
    pool: { type: 'string', default: '5000' },
    seeds: { type: 'string', default: '2' },
  },
  allowPositionals: true,
});
const [shared, chosenFile, heldFile] = positionals;
const set = values.set === 'alpaca' || values.set === 'mixed' ? values.set : undefined;
if (shared === undefined || chosenFile === undefined || heldFile === undefined || set === undefined)
  throw new Error(
    'usage: node --import tsx tests/bench/proof-selections.ts SHARED CHOSEN.jsonl HELD.jsonl [--set alpaca|mixed]',
  );
const [size, seeds, budget] = [Number(values.pool), Number(values.seeds), Number(values.budget)];
const { held, pool } = await splitRows(shared, set, {
  held: ASKED + TARGET + JUDGED,
  pool: size * seeds,
});
const good = set === 'alpaca' ? await goodRows(shared) : null;
const encoder = await openEncoder(readConfig(process.env).encoderDir);
try {
  const judged = held.slice(ASKED + TARGET);
  const { vectors } = await encoder.embed(judged.map(embeddingText));
  const named = judged.map((row, at) => ({
    ...row,
    kind: encoder.kinds?.nearest(vectors[at]?.task ?? new Float32Array())?.name ?? null,
  }));
  await writeFile(heldFile, asLines(named));
  const target = await pointsOf(held.slice(ASKED, ASKED + TARGET));
  const chosen: object[] = [];
  for (let seed = 0; seed < seeds; seed++) {
    const rows = pool.slice(seed * size, (seed + 1) * size);
    const points = await pointsOf(rows);
    for (const method of METHODS.filter((one) => good !== null || one !== 'threshold')) {
      const taken = await choose({ rows, points, target }, method, seed);
      chosen.push(...taken.map((row) => ({ seed, method, budget, ...row })));
      const share = good && taken.filter((row) => good.has(textOf(row))).length / taken.length;
      const ofGood = share === null ? '' : `, ${share.toFixed(2)} of them good`;
      console.log(`seed ${seed}  ${method.padEnd(17)}  ${taken.length} rows${ofGood}`);
    }
  }
  await writeFile(chosenFile, asLines(chosen));
} finally {
  await encoder.close();
}

interface Pool {
  readonly rows: readonly AnsweredRow[];
  readonly points: Points;
  readonly target: Points;
}

async function choose(
  { rows, points, target }: Pool,
  method: SelectionMethod,
  seed: number,
): Promise<AnsweredRow[]> {
  const lists = coverageOfGraph(await exactGraph(points, NEIGHBOURS));
  const isGood = (row: AnsweredRow): number => Number(good?.has(textOf(row)) === true);
  const quality = method === 'threshold' ? Float64Array.from(rows, isGood) : null;
  const input = {
    ...{ points, lists, weights: null, quality, relevance: null, budget, initial: [] },
    target: method === 'round_robin' ? target : null,
    quotas: noQuotas(points.rows),
    excluded: new Uint8Array(points.rows),
  };
  const watch = { signal: new AbortController().signal, report: () => undefined };
  const ranking = await rankRows(input, { method, seed, alpha: 1, threshold: 0.9, relevance: 0 }, watch);
  return ranking.flatMap(({ row }) => rows[row] ?? []);
}

async function pointsOf(rows: readonly AnsweredRow[]): Promise<Points> {
  const { vectors } = await encoder.embed(rows.map(embeddingText));
  return toPoints(vectors.map(({ task }) => task));
}

/** The requests of the rows that AlpaGasus kept. */
async function goodRows(folder: string): Promise<Set<string>> {
  const text = gunzipSync(await readFile(join(folder, 'corpora/mixed.jsonl.gz'))).toString();
  const rows = text.trim().split('\n');
  const kept = rows
    .map((line) => JSON.parse(line) as AnsweredRow & { source: string })
    .filter(({ source }) => source === 'alpagasus-claude_t45');
  return new Set(kept.map(textOf));
}

function textOf(row: AnsweredRow): string {
  return embeddingText(row).replace(/\s+/gu, ' ').trim().toLowerCase();
}

function asLines(rows: readonly object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}
