import type { ContaminationReport, LeakPair, Verdict } from '../../../schemas/curation/contamination.ts';
import { at } from '../../runtime/at.ts';
import { loadLabelledRows } from '../rows/labelled-rows.ts';
import { excerptOf } from '../rows/excerpt.ts';
import type { LabelledRows } from '../rows/labelled-rows.ts';
import { searchOf } from '../rows/nearest-in.ts';
import type { Operation } from '../operation.ts';
import { rounded } from '../rows/rounded.ts';
import { findLeaks } from './leaks.ts';
import type { Leaks, TextPair } from './leaks.ts';
import { distinctTexts } from './texts.ts';
import type { DistinctTexts } from './texts.ts';
import { DEFINITIONS, isLeak, VERDICTS } from './verdict.ts';

const EXAMPLES_A_VERDICT = 5;

interface Side {
  readonly rows: LabelledRows;
  readonly texts: DistinctTexts;
}

interface Sides {
  readonly train: Side;
  readonly bench: Side;
}

const roundedOrNull = (value: number | null): number | null => (value === null ? null : rounded(value));

const rowsOf = ({ texts }: Side, text: number): readonly number[] => at(texts.rows, text);
const firstRow = (side: Side, text: number): number => at(rowsOf(side, text), 0);
const firstId = (side: Side, text: number): string => at(side.rows.ids, firstRow(side, text));

function toLeakPair({ train, bench }: Sides, pair: TextPair): LeakPair {
  return {
    verdict: pair.verdict,
    bench_id: firstId(bench, pair.bench),
    train_id: firstId(train, pair.train),
    bench_rows: rowsOf(bench, pair.bench).length,
    train_rows: rowsOf(train, pair.train).length,
    content: rounded(pair.content),
    task: rounded(pair.task),
    level: rounded(pair.level),
    ngram_8: roundedOrNull(pair.share8),
    ngram_13: roundedOrNull(pair.share13),
    word_ratio: rounded(pair.wordRatio),
  };
}

/**
 * The worst pair of each text of one side, by the number of the text.
 * @param pairs the pairs of each text of the benchmark, worst first
 */
function worstOf(pairs: readonly TextPair[], textOf: (pair: TextPair) => number): Map<number, TextPair> {
  const worst = new Map<number, TextPair>();
  for (const pair of pairs) {
    const known = worst.get(textOf(pair));
    const isWorse = known === undefined || VERDICTS.indexOf(pair.verdict) < VERDICTS.indexOf(known.verdict);
    if (isWorse) worst.set(textOf(pair), pair);
  }
  return worst;
}

/** The worst pair of each row's text, in the order of the rows; undefined where the text is in no pair. */
function byRow(side: Side, worst: ReadonlyMap<number, TextPair>): (TextPair | undefined)[] {
  const pairs = new Array<TextPair | undefined>(side.rows.ids.length).fill(undefined);
  for (const [text, pair] of worst) for (const row of rowsOf(side, text)) pairs[row] = pair;
  return pairs;
}

function* benchLines(sides: Sides, pairs: readonly (TextPair | undefined)[]) {
  for (const [row, pair] of pairs.entries()) {
    const { verdict, train_id, content, ngram_8 } =
      pair === undefined
        ? { verdict: 'clean', train_id: null, content: null, ngram_8: null }
        : toLeakPair(sides, pair);
    yield { id: sides.bench.rows.ids[row], verdict, train_id, content, ngram_8 };
  }
}

/** The marks of the training rows: not to be kept is a row that is, or nearly is, a row of the benchmark. */
function* trainMarks(sides: Sides, pairs: readonly (TextPair | undefined)[]) {
  for (const [row, pair] of pairs.entries()) {
    const id = sides.train.rows.ids[row];
    if (pair === undefined) yield { id, keep: true };
    else {
      const { verdict, bench_id, content, ngram_8 } = toLeakPair(sides, pair);
      yield { id, keep: verdict === 'soft', verdict, bench_id, content, ngram_8 };
    }
  }
}

