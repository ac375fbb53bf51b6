/**
 * What the confidence of the parser's labels means on real rows: `infra/training/labels-read.jsonl` names rows of several sources, the
 * label that the parser gave each, and whether a reader found that it names what the row asks for. For each rule the confidence that is
 * told and the share that was acceptable, in the two draws that the confidences were set by (and that the rules were mended from), and in
 * the third, which was drawn afterwards. A row whose label has changed since it was read counts nowhere, and is printed to be read again.
 *
 *   node --import tsx tests/bench/label-rules.ts kinds_train.jsonl.gz
 */
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { createTaskLabeller } from '../../services/labels/task-labeller.ts';

const READ = 'infra/training/labels-read.jsonl';
const CHECK_DRAW = 3;
const SURE = 0.9;
const ReadLabel = z.object({
  id: z.string(),
  draw: z.number(),
  label: z.string(),
  acceptable: z.boolean(),
});
const Row = z.object({ id: z.string(), instruction: z.string() });

interface Told extends z.infer<typeof ReadLabel> {
  readonly confidence: number;
  readonly rule: string;
}

const [file] = process.argv.slice(2);
if (file === undefined)
  throw new Error('usage: node --import tsx tests/bench/label-rules.ts kinds_train.jsonl.gz');
const linesOf = (text: string): unknown[] =>
  text
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
const rows = linesOf(gunzipSync(await readFile(file)).toString()).map((line) => Row.parse(line));
const instructions = new Map(rows.map(({ id, instruction }) => [id, instruction] as const));

const labeller = createTaskLabeller();
const told: Told[] = [];
for (const line of linesOf(await readFile(READ, 'utf8'))) {
  const read = ReadLabel.parse(line);
  const found = labeller.labelWithRule(instructions.get(read.id) ?? '');
  if (found?.name !== read.label) {
    console.log(`to be read again: ${read.id}, ${read.label}, now ${found?.name ?? 'none'}`);
    continue;
  }
  const language = /\p{Script=Han}/u.test(found.name) ? 'Chinese' : 'English';
  told.push({ ...read, confidence: found.confidence, rule: `${language} ${found.rule}` });
}

function shareOf(some: readonly Told[]): string {
  const right = some.filter(({ acceptable }) => acceptable).length;
  return (
    `${right} of ${some.length}`.padStart(11) + (right / Math.max(1, some.length)).toFixed(2).padStart(6)
  );
}

function print(name: string, some: readonly Told[]): void {
  const mean = some.reduce((sum, { confidence }) => sum + confidence, 0) / Math.max(1, some.length);
  const fitted = some.filter(({ draw }) => draw !== CHECK_DRAW);
  const check = some.filter(({ draw }) => draw === CHECK_DRAW);
  console.log(`${name.padEnd(24)} ${mean.toFixed(2)}  set by ${shareOf(fitted)}  check ${shareOf(check)}`);
}

for (const rule of [...new Set(told.map((one) => one.rule))].sort()) {
  print(
    rule,
    told.filter((one) => one.rule === rule),
  );
}
print(
  `told ${SURE} or more`,
  told.filter(({ confidence }) => confidence >= SURE),
);
print(
  'told less',
  told.filter(({ confidence }) => confidence < SURE),
);
