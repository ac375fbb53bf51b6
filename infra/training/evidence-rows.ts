/**
 * What the service knows of pairs of requests: the groups of `pairs/groups` that training leaves out, but for those by which `.ci/answers.mjs`
 * measures. Writes a line for each pair on standard output: its group, whether both are the same, and the evidence.
 *
 *   node --import tsx infra/training/evidence-rows.ts ENCODER > evidence.jsonl
 */
import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { toPoints } from '../../services/analysis/points.ts';
import { embeddingText } from '../../services/corpus/embedding-text.ts';
import { evidenceOf } from '../../services/curation/deduplicate/evidence.ts';
import { comparePair, type ComparedRows } from '../../services/curation/deduplicate/pairs.ts';
import { isWorthReading } from '../../services/curation/deduplicate/read-pairs.ts';
import { RowIdentifier } from '../../services/curation/deduplicate/row-identities.ts';
import { RowTexts } from '../../services/curation/deduplicate/row-texts.ts';
import { wordNetSynonyms } from '../../services/curation/deduplicate/synonyms.ts';
import { openEncoder } from '../../services/embedding/onnx-encoder.ts';
import { at } from '../../services/runtime/at.ts';

const GROUPS = new URL('pairs/groups/', import.meta.url);
/** One group in so many is held out (`HELD_OUT` of pair_rows.py); every other one of these is measured by. */
const HELD_OUT = 12;
const PAIRS_AT_ONCE = 512;

const Row = z.object({ instruction: z.string(), input: z.string().default('') });
const Group = z.object({ base: Row, same: z.array(Row), different: z.array(Row) });
type Row = z.infer<typeof Row>;

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: evidence-rows.ts ENCODER > evidence.jsonl');

const isLearntFrom = ({ base }: z.infer<typeof Group>): boolean => {
  const number = parseInt(createHash('sha256').update(embeddingText(base)).digest('hex').slice(0, 8), 16);
  return number % HELD_OUT === 0 && number % (2 * HELD_OUT) !== 0;
};

const groups: z.infer<typeof Group>[] = [];
for (const name of (await readdir(GROUPS)).sort()) {
  const lines = (await readFile(new URL(name, GROUPS), 'utf8')).trim().split('\n');
  groups.push(...lines.filter((line) => line !== '').map((line) => Group.parse(JSON.parse(line))));
}

const rows: Row[] = [];
const pairs: { readonly a: number; readonly b: number; readonly group: number; readonly same: boolean }[] =
  [];
for (const [group, { base, same, different }] of groups.filter(isLearntFrom).entries()) {
  const begin = rows.length;
  rows.push(base, ...same, ...different);
  const isSame = (row: number): boolean => row <= begin + same.length;
  const add = (a: number, b: number): void => void pairs.push({ a, b, group, same: isSame(b) });
  for (let row = begin + 1; row < rows.length; row++) add(begin, row);
  // A few pairs of two other wordings: all of them would be three times as many, and far apart.
  add(begin + 1, begin + 2);
  add(begin + 2, begin + same.length + 1);
  add(begin + same.length, rows.length - 1);
}

const encoder = await openEncoder(folder);
const judge = encoder.pairs;
if (judge === null) throw new Error(`${folder} has no judge of pairs`);
const { vectors } = await encoder.embed(rows.map(embeddingText));
const identifier = new RowIdentifier();
const whole = rows.map((row) => ({ ...row, output: '', system: '', history: [] }));
for (const row of whole) identifier.add(row, embeddingText(row));
const compared: ComparedRows = {
  identities: identifier.identities(),
  texts: new RowTexts((row) => at(rows, row)),
  task: toPoints(vectors.map(({ task }) => task)),
  content: toPoints(vectors.map(({ content }) => content)),
  synonyms: wordNetSynonyms(),
  relatedFrom: encoder.relatedFrom ?? -1,
  maxTokens: encoder.maxTokens,
};
const { request } = compared.identities;
const textOf = (row: number): string => embeddingText(at(rows, row));
for (let begin = 0; begin < pairs.length; begin += PAIRS_AT_ONCE) {
  const some = pairs.slice(begin, begin + PAIRS_AT_ONCE).filter(({ a, b }) => request[a] !== request[b]);
  const open = some
    .map((known) => ({ ...known, pair: comparePair(compared, known.a, known.b) }))
    .filter(({ pair }) => isWorthReading(pair));
  const { chances } = await judge.judge(open.map(({ a, b }) => [textOf(a), textOf(b)]));
  open.forEach(({ group, same, pair }, i) => {
    const read = chances[i];
    if (read === null || read === undefined) return;
    process.stdout.write(`${JSON.stringify({ group, same, evidence: evidenceOf(compared, pair, read) })}\n`);
  });
}
await encoder.close();
