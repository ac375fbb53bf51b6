import { vectorOf, type Points } from '../../analysis/points.ts';
import { cosine } from '../../analysis/dot.ts';
import type { NearestIn, NearestRows } from '../rows/nearest-in.ts';
import type { ReportProgress } from '../operation.ts';
import { forEachInTurns, lexicalCandidates } from './candidates.ts';
import type { Candidates, Indexes } from './candidates.ts';
import { compareWords } from './compare-words.ts';
import { NgramIndex } from './ngram-index.ts';
import { sameTaskLevels } from './same-task-level.ts';
import type { BaseRate } from './same-task-level.ts';
import type { DistinctTexts } from './texts.ts';
import { isLeak, judge, SHARED_8_GRAMS, VERDICTS } from './verdict.ts';
import type { Verdict } from '../../../schemas/api/comparison-reports.ts';

/** Training texts nearest in content that are looked at for each text of the benchmark. */
const NEAREST_IN_CONTENT = 20;
/** Training texts nearest in task that tell how alike in content its task usually is. */
const NEAREST_IN_TASK = 50;

export interface LeakOptions {
  /** Task similarity from which two rows do the same kind of work, labels aside. */
  readonly sameTaskFrom: number;
  /** Content similarity from which a shared task does not explain a pair; null: from the base rate of same-task pairs. */
  readonly threshold: number | null;
  readonly signal: AbortSignal;
  readonly report: ReportProgress;
}

/** A training text and a text of the benchmark, by their numbers among the distinct texts. */
export interface TextPair {
  readonly train: number;
  readonly bench: number;
  readonly verdict: Verdict;
  readonly content: number;
  readonly task: number;
  /** Shares of the benchmark text's own n-grams in the training text; null when it has none. */
  readonly share8: number | null;
  readonly share13: number | null;
  readonly wordRatio: number;
  /** Content similarity from which a shared task does not explain it. */
  readonly level: number;
}

export interface Leaks {
  /** Every leak found, and the closest pair of every other text; by benchmark text, worst first. */
  readonly pairs: readonly TextPair[];
  readonly base: BaseRate | null;
  /** How many rows of the benchmark two known definitions call contaminated. */
  readonly byDefinition: ByDefinition;
}

interface ByDefinition {
  /** Brown et al. 2020 (GPT-3, appendix C): one of its 13-grams is in the training data. */
  readonly any13Gram: number;
  /** Chowdhery et al. 2022 (PaLM, section 8): 70% of its 8-grams are in the training data, wherever. */
  readonly most8Grams: number;
  /** Neither can judge: fewer than eight words, or none that other rows of the benchmark do not have. */
  readonly without8Grams: number;
}

interface Comparison {
  readonly train: DistinctTexts;
  readonly bench: DistinctTexts;
  readonly indexes: Indexes;
  readonly options: LeakOptions;
}

const similarity = (one: Points, row: number, other: Points, otherRow: number): number =>
  cosine(vectorOf(one, row), vectorOf(other, otherRow));

function sharesTask({ train, bench, options }: Comparison, text: number, of: number, task: number): boolean {
  const label = bench.labels[of] ?? null;
  return task >= options.sameTaskFrom || (label !== null && label === train.labels[text]);
}

/** Content similarities of each text of the benchmark to training texts of its task whose words do not suggest a leak. */
function sameTaskContent(comparison: Comparison, inTask: NearestRows, suspects: Candidates): Float32Array[] {
  const { train, bench } = comparison;
  return bench.words.map((_, of) => {
    const similarities: number[] = [];
    for (let at = of * inTask.k; at < (of + 1) * inTask.k; at++) {
      const text = inTask.neighbours[at] ?? 0;
      if (suspects.has(text, of) || !sharesTask(comparison, text, of, inTask.scores[at] ?? 0)) continue;
      similarities.push(similarity(train.content, text, bench.content, of));
    }
    return Float32Array.from(similarities);
  });
}

const shareOf = (shared: number | undefined, own: number): number | null =>
  own === 0 ? null : (shared ?? 0) / own;

