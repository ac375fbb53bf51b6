/**
 * Deduplication of given vectors beside SemHash (duplicates-semhash.py, run before on the same files): time, pairs found
 * of all at or above the threshold, and dropped rows without a kept match.
 *
 *   node --import tsx tests/bench/duplicates.ts PREFIX [--threshold 0.9]
 *
 * PREFIX.records.jsonl holds records of Kindred; PREFIX.content.f32 and PREFIX.task.f32 their vectors, float32, row-major.
 * `by vectors alone` ignores what words say, as SemHash does; `with words` is what `kindred dedup` drops.
 */
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { InstructionRecord } from '../../schemas/record.ts';
import type { Points } from '../../services/analysis/points.ts';
import { embeddingText } from '../../services/corpus/embedding-text.ts';
import { candidatePairs } from '../../services/curation/deduplicate/candidate-pairs.ts';
import { exactGroups } from '../../services/curation/deduplicate/exact.ts';
import { keepOrder } from '../../services/curation/deduplicate/keep-order.ts';
import { dropDuplicates, type Drop } from '../../services/curation/deduplicate/leader.ts';
import { similarity, type ComparedRows, type RowPair } from '../../services/curation/deduplicate/pairs.ts';
import { RowIdentifier } from '../../services/curation/deduplicate/row-identities.ts';
import { RowTexts } from '../../services/curation/deduplicate/row-texts.ts';
import { wordNetSynonyms } from '../../services/curation/deduplicate/synonyms.ts';
import { nearestIn, openSearch } from '../../services/neighbours/search.ts';
import { exactGraph } from './support/exact-graph.ts';

const { values: options, positionals } = parseArgs({
  options: { threshold: { type: 'string', default: '0.9' } },
  allowPositionals: true,
});
const prefix = positionals[0];
if (prefix === undefined) throw new Error('usage: node --import tsx tests/bench/duplicates.ts PREFIX');
const threshold = Number(options.threshold);
/** Scores are rounded to millionths. */
const ROUNDING = 1e-6;

const requests: { instruction: string; input: string }[] = [];
const identifier = new RowIdentifier();
for await (const line of createInterface({ input: createReadStream(`${prefix}.records.jsonl`) })) {
  const record = InstructionRecord.parse(JSON.parse(line));
  requests.push({ instruction: record.instruction, input: record.input });
  identifier.add(record, embeddingText(record));
}
const rows = requests.length;

async function pointsOf(space: string): Promise<Points> {
  const bytes = await readFile(`${prefix}.${space}.f32`);
  const values = new Float32Array(new SharedArrayBuffer(bytes.byteLength));
  new Uint8Array(values.buffer).set(bytes);
  return { rows, dimensions: values.length / rows, values };
}

const compared: ComparedRows = {
  identities: identifier.identities(),
  texts: new RowTexts((row) => requests[row] ?? { instruction: '', input: '' }),
  task: await pointsOf('task'),
  content: await pointsOf('content'),
  synonyms: wordNetSynonyms(),
  relatedFrom: 0.4,
  maxTokens: 512,
};
const semhash = z
  .object({
    seconds: z.number(),
    cpu: z.number(),
    dropped: z.array(z.number()),
    without: z.number(),
    pairs: z.array(z.tuple([z.number(), z.number()])),
  })
  .parse(JSON.parse(await readFile(`${prefix}.semhash.json`, 'utf8')));

const started = performance.now();
const cpuBefore = process.cpuUsage();
const graph = await exactGraph(compared.content, 32);
const searched = performance.now();
const pairs = await candidatePairs(compared, graph, { floor: threshold, jaccardFloor: 0.7, nearestIn });
const groups = exactGroups(compared.identities);
const leader = (given: readonly RowPair[]): Promise<Drop[]> =>
  dropDuplicates(compared, groups, given, {
    threshold,
    jaccardThreshold: 0.7,
    order: keepOrder(rows, []),
  });
const drops = await leader(pairs);
const ended = performance.now();
const cpu = process.cpuUsage(cpuBefore);
const byVectors = await leader(pairs.map((pair) => ({ ...pair, verdict: 'same', lexical: 0 })));

const all = new Set<number>();
const search = await openSearch(compared.content);
const own = Int32Array.from({ length: rows }, (_, row) => row);
for await (const { queries, rows: found } of search.matches({ own }, threshold)) {
  queries.forEach((query, at) => {
    const other = found[at] ?? 0;
    if (query < other) all.add(query * rows + other);
  });
}
await search.close();

const shareOf = (found: readonly (readonly [number, number])[]): string => {
  const distinct = new Set(found.map(([a, b]) => Math.min(a, b) * rows + Math.max(a, b)));
  const hits = [...distinct].filter((pair) => all.has(pair)).length;
  return `${((hits / all.size) * 100).toFixed(2)} % of ${all.size.toLocaleString('en')} pairs`;
};
const nearPairs = pairs.filter((pair) => pair.content >= threshold).map(({ a, b }) => [a, b] as const);

function withoutMatch(given: readonly Drop[]): number {
  const dropped = new Set(given.map(({ row }) => row));
  return given.filter(({ row, keptRow, reason, pair }) => {
    if (dropped.has(keptRow)) return true;
    if (reason !== 'paraphrase') return reason === 'lexical' && (pair?.lexical ?? 0) < 0.7;
    return similarity(compared.content, row, keptRow) < threshold - 2 * ROUNDING;
  }).length;
}

const seconds = (from: number, to: number): string => `${((to - from) / 1_000).toFixed(1)} s`;
console.log(`${rows.toLocaleString('en')} rows, threshold ${threshold}`);
console.log(
  `Kindred: neighbours ${seconds(started, searched)}, pairs, words and choice ${seconds(searched, ended)}, together ` +
    `${seconds(started, ended)}; CPU ${((cpu.user + cpu.system) / 1e6).toFixed(1)} s`,
);
console.log(`  found ${shareOf(nearPairs)}`);
console.log(
  `  by vectors alone ${byVectors.length} dropped, ${withoutMatch(byVectors)} without a kept match`,
);
console.log(`  with words ${drops.length} dropped, ${withoutMatch(drops)} without a kept match`);
console.log(
  `SemHash: ${semhash.seconds.toFixed(1)} s, ${(semhash.seconds / ((ended - started) / 1_000)).toFixed(1)} times`,
);
console.log(`  found ${shareOf(semhash.pairs)}`);
console.log(`  ${semhash.dropped.length} dropped, ${semhash.without} without a kept match`);
