import { vectorOf, type Points } from '../../analysis/points.ts';
import { cosine } from '../../analysis/dot.ts';
import type { NearestIn, NearestRows } from '../rows/nearest-in.ts';
import type { ReportProgress } from '../operation.ts';
import { forEachInTurns, lexicalCandidates } from './candidates.ts';
import type { Candidates, Indexes } from './candidates.ts';
import { haveReorderedChoices } from './choices.ts';
import { compareWords } from './compare-words.ts';
import { NgramIndex } from './ngram-index.ts';
import { levelAcross } from './other-letters.ts';
import { OtherQuestions } from './other-question.ts';
import { sameTaskLevels } from './same-task-level.ts';
import type { BaseRate } from './same-task-level.ts';
import { differingParts } from './task-parts.ts';
import { namedWordsOf, type DistinctTexts } from './texts.ts';
import { isLeak, judge, SHARED_8_GRAMS, VERDICTS } from './verdict.ts';
import type { Verdict } from '../../../schemas/curation/contamination.ts';
import { at } from '../../runtime/at.ts';

/** How many training texts, the nearest in content, are compared with each text of the benchmark. */
const NEAREST_IN_CONTENT = 20;
/** How many training texts, the nearest in task, show how alike in content texts of one task usually are. */
const NEAREST_IN_TASK = 50;

export interface LeakOptions {
  /** The task similarity from which two rows have the same task, whatever their labels say. */
  readonly sameTaskFrom: number;
  /**
   * The content similarity from which a shared task does not explain a pair. When null, it follows from how alike pairs
   * of the same task are.
   */
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
  /** The share of the benchmark text's own 8-grams that the training text has; null when it has none of its own. */
  readonly share8: number | null;
  /** The same for 13-grams. */
  readonly share13: number | null;
  /** Words in common, in order: 2 x common / words of both. */
  readonly wordRatio: number;
  /** The content similarity from which a shared task does not explain the pair. */
  readonly level: number;
  /** The fields beside the text, such as choices, in which two questions of one text differ. */
  readonly difference: readonly string[];
}

export interface Leaks {
  /** Every leak, and for a benchmark text without leaks its closest pair; by benchmark text, each one's worst pair first. */
  readonly pairs: readonly TextPair[];
  /** How alike pairs of the same task are; null when there were too few pairs. */
  readonly base: BaseRate | null;
  /** How many rows of the benchmark two known definitions call contaminated. */
  readonly byDefinition: ByDefinition;
}

interface ByDefinition {
  /** Rows with at least one 13-gram in the training data (Brown et al. 2020, GPT-3, appendix C). */
  readonly any13Gram: number;
  /** Rows with 70% of their 8-grams anywhere in the training data (Chowdhery et al. 2022, PaLM, section 8). */
  readonly most8Grams: number;
  /** Rows that the second definition cannot judge: they have fewer than eight words, or no 8-gram of their own. */
  readonly without8Grams: number;
}

interface Comparison {
  readonly train: DistinctTexts;
  readonly bench: DistinctTexts;
  readonly indexes: Indexes;
  readonly others: OtherQuestions;
  readonly options: LeakOptions;
}

const similarity = (one: Points, row: number, other: Points, otherRow: number): number =>
  cosine(vectorOf(one, row), vectorOf(other, otherRow));

function sharesTask({ train, bench, options }: Comparison, text: number, of: number, task: number): boolean {
  const label = at(bench.labels, of);
  return task >= options.sameTaskFrom || (label !== null && label === train.labels[text]);
}

/** For each text of the benchmark, its content similarities to training texts of its task whose words suggest no leak. */
function sameTaskContent(comparison: Comparison, inTask: NearestRows, suspects: Candidates): Float32Array[] {
  const { train, bench } = comparison;
  return bench.words.map((_, of) => {
    const similarities: number[] = [];
    for (let place = of * inTask.k; place < (of + 1) * inTask.k; place++) {
      const text = at(inTask.neighbours, place);
      if (suspects.has(text, of) || !sharesTask(comparison, text, of, at(inTask.scores, place))) continue;
      similarities.push(similarity(train.content, text, bench.content, of));
    }
    return Float32Array.from(similarities);
  });
}

