/**
 * What a task label costs: microseconds a row, what the first label of each language takes, and memory.
 *
 *   node --import tsx tests/bench/label-speed.ts FILE [--rows 20000] [--tasks 12]
 *
 * FILE is any file that Kindred reads. Its rows are labelled by language: those with a Chinese character and those without.
 * `--tasks` prints so many labels of each language, the most frequent first, with their share.
 */
import { parseArgs } from 'node:util';
import { readCorpus } from '../../services/corpus/read-corpus.ts';
import { createTaskLabeller } from '../../services/labels/task-labeller.ts';

const ROUNDS = 3;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rows: { type: 'string', default: '20000' }, tasks: { type: 'string', default: '0' } },
});

async function instructionsOf(file: string, most: number): Promise<string[]> {
  const found: string[] = [];
  for await (const row of (await readCorpus(file)).rows) {
    if ('content' in row) found.push(row.content.instruction);
    if (found.length === most) break;
  }
  return found;
}

const megabytes = (): number => Math.round(process.memoryUsage().rss / 1e6);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(file: string): Promise<void> {
  const rows = await instructionsOf(file, Number(values.rows));
  const labeller = createTaskLabeller();
  for (const [language, isOne] of [
    ['without Chinese', (text: string) => !/\p{Script=Han}/u.test(text)],
    ['with Chinese', (text: string) => /\p{Script=Han}/u.test(text)],
  ] as const) {
    const texts = rows.filter(isOne);
    if (texts.length === 0) continue;
    const before = megabytes();
    const start = performance.now();
    labeller.label(texts[0] ?? '');
    const first = performance.now() - start;
    const after = megabytes();
    const times: number[] = [];
    let labels: (string | undefined)[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const begin = performance.now();
      labels = texts.map((text) => labeller.label(text)?.name);
      times.push(((performance.now() - begin) * 1_000) / texts.length);
    }
    const named = labels.filter((label) => label !== undefined);
    print(
      `${language}: ${texts.length} rows, ${Math.min(...times).toFixed(0)} µs a row, ` +
        `${((100 * named.length) / texts.length).toFixed(1)} % have a label; ` +
        `the first label took ${first.toFixed(0)} ms and ${after - before} MB`,
    );
    printTasks(named);
  }
}

function printTasks(named: readonly string[]): void {
  const counts = new Map<string, number>();
  for (const name of named) counts.set(name, (counts.get(name) ?? 0) + 1);
  const frequent = [...counts].sort((a, b) => b[1] - a[1]).slice(0, Number(values.tasks));
  for (const [name, count] of frequent) print(`  ${((100 * count) / named.length).toFixed(1)} %  ${name}`);
}

const [file] = positionals;
if (file === undefined) {
  process.stderr.write('Which file has the instructions? Give it as the argument.\n');
  process.exitCode = 2;
} else {
  await main(file);
}