/** The pairs of one training text. */
function judgePairs(
  comparison: Comparison,
  text: number,
  ofTexts: readonly number[],
  levels: Float64Array,
): TextPair[] {
  const { train, bench, indexes } = comparison;
  const words = train.words[text] ?? [];
  const shared8 = indexes.eight.show(words);
  const shared13 = indexes.thirteen.show(words);
  return ofTexts.map((of) => {
    const level = levels[of] ?? 1;
    const share8 = shareOf(shared8.get(of), indexes.eight.ownOf(of).own);
    const content = similarity(train.content, text, bench.content, of);
    const task = similarity(train.task, text, bench.task, of);
    const same = train.keys[text] === bench.keys[of];
    const compared = compareWords(words, bench.words[of] ?? [], { same, share8 });
    const sameTask = sharesTask(comparison, text, of, task);
    return {
      train: text,
      bench: of,
      verdict: judge({ ...compared, share8, content, sameTask, level }),
      content,
      task,
      share8,
      share13: shareOf(shared13.get(of), indexes.thirteen.ownOf(of).own),
      wordRatio: compared.wordRatio,
      level,
    };
  });
}

function worstFirst(one: TextPair, other: TextPair): number {
  return (
    VERDICTS.indexOf(one.verdict) - VERDICTS.indexOf(other.verdict) ||
    other.content - one.content ||
    one.train - other.train
  );
}

/** All leaks of each text of the benchmark; of a text without any, its closest pair. */
function worthTelling(pairs: readonly TextPair[]): TextPair[] {
  const byBench = new Map<number, TextPair[]>();
  for (const pair of pairs) {
    const known = byBench.get(pair.bench);
    if (known === undefined) byBench.set(pair.bench, [pair]);
    else known.push(pair);
  }
  return [...byBench]
    .sort(([one], [other]) => one - other)
    .flatMap(([, ofText]) => {
      const sorted = ofText.sort(worstFirst);
      const leaks = sorted.filter(({ verdict }) => isLeak(verdict));
      return leaks.length > 0 ? leaks : sorted.slice(0, 1);
    });
}

function countByDefinition({ bench, indexes }: Comparison): ByDefinition {
  const counts = { any13Gram: 0, most8Grams: 0, without8Grams: 0 };
  bench.rows.forEach(({ length: rows }, text) => {
    const eight = indexes.eight.ownOf(text);
    if (indexes.thirteen.ownOf(text).seen > 0) counts.any13Gram += rows;
    if (eight.own === 0) counts.without8Grams += rows;
    else if (eight.seen >= SHARED_8_GRAMS * eight.own) counts.most8Grams += rows;
  });
  return counts;
}

/**
 * Finds texts of a benchmark in training data, word for word (`words.ts`, `ngram-index.ts`), nearly so, or in other words: then
 * content must be more alike than a shared task explains (`same-task-level.ts`). `verdict.ts` has the rules.
 * @throws the signal's reason when aborted
 */
export async function findLeaks(
  train: DistinctTexts,
  bench: DistinctTexts,
  nearest: { readonly inTask: NearestIn; readonly inContent: NearestIn },
  options: LeakOptions,
): Promise<Leaks> {
  const { signal, threshold, report } = options;
  const indexes = { eight: new NgramIndex(8, bench.words), thirteen: new NgramIndex(13, bench.words) };
  const comparison = { train, bench, indexes, options };
  const candidates = await lexicalCandidates(train, bench, indexes, {
    signal,
    onTurn: (done, total) => report('common words', done, total),
  });
  const inTask = await nearest.inTask(bench.task, train.task, NEAREST_IN_TASK);
  const { base, levels } = sameTaskLevels(sameTaskContent(comparison, inTask, candidates));
  if (threshold !== null) levels.fill(threshold);
  const inContent = await nearest.inContent(bench.content, train.content, NEAREST_IN_CONTENT);
  inContent.neighbours.forEach((text, at) => candidates.add(text, Math.floor(at / inContent.k)));
  for (let of = 0; of < bench.words.length && inTask.k > 0; of++) {
    candidates.add(inTask.neighbours[of * inTask.k] ?? 0, of);
  }
  const pairs: TextPair[] = [];
  await forEachInTurns(
    candidates.byTrain(),
    ([text, ofTexts]) => pairs.push(...judgePairs(comparison, text, ofTexts, levels)),
    { signal, onTurn: (done, total) => report('pairs', done, total) },
  );
  return { pairs: worthTelling(pairs), base, byDefinition: countByDefinition(comparison) };
}
