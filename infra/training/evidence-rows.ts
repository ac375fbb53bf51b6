/**
 * What the service knows of pairs of rows of which it is known whether both ask for the same (judged-pairs.ts). Writes a line for each
 * pair that is worth reading on standard output: its group, whether both are the same, whether it was found in data, how many pairs it
 * stands for, and the evidence.
 *
 *   node --import tsx infra/training/evidence-rows.ts ENCODER SHARED > evidence.jsonl
 */
import { embeddingText } from '../../services/corpus/embedding-text.ts';
import { evidenceOf } from '../../services/curation/deduplicate/evidence.ts';
import { comparePair } from '../../services/curation/deduplicate/pairs.ts';
import { isWorthReading, PAIRS_READ_AT_ONCE } from '../../services/curation/deduplicate/read-pairs.ts';
import { openEncoder } from '../../services/embedding/onnx-encoder.ts';
import { at } from '../../services/runtime/at.ts';
import { comparedRows } from './compared-rows.ts';
import { foundPairs, writtenPairs } from './judged-pairs.ts';

const [folder, shared] = process.argv.slice(2);
if (folder === undefined || shared === undefined)
  throw new Error('usage: evidence-rows.ts ENCODER SHARED > evidence.jsonl');

const [written, found] = [await writtenPairs(), await foundPairs(shared)];
const pairs = [...written, ...found];
const rows = pairs.flatMap(({ a, b }) => [a, b]);
const encoder = await openEncoder(folder);
const judge = encoder.pairs;
if (judge === null) throw new Error(`${folder} has no judge of pairs`);
const compared = await comparedRows(
  rows.map((row) => ({ ...row, output: '', system: '', history: [] })),
  encoder,
);
const { request } = compared.identities;
const textOf = (row: number): string => embeddingText(at(rows, row));
const open = pairs
  .map((judged, place) => ({ judged, place, pair: comparePair(compared, 2 * place, 2 * place + 1) }))
  .filter(({ place, pair }) => request[2 * place] !== request[2 * place + 1] && isWorthReading(pair));
for (let begin = 0; begin < open.length; begin += PAIRS_READ_AT_ONCE) {
  const some = open.slice(begin, begin + PAIRS_READ_AT_ONCE);
  const { chances } = await judge.judge(some.map(({ pair: { a, b } }) => [textOf(a), textOf(b)]));
  some.forEach(({ judged: { group, same, weight }, place, pair }, i) => {
    const read = chances[i];
    if (read === null || read === undefined) return;
    const line = {
      group,
      same,
      weight,
      found: place >= written.length,
      evidence: evidenceOf(compared, pair, read),
    };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  });
}
await encoder.close();
