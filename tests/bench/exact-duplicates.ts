/**
 * Exact duplicates of a file, streamed: rows with the same request and answer, as `kindred dedup` counts them, and rows
 * that are alike to the letter; memory beside what is there before.
 *
 *   node --import tsx tests/bench/exact-duplicates.ts FILE
 */
import { embeddingText } from '../../services/corpus/embedding-text.ts';
import { readCorpus } from '../../services/corpus/read-corpus.ts';
import { exactGroups } from '../../services/curation/deduplicate/exact.ts';
import { conflictsOf } from '../../services/curation/deduplicate/conflicts.ts';
import { RowIdentifier } from '../../services/curation/deduplicate/row-identities.ts';

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('usage: node --import tsx tests/bench/exact-duplicates.ts FILE');
const mebibytes = (): number => process.memoryUsage().rss / 1024 ** 2;

const before = mebibytes();
const started = performance.now();
const identifier = new RowIdentifier();
const toTheLetter = new RowIdentifier();
let rows = 0;
let most = 0;
for await (const row of (await readCorpus(path)).rows) {
  if ('rejection' in row) continue;
  const { content } = row;
  identifier.add(content, embeddingText(content));
  // Request and answer in one text tell rows that are equal to the letter.
  toTheLetter.add({ ...content, input: JSON.stringify([content.input, content.output]), output: '' }, '');
  rows += 1;
  if (rows % 10_000 === 0) most = Math.max(most, mebibytes());
}
const read = performance.now();
const identities = identifier.identities();
const { copies, contradicted } = exactGroups(identities);
const conflicts = conflictsOf(identities, contradicted);
const ended = performance.now();

const letters = rows - new Set(toTheLetter.identities().node).size;
const count = (value: number): string => value.toLocaleString('en');
console.log(`${count(rows)} rows, read and compared in ${((ended - started) / 1_000).toFixed(1)} s`);
console.log(`  of which choosing ${((ended - read) / 1_000).toFixed(2)} s`);
console.log(`  equal to the letter in instruction, input, output, system and history: ${count(letters)}`);
console.log(`  equal but for case, white space and punctuation: ${count(copies)}`);
console.log(`  requests answered differently: ${count(new Set(conflicts.map(({ first }) => first)).size)}`);
console.log(`memory ${before.toFixed(0)} MiB before, at most ${most.toFixed(0)} MiB`);
