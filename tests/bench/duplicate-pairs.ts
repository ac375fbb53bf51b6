/**
 * Which of some pairs of rows are called duplicates that are, and that are not, by the service's code with its usual thresholds: precision
 * and recall over all, by class and by language, with words alone and with pairs that words leave open read token by token.
 *
 *   node --import tsx tests/bench/duplicate-pairs.ts PAIRS.jsonl [--min-precision 0.97] [--min-recall 0.55] [--encoder FOLDER] [--wrong] [--missed]
 *
 * A line has `a` and `b` (`instruction`, `input`, `history` as pairs of user and assistant), `same`, `class` and `lang`. With a limit it ends
 * with 1 when reading does not keep it; `--wrong` lists what is called a duplicate and is none, `--missed` what is one and is not called so.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { comparedRows } from '../../infra/training/compared-rows.ts';
import { reasonOf } from '../../services/curation/deduplicate/leader.ts';
import { comparePair, type RowPair } from '../../services/curation/deduplicate/pairs.ts';
import { readOpenPairs } from '../../services/curation/deduplicate/read-pairs.ts';
import type { ComparedRow } from '../../services/curation/deduplicate/row-identities.ts';
import { openEncoder } from '../../services/embedding/onnx-encoder.ts';

const THRESHOLDS = { threshold: 0.9, jaccardThreshold: 0.7 };

interface Written {
  readonly instruction: string;
  readonly input?: string;
  readonly history?: readonly (readonly [string, string])[];
}
interface Line {
  readonly a: Written;
  readonly b: Written;
  readonly same: boolean;
  readonly class: string;
  readonly lang: string;
}

const { values, positionals } = parseArgs({
  options: {
    'min-precision': { type: 'string' },
    'min-recall': { type: 'string' },
    encoder: { type: 'string', default: 'infra/encoder' },
    wrong: { type: 'boolean', default: false },
    missed: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const [path] = positionals;
if (path === undefined)
  throw new Error('usage: node --import tsx tests/bench/duplicate-pairs.ts PAIRS.jsonl');
const lines = (await readFile(path, 'utf8'))
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Line);

const rowOf = ({ instruction, input = '', history = [] }: Written): ComparedRow => ({
  instruction,
  input,
  output: '',
  system: '',
  history: history.flatMap(([user, assistant]) => [
    { role: 'user' as const, content: user },
    { role: 'assistant' as const, content: assistant },
  ]),
});

const rows = lines.flatMap(({ a, b }) => [rowOf(a), rowOf(b)]);
const encoder = await openEncoder(values.encoder);
const compared = await comparedRows(rows, encoder);
const pairs = lines.map((_, place) => comparePair(compared, 2 * place, 2 * place + 1));
const begin = performance.now();
const read = await readOpenPairs(compared, pairs, encoder.pairs, { most: pairs.length });
const ms = performance.now() - begin;
await encoder.close();

const { request, setting } = compared.identities;
/** Whether both rows of a pair are called one request. */
function isCalledSame(pair: RowPair): boolean {
  if (setting[pair.a] !== setting[pair.b]) return false;
  return request[pair.a] === request[pair.b] || reasonOf(pair, THRESHOLDS) !== null;
}

interface Count {
  pairs: number;
  right: number;
  wrong: number;
  missed: number;
}

function tally(decided: readonly RowPair[]): Map<string, Count> {
  const counts = new Map<string, Count>();
  lines.forEach((line, place) => {
    const pair = decided[place];
    const called = pair !== undefined && isCalledSame(pair);
    for (const key of ['all', `language ${line.lang}`, `class ${line.class}`]) {
      const count = counts.get(key) ?? { pairs: 0, right: 0, wrong: 0, missed: 0 };
      counts.set(key, count);
      count.pairs += 1;
      if (called) count[line.same ? 'right' : 'wrong'] += 1;
      else if (line.same) count.missed += 1;
    }
  });
  return counts;
}

const precision = ({ right, wrong }: Count): number => right / (right + wrong);
const recall = ({ right, missed }: Count): number => right / (right + missed);
const shown = (value: number): string => (Number.isNaN(value) ? '-' : value.toFixed(3));

const [byWords, byReading] = [tally(pairs), tally(read)];
for (const [key, count] of byReading) {
  const words = byWords.get(key) ?? count;
  console.log(
    `${key}: ${count.pairs} pairs; precision ${shown(precision(count))} (words alone ${shown(precision(words))}), ` +
      `recall ${shown(recall(count))} (${shown(recall(words))}), wrong ${count.wrong} (${words.wrong})`,
  );
}
const wereRead = read.filter(({ chance }) => chance !== null).length;
console.log(`${wereRead} pairs were read, ${(ms / Math.max(1, wereRead)).toFixed(1)} ms each`);
lines.forEach((line, place) => {
  const pair = read[place];
  if (pair === undefined || line.same === isCalledSame(pair)) return;
  const what = line.same ? 'missed' : 'wrong';
  if (!values[what]) return;
  const told = `chance ${pair.chance?.toFixed(2) ?? '-'}, content ${pair.content.toFixed(2)}, ${pair.verdict}`;
  const [one, other] = [line.a, line.b].map(({ instruction, input = '' }) =>
    `${instruction} ${input}`.trim(),
  );
  console.log(`${what} (${line.class}; ${told}): ${one} | ${other}`);
});

const all = byReading.get('all');
if (all === undefined) throw new Error(`${path} has no pairs`);
const limits = [
  ['precision', precision(all), values['min-precision']],
  ['recall', recall(all), values['min-recall']],
] as const;
for (const [what, value, least] of limits) {
  if (least === undefined || value >= Number(least)) continue;
  console.error(`The ${what} is ${shown(value)}, below ${least}.`);
  process.exitCode = 1;
}
