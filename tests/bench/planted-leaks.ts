/**
 * Takes rows out of a stored corpus (see ingest.ts --data) as a benchmark, and puts back copies, light edits and paraphrases of some
 * of them. Prints which verdict each kind gets, and how many of the rows that were not put back are called leaks: those are rows for
 * which the corpus has other rows that ask nearly the same.
 *
 *   node --import tsx tests/bench/planted-leaks.ts DIR [--rows 1000]
 */
import { parseArgs } from 'node:util';
import type { InstructionRecord } from '../../schemas/record.ts';
import { selectRows, toPoints } from '../../services/analysis/points.ts';
import type { Points } from '../../services/analysis/points.ts';
import { compose } from '../../services/compose.ts';
import { readConfig } from '../../services/config.ts';
import { embeddingText } from '../../services/corpus/embedding-text.ts';
import { findLeaks } from '../../services/curation/contamination/leaks.ts';
import { distinctTexts } from '../../services/curation/contamination/texts.ts';
import type { Rows } from '../../services/curation/contamination/texts.ts';
import { VERDICTS } from '../../services/curation/contamination/verdict.ts';
import { loadRows } from '../../services/curation/rows/load-rows.ts';
import { nearestIn } from '../../services/neighbours/search.ts';
import { seededRandom, shuffled } from '../../services/runtime/seeded-random.ts';
import { lightlyEdited, paraphrased } from '../planted-leaks.ts';
import { printFigures } from './support/figures.ts';

const KINDS = ['copied', 'edited', 'paraphrased', 'not put back'] as const;
type Kind = (typeof KINDS)[number];

const { values, positionals } = parseArgs({
  options: { rows: { type: 'string', default: '1000' } },
  allowPositionals: true,
});
const data = positionals[0];
if (data === undefined)
  throw new Error('usage: node --import tsx tests/bench/planted-leaks.ts DIR [--rows 1000]');
const random = seededRandom(11);
const signal = new AbortController().signal;
const report = (): void => undefined;

function altered({ instruction, input }: InstructionRecord, kind: Kind): string {
  if (kind === 'edited') return embeddingText({ instruction: lightlyEdited(instruction, random), input });
  if (kind === 'paraphrased') return embeddingText({ instruction: paraphrased(instruction, random), input });
  return embeddingText({ instruction, input });
}

function joined(one: Points, other: Points): Points {
  const all = new Float32Array(one.values.length + other.values.length);
  all.set(one.values);
  all.set(other.values, one.values.length);
  return { rows: one.rows + other.rows, dimensions: one.dimensions, values: all };
}

const kindred = await compose(readConfig({ ...process.env, KINDRED_DATA: data }), (error) =>
  console.error(error),
);
try {
  const { store, encoder } = kindred.encodings.live();
  const corpus = (await store.facet('corpus', {})).values[0]?.value ?? '';
  const records: InstructionRecord[] = [];
  const spaces = ['task', 'content'] as const;
  const { points } = await loadRows(store, [corpus], {
    spaces,
    signal,
    report,
    onRecord: (record) => void records.push(record),
  });
  const labelled = [...records.keys()].filter((row) => records[row]?.label !== null);
  const bench = shuffled(labelled, random).slice(0, Number(values.rows));
  const kindOf = (at: number): Kind => KINDS[at % KINDS.length] ?? 'copied';
  const planted = bench.flatMap((row, at) => {
    const record = records[row];
    return record === undefined || kindOf(at) === 'not put back'
      ? []
      : [{ at, text: altered(record, kindOf(at)), label: record.label?.name ?? null }];
  });
  const { vectors } = await encoder.embed(planted.map(({ text }) => text));
  const taken = new Set(bench);
  const rest = [...records.keys()].filter((row) => !taken.has(row));
  const rowsOf = (rows: readonly number[]): Rows => ({
    texts: rows.map((row) => embeddingText(records[row] ?? { instruction: '', input: '' })),
    labels: rows.map((row) => records[row]?.label?.name ?? null),
    task: selectRows(points.task, rows),
    content: selectRows(points.content, rows),
  });
  const others = rowsOf(rest);
  const train = distinctTexts({
    texts: [...others.texts, ...planted.map(({ text }) => text)],
    labels: [...others.labels, ...planted.map(({ label }) => label)],
    task: joined(others.task, toPoints(vectors.map(({ task }) => task))),
    content: joined(others.content, toPoints(vectors.map(({ content }) => content))),
  });
  const texts = distinctTexts(rowsOf(bench));
  const started = performance.now();
  const nearest = { inTask: nearestIn, inContent: nearestIn };
  const options = { sameTaskFrom: 0.7, threshold: null, signal, report };
  const leaks = await findLeaks(train, texts, nearest, options);
  const seconds = (performance.now() - started) / 1_000;

  const textOfRow = (rows: readonly (readonly number[])[]): Map<number, number> =>
    new Map(rows.flatMap((of, text) => of.map((row) => [row, text])));
  const [benchText, trainText] = [textOfRow(texts.rows), textOfRow(train.rows)];
  const plantedText = new Map(planted.map(({ at }, i) => [at, trainText.get(rest.length + i)]));
  const counts = new Map(KINDS.map((kind) => [kind, VERDICTS.map(() => 0)]));
  bench.forEach((_, at) => {
    const pairs = leaks.pairs.filter((pair) => pair.bench === benchText.get(at));
    const own = plantedText.get(at);
    const pair = own === undefined ? pairs[0] : pairs.find(({ train: text }) => text === own);
    const column = counts.get(kindOf(at));
    const verdict = VERDICTS.indexOf(pair?.verdict ?? 'same_task_only');
    if (column !== undefined) column[verdict] = (column[verdict] ?? 0) + 1;
  });
  console.log(
    `${bench.length} rows of ${corpus} looked for in ${train.words.length} texts: ${seconds.toFixed(1)} s`,
  );
  if (leaks.base !== null) {
    const { pairs, median, p99, level } = leaks.base;
    console.log(
      `${pairs} pairs of one task: content ${median.toFixed(2)} in the middle, one in 100 above ${p99.toFixed(2)}, level ${level.toFixed(2)}`,
    );
  }
  for (const kind of KINDS) {
    const column = counts.get(kind) ?? [];
    printFigures(
      [kind, 'rows'],
      [...VERDICTS.entries()].map(([at, verdict]) => [verdict, [column[at] ?? 0]]),
    );
  }
} finally {
  await kindred.close();
}
