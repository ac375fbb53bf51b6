/**
 * What the confidence of the parser's task labels means on rows that were written for a label, in words that do not always name it: for each
 * confidence the share of rows with the very label, with one that means the same (`infra/training/labels.json`), and with its verb. No rule
 * of the parser was made from these rows. A label that is none of these may still be acceptable: `--out` writes such rows, to be read.
 *
 *   node --import tsx tests/bench/label-confidence.ts infra/training/written/labels [--rows 400] [--seed 11] [--out FILE]
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createTaskLabeller } from '../../services/labels/task-labeller.ts';
import { at } from '../../services/runtime/at.ts';
import { randomIndex, seededRandom } from '../../services/runtime/seeded-random.ts';

interface WrittenRow {
  readonly label: string;
  readonly instruction: string;
}

interface SynonymGroups {
  readonly verbs: Readonly<Record<string, readonly string[]>>;
  readonly nouns: Readonly<Record<string, readonly string[]>>;
}

const { values, positionals } = parseArgs({
  options: {
    rows: { type: 'string', default: '400' },
    seed: { type: 'string', default: '11' },
    out: { type: 'string' },
  },
  allowPositionals: true,
});
const [folder] = positionals;
if (folder === undefined) throw new Error('usage: node --import tsx tests/bench/label-confidence.ts FOLDER');

const files = (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).sort();
const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
const all = texts.flatMap((text) => text.trim().split('\n')).map((line) => JSON.parse(line) as WrittenRow);
const random = seededRandom(Number(values.seed));
const sample = Array.from({ length: Number(values.rows) }, () => at(all, randomIndex(random, all.length)));

const { verbs, nouns } = JSON.parse(await readFile('infra/training/labels.json', 'utf8')) as SynonymGroups;
const tableOf = (groups: SynonymGroups['verbs']): ReadonlyMap<string, string> =>
  new Map(Object.entries(groups).flatMap(([kept, others]) => others.map((word) => [word, kept] as const)));
const [verbOf, nounOf] = [tableOf(verbs), tableOf(nouns)];
const verb = (label: string): string => {
  const word = label.split('|')[0] ?? '';
  return verbOf.get(word) ?? word;
};
const noun = (label: string): string => {
  const word = label.split('|')[1] ?? '';
  return nounOf.get(word) ?? word;
};

const labeller = createTaskLabeller();
const told = sample.map((row) => ({ ...row, told: labeller.label(row.instruction) }));
const confidences = [...new Set(told.map((row) => row.told?.confidence ?? 0))].sort((a, b) => b - a);
for (const confidence of confidences) {
  const rows = told.filter((row) => (row.told?.confidence ?? 0) === confidence);
  const share = (test: (own: string, written: string) => boolean): string =>
    (rows.filter((row) => test(row.told?.name ?? '', row.label)).length / rows.length).toFixed(3);
  const exact = share((own, written) => own === written);
  const same = share((own, written) => verb(own) === verb(written) && noun(own) === noun(written));
  const sameVerb = share((own, written) => verb(own) === verb(written));
  console.log(
    `${confidence.toFixed(2)}  ${String(rows.length).padStart(5)} rows  the label ${exact}  the same ${same}  the verb ${sameVerb}`,
  );
}
if (values.out !== undefined) {
  const unlike = told.filter(
    (row) =>
      row.told !== null &&
      `${verb(row.told.name)}|${noun(row.told.name)}` !== `${verb(row.label)}|${noun(row.label)}`,
  );
  await writeFile(values.out, unlike.map((row) => `${JSON.stringify(row)}\n`).join(''));
}