const shareOf = (shared: number | undefined, own: number): number | null =>
  own === 0 ? null : (shared ?? 0) / own;

/** Judges the pairs of one training text with texts of the benchmark. */
function judgePairs(
  comparison: Comparison,
  text: number,
  ofTexts: readonly number[],
  levels: Float64Array,
): TextPair[] {
  const { train, bench, indexes, others } = comparison;
  const trained = namedWordsOf(train, text);
  const shared8 = indexes.eight.show(trained.words);
  const shared13 = indexes.thirteen.show(trained.words);
  return ofTexts.map((of) => {
    const share8 = shareOf(shared8.get(of), indexes.eight.ownOf(of).own);
    const content = similarity(train.content, text, bench.content, of);
    const task = similarity(train.task, text, bench.task, of);
    const same = train.keys[text] === bench.keys[of];
    const across = levelAcross(content, at(train.texts, text), at(bench.texts, of));
    const level = comparison.options.threshold ?? across ?? at(levels, of);
    const compared = compareWords(trained, namedWordsOf(bench, of), { same, share8 });
    const sameTask = sharesTask(comparison, text, of, task);
    const difference = differingParts(at(train.parts, text), at(bench.parts, of));
    const verdict = judge({
      ...compared,
      inOtherLetters: across !== null,
      share8,
      content,
      sameTask,
      level,
      differs: difference.length > 0,
      reordered: haveReorderedChoices(at(train.texts, text), at(bench.texts, of)),
      isOther: () => others.areOther({ train: text, bench: of, sameTask }),
    });
    return {
      train: text,
      bench: of,
      verdict,
      content,
      task,
      share8,
      share13: shareOf(shared13.get(of), indexes.thirteen.ownOf(of).own),
      wordRatio: compared.wordRatio,
      level,
      difference: compared.whole ? difference : [],
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

/** For each text of the benchmark all its leaks, or its closest pair when it has none. */
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

/** The n-grams of a benchmark. */
export function indexesOf(bench: DistinctTexts): Indexes {
  return { eight: new NgramIndex(8, bench.words), thirteen: new NgramIndex(13, bench.words) };
}

/**
 * Finds texts of a benchmark in training data: word for word or nearly so (`words.ts`, `ngram-index.ts`), or in other words.
 * Texts in other words count when their content is more alike than a shared task explains (`same-task-level.ts`). The rules
 * are in `verdict.ts`.
 * @throws the signal's reason when aborted
 */
export async function findLeaks(
  train: DistinctTexts,
  bench: DistinctTexts,
  nearest: { readonly inTask: NearestIn; readonly inContent: NearestIn },
  options: LeakOptions,
  indexes: Indexes = indexesOf(bench),
): Promise<Leaks> {
  const { signal, report } = options;
  const comparison = { train, bench, indexes, options, others: new OtherQuestions(train, bench) };
  const candidates = await lexicalCandidates(train, bench, indexes, {
    signal,
    onTurn: (done, total) => report('common words', done, total),
  });
  const inTask = await nearest.inTask(bench.task, train.task, NEAREST_IN_TASK);
  const { base, levels } = sameTaskLevels(sameTaskContent(comparison, inTask, candidates));
  const inContent = await nearest.inContent(bench.content, train.content, NEAREST_IN_CONTENT);
  inContent.neighbours.forEach((text, place) => candidates.add(text, Math.floor(place / inContent.k)));
  for (let of = 0; of < bench.words.length && inTask.k > 0; of++) {
    candidates.add(at(inTask.neighbours, of * inTask.k), of);
  }
  const pairs: TextPair[] = [];
  await forEachInTurns(
    candidates.byTrain(),
    ([text, ofTexts]) => pairs.push(...judgePairs(comparison, text, ofTexts, levels)),
    { signal, onTurn: (done, total) => report('pairs', done, total) },
  );
  return { pairs: worthTelling(pairs), base, byDefinition: countByDefinition(comparison) };
}
