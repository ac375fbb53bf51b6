// Whether demonstrations still do the kind of work that was asked for, and whether rows are called duplicates that are: tests/bench/fit.ts and
// tests/bench/duplicate-pairs.ts with limits, on rows that the project wrote and no training has seen. With KINDRED_BENCH, a folder that has
// kinds.jsonl, nofit.jsonl and duplicate_pairs.jsonl, on these too: they are of others, and not in the repository.
//   node .ci/answers.mjs FOLDER
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: node .ci/answers.mjs FOLDER');
const WRITTEN = 'infra/training/written';
// Training leaves out what has a first byte below 16 (`held_out` of infra/training/work_rows.py); a part of these is enough.
const BELOW = 5;

/** Small letters and single spaces, as `fold` of infra/training/data.py. */
const fold = (text) => text.replace(/\s+/gu, ' ').trim().toLowerCase();
const isHeldOut = ({ instruction, input = '' }) =>
  createHash('sha256')
    .update(fold(`${instruction} ${input}`))
    .digest()[0] < BELOW;

const rows = readdirSync(WRITTEN)
  .filter((name) => name.endsWith('.jsonl'))
  .flatMap((name) => {
    const lines = readFileSync(join(WRITTEN, name), 'utf8').trim().split('\n');
    return lines
      .map((line, at) => ({ ...JSON.parse(line), id: `${name} ${at + 1}`, source: basename(name, '.jsonl') }))
      .filter(isHeldOut)
      .map((row) => ({ ...row, output: 'The answer.' }));
  });
mkdirSync(folder, { recursive: true });
const own = join(folder, 'own.jsonl');
writeFileSync(own, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
process.stdout.write(`${rows.length} rows of the project's own, held out\n`);
hold(own, '--min-p4', '0.66', '--max-abstained', '0.06');

const GROUPS = 'infra/training/pairs/groups';
/** A row as it is embedded, and whether the group that begins with it is one of every other that training leaves out (`is_held_out` of pair_rows.py). */
const shown = ({ instruction, input = '' }) =>
  [instruction, input].filter((part) => part !== '').join('\n\n');
const isHeldOutGroup = ({ base }) =>
  parseInt(createHash('sha256').update(shown(base)).digest('hex').slice(0, 8), 16) % 24 === 0;
const groups = readdirSync(GROUPS).flatMap((name) =>
  readFileSync(join(GROUPS, name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => ({ ...JSON.parse(line), file: basename(name, '.jsonl') }))
    .filter(isHeldOutGroup),
);
const pairs = groups.flatMap(({ base, same, different, lang, file }) => [
  ...same.map((row) => ({ a: base, b: row, same: true, lang, class: file })),
  ...different.map((row) => ({ a: base, b: row, same: false, lang, class: file })),
]);
const ownPairs = join(folder, 'pairs.jsonl');
writeFileSync(ownPairs, pairs.map((pair) => `${JSON.stringify(pair)}\n`).join(''));
tell(ownPairs, '0.92', '0.3');

const bench = process.env.KINDRED_BENCH;
if (bench === undefined) {
  process.stdout.write('NOT MEASURED on rows found elsewhere: KINDRED_BENCH names no folder\n');
} else {
  const limits = ['--min-p4', '0.58', '--max-abstained', '0.12', '--min-abstained', '0.9'];
  hold(join(bench, 'kinds.jsonl'), '--nofit', join(bench, 'nofit.jsonl'), ...limits);
  tell(join(bench, 'duplicate_pairs.jsonl'), '0.97', '0.57');
}

function hold(...options) {
  run('tests/bench/fit.ts', ...options, '--strategies', 'balanced');
}

function tell(file, precision, recall) {
  run('tests/bench/duplicate-pairs.ts', file, '--min-precision', precision, '--min-recall', recall);
}

function run(...script) {
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', ...script], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
