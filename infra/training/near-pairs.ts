/**
 * Near pairs of the rows on standard input (`near_rows.py`), as the service finds them when it looks for duplicates: those that words
 * leave open, each with the chance that both ask for the same by the judge and the trees that the encoder has. Writes a line for each
 * pair on standard output: the ids, the texts as they are embedded, and the chance, before it was read and after.
 *
 *   node --import tsx infra/training/near-pairs.ts ENCODER < rows.jsonl > near.jsonl
 */
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { embeddingText } from '../../services/corpus/embedding-text.ts';
import { evidenceOf } from '../../services/curation/deduplicate/evidence.ts';
import { comparePair, type RowPair } from '../../services/curation/deduplicate/pairs.ts';
import { isWorthReading, READ_FROM } from '../../services/curation/deduplicate/read-pairs.ts';
import { openEncoder } from '../../services/embedding/onnx-encoder.ts';
import { chanceBy } from '../../services/embedding/pair-trees.ts';
import type { PairJudge } from '../../services/embedding/port.ts';
import { nearestIn } from '../../services/neighbours/search.ts';
import { at } from '../../services/runtime/at.ts';
import { comparedRows } from './compared-rows.ts';

/** How many rows, the nearest ones, a row is compared with. */
const NEAREST = 12;
/** How many pairs are read at a time. */
const AT_ONCE = 512;
/** Less likely pairs, before they are read, are not read. */
const LEAST_LIKELY = 0.02;
/** The open pairs of the first rows, whatever their others are; reading those of all rows takes an hour, and was not tried. */
const MOST = 45_000;

const Row = z.object({ id: z.string(), instruction: z.string(), input: z.string(), source: z.string() });

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: near-pairs.ts ENCODER < rows.jsonl > near.jsonl');
const rows: z.infer<typeof Row>[] = [];
for await (const line of createInterface({ input: process.stdin })) rows.push(Row.parse(JSON.parse(line)));
const encoder = await openEncoder(folder);
const judge = encoder.pairs;
if (judge === null) throw new Error(`${folder} has no judge of pairs`);
const textOf = (row: number): string => embeddingText(at(rows, row));
const compared = await comparedRows(
  rows.map((row) => ({ ...row, output: '', system: '', history: [] })),
  encoder,
  (done, total) => process.stderr.write(`${done} of ${total} rows embedded\n`),
);
const open = await openPairs(judge);
process.stderr.write(`${open.length} open pairs\n`);
for (let begin = 0; begin < open.length; begin += AT_ONCE) {
  const some = open.slice(begin, begin + AT_ONCE);
  const likely = some.filter(({ unread }) => unread >= LEAST_LIKELY);
  const { chances } = await judge.judge(likely.map(({ pair: { a, b } }) => [textOf(a), textOf(b)]));
  const read = new Map(likely.map(({ pair }, i) => [pair, chances[i] ?? null]));
  for (const { pair, unread } of some) {
    const said = read.get(pair) ?? null;
    const chance = said === null ? null : chanceBy(judge.trees, evidenceOf(compared, pair, said));
    const [a, b] = [at(rows, pair.a), at(rows, pair.b)];
    const texts = { left: textOf(pair.a), right: textOf(pair.b) };
    const known = { content: pair.content, unread, said, chance };
    const line = { a: a.id, b: b.id, sources: [a.source, b.source], ...texts, ...known };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
}
await encoder.close();

/** The pairs of a row and one of its nearest that words leave open, each once, and their chance unread. */
async function openPairs({ trees }: PairJudge): Promise<{ pair: RowPair; unread: number }[]> {
  const { content: points, identities } = compared;
  const { neighbours, scores } = await nearestIn(points, points, NEAREST + 1);
  const found: { pair: RowPair; unread: number }[] = [];
  const seen = new Set<number>();
  for (let place = 0; place < neighbours.length && found.length < MOST; place++) {
    const [row, other, score] = [Math.floor(place / (NEAREST + 1)), at(neighbours, place), at(scores, place)];
    const key = Math.min(row, other) * rows.length + Math.max(row, other);
    if (score < READ_FROM || identities.request[row] === identities.request[other] || seen.has(key)) continue;
    seen.add(key);
    const pair = comparePair(compared, row, other, score);
    if (isWorthReading(pair)) found.push({ pair, unread: chanceBy(trees, evidenceOf(compared, pair)) });
  }
  return found;
}