function verdictRows(
  bench: readonly (TextPair | undefined)[],
  train: readonly (TextPair | undefined)[],
): ContaminationReport['verdicts'] {
  const count = (pairs: readonly (TextPair | undefined)[], verdict: Verdict): number =>
    pairs.filter((pair) => (pair?.verdict ?? 'clean') === verdict).length;
  const entries = VERDICTS.map((verdict) => [
    verdict,
    {
      bench_rows: count(bench, verdict),
      train_rows: isLeak(verdict) ? count(train, verdict) : null,
      definition: DEFINITIONS[verdict],
    },
  ]);
  return Object.fromEntries(entries) as ContaminationReport['verdicts'];
}

function examplesOf(sides: Sides, worst: Iterable<TextPair>): ContaminationReport['examples'] {
  const pairs = [...worst].sort((one, other) => other.content - one.content);
  return VERDICTS.flatMap((verdict) =>
    pairs
      .filter((pair) => pair.verdict === verdict)
      .slice(0, EXAMPLES_A_VERDICT)
      .map((pair) => ({
        ...toLeakPair(sides, pair),
        bench_text: textOf(sides.bench, pair.bench),
        train_text: textOf(sides.train, pair.train),
      })),
  );
}

const textOf = (side: Side, text: number): string => excerptOf(at(side.rows.texts, firstRow(side, text)));

function definitionsOf({ byDefinition }: Leaks): ContaminationReport['by_definition'] {
  const { any13Gram, most8Grams, without8Grams } = byDefinition;
  return { any_13_gram: any13Gram, most_8_grams: most8Grams, without_8_grams: without8Grams };
}

/**
 * Finds the rows of a benchmark that are in the training data, and marks the training rows that are, or nearly are, such
 * a row.
 * @throws KindredError `not_found` when a corpus has no records any more, `cancelled` when the job was cancelled
 */
export const findContamination: Operation<'contamination'> = async (_, operation, context) => {
  const { train: trainName, bench: benchName, threshold, same_task_from } = operation;
  const { signal, report, files } = context;
  const load = async (corpus: string): Promise<Side> => {
    const rows = await loadLabelledRows(corpus, ['task', 'content'], context);
    return { rows, texts: distinctTexts({ ...rows, ...rows.points }) };
  };
  const sides = { train: await load(trainName), bench: await load(benchName) };
  const leaks = await findLeaks(
    sides.train.texts,
    sides.bench.texts,
    { inTask: searchOf(context, 'nearest in task'), inContent: searchOf(context, 'nearest in content') },
    { sameTaskFrom: same_task_from, threshold: threshold === 'auto' ? null : threshold, signal, report },
  );
  const worstOfBench = worstOf(leaks.pairs, ({ bench }) => bench);
  const leaking = leaks.pairs.filter(({ verdict }) => isLeak(verdict));
  const benchPairs = byRow(sides.bench, worstOfBench);
  const trainPairs = byRow(
    sides.train,
    worstOf(leaking, ({ train }) => train),
  );
  await files.writeLines(
    'pairs.jsonl',
    leaks.pairs.map((pair) => toLeakPair(sides, pair)),
  );
  await files.writeLines('bench.jsonl', benchLines(sides, benchPairs));
  await files.writeLines('marks.jsonl', trainMarks(sides, trainPairs));
  const rows = { train: trainPairs.length, bench: benchPairs.length };
  return {
    rows: rows.train + rows.bench,
    report: {
      kind: 'contamination',
      train: trainName,
      bench: benchName,
      rows,
      verdicts: verdictRows(benchPairs, trainPairs),
      base_rate: leaks.base,
      threshold,
      by_definition: definitionsOf(leaks),
      examples: examplesOf(sides, worstOfBench.values()),
    },
  };
};
