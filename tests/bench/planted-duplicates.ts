/**
 * Planted duplicates: how many rows of the same request in other words are found, and how many of the same task with
 * another slot are taken for duplicates; through the whole of deduplication, embedded with the shipped encoder.
 *
 *   node --import tsx tests/bench/planted-duplicates.ts ALPACA.jsonl.gz [--rows 2000] [--seed 42]
 *
 * The synonyms of the rules (support/planted-rows.ts) are a list by hand that the product does not read. It stands in two halves:
 * `synonyms`, which was looked at while the decision was written, and `held out`, which was written after it.
 */
import { parseArgs } from 'node:util';
import { comparedRows } from '../../infra/training/compared-rows.ts';
import { openEncoder } from '../../services/embedding/onnx-encoder.ts';
import { readCorpus } from '../../services/corpus/read-corpus.ts';
import { calibrate } from '../../services/curation/deduplicate/calibrate.ts';
import { exactGroups } from '../../services/curation/deduplicate/exact.ts';
import { keepOrder } from '../../services/curation/deduplicate/keep-order.ts';
import { dropDuplicates } from '../../services/curation/deduplicate/leader.ts';
import { candidatePairs } from '../../services/curation/deduplicate/candidate-pairs.ts';
import type { ComparedRow } from '../../services/curation/deduplicate/row-identities.ts';
import { nearestIn } from '../../services/neighbours/search.ts';
import { seededRandom, shuffled } from '../../services/runtime/seeded-random.ts';
import { exactGraph } from './support/exact-graph.ts';
import { otherSlot, paraphrase, topicsOf, type PlantedText } from './support/planted-rows.ts';

const { values: options, positionals } = parseArgs({
  options: { rows: { type: 'string', default: '2000' }, seed: { type: 'string', default: '42' } },
  allowPositionals: true,
});
const path = positionals[0];
if (path === undefined) throw new Error('usage: node --import tsx tests/bench/planted-duplicates.ts FILE');
const wanted = Number(options.rows);
const SAME = ['case', 'punctuation', 'order', 'synonyms'];
const OTHER = ['number', 'name', 'topic', 'sibling'];
const HELD_OUT = ['held out'];
const FLOOR = 0.8;

const read: ComparedRow[] = [];
for await (const row of (await readCorpus(path)).rows) if ('content' in row) read.push(row.content);
const random = seededRandom(Number(options.seed));
const order = shuffled(read, random);
const topics = topicsOf(read.map(({ instruction }) => instruction));

interface Planted {
  readonly rule: string;
  readonly original: number;
  readonly row: number;
}

const rows: ComparedRow[] = [];
const planted: Planted[] = [];
let at = 0;
function plant(rule: string, count: number, change: (row: ComparedRow) => PlantedText | null): void {
  for (let done = 0; done < count && at < order.length; at++) {
    const original = order[at];
    const changed = original === undefined ? null : change(original);
    if (original === undefined || changed === null) continue;
    planted.push({ rule, original: rows.length, row: rows.length + 1 });
    rows.push(original, { ...original, ...changed });
    done += 1;
  }
}
for (const rule of [...SAME, ...HELD_OUT]) {
  plant(rule, wanted / SAME.length, (row) => paraphrase(row, rule, random));
}
for (const rule of OTHER) plant(rule, wanted / OTHER.length, (row) => otherSlot(row, rule, topics, random));

const encoder = await openEncoder('infra/encoder');
const compared = await comparedRows(rows, encoder);
await encoder.close();
const graph = await exactGraph(compared.content, 32);
const pairs = await candidatePairs(compared, graph, { floor: FLOOR, jaccardFloor: 0.7, nearestIn });
const groups = exactGroups(compared.identities);
const auto = calibrate(pairs, { floor: FLOOR, jaccardThreshold: 0.7, chanceOf: null });
console.log(`${rows.length} rows; auto: ${auto.explanation}`);

const percent = (part: number, of: number): string => `${((part / of) * 100).toFixed(1)} %`;
for (const threshold of [0.95, 0.9, 0.85, 0.8, auto.value]) {
  const drops = await dropDuplicates(compared, groups, pairs, {
    threshold,
    jaccardThreshold: 0.7,
    order: keepOrder(rows.length, []),
  });
  const dropped = new Set(drops.map(({ row }) => row));
  const found = (rules: readonly string[]): number =>
    planted.filter(
      ({ rule, row, original }) => rules.includes(rule) && dropped.has(row) && !dropped.has(original),
    ).length;
  const all = (rules: readonly string[]): number => planted.filter(({ rule }) => rules.includes(rule)).length;
  const byRule = [...SAME, ...HELD_OUT, ...OTHER].map(
    (rule) => `${rule} ${percent(found([rule]), all([rule]))}`,
  );
  const [right, wrong] = [found(SAME), found(OTHER)];
  const withHeldOut = found(['case', 'punctuation', 'order', ...HELD_OUT]);
  console.log(
    `threshold ${threshold}${threshold === auto.value ? ' (auto)' : ''}: recall ${percent(right, all(SAME))} at precision ` +
      `${percent(right, right + wrong)}; with the synonyms held out ${percent(withHeldOut, all(SAME))} at ` +
      percent(withHeldOut, withHeldOut + wrong),
  );
  console.log(`  dropped: ${byRule.join(', ')}`);
}
