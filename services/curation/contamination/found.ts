import type { LeakPair } from '../../../schemas/curation/contamination.ts';
import { at } from '../../runtime/at.ts';
import type { LabelledRows } from '../rows/labelled-rows.ts';
import { rounded } from '../rows/rounded.ts';
import type { FieldLeak } from './field-leaks.ts';
import type { TextPair } from './leaks.ts';
import type { DistinctTexts } from './texts.ts';
import { isLeak, VERDICTS } from './verdict.ts';

/** The name of the text that all rows are compared by first: instruction and input. */
const REQUEST = 'instruction';

/** The rows of one corpus, and their different texts. */
export interface Side {
  readonly rows: LabelledRows;
  readonly texts: DistinctTexts;
}

export interface Sides {
  readonly train: Side;
  readonly bench: Side;
}

const roundedOrNull = (value: number | null): number | null => (value === null ? null : rounded(value));

/** The rows that have a text. */
export const rowsOfText = ({ texts }: Side, text: number): readonly number[] => at(texts.rows, text);
export const firstRowOf = (side: Side, text: number): number => at(rowsOfText(side, text), 0);

/** A text of the benchmark and the training rows that have it, or the nearest ones, in one of their fields. */
export interface FoundText extends Omit<LeakPair, 'bench_id' | 'train_id' | 'bench_rows' | 'train_rows'> {
  /** The number of the text of the benchmark. */
  readonly bench: number;
  readonly trainRows: readonly number[];
}

export function foundInRequests({ train }: Sides, pairs: readonly TextPair[]): FoundText[] {
  return pairs.map((pair) => ({
    verdict: pair.verdict,
    bench: pair.bench,
    trainRows: rowsOfText(train, pair.train),
    field: REQUEST,
    difference: [...pair.difference],
    content: rounded(pair.content),
    task: rounded(pair.task),
    level: rounded(pair.level),
    ngram_8: roundedOrNull(pair.share8),
    ngram_13: roundedOrNull(pair.share13),
    word_ratio: rounded(pair.wordRatio),
  }));
}

export function foundInFields(leaks: readonly FieldLeak[]): FoundText[] {
  return leaks.map(({ verdict, bench, rows, field, share8, share13, wordRatio }) => ({
    verdict,
    bench,
    trainRows: rows,
    field,
    difference: [],
    content: null,
    task: null,
    level: null,
    ngram_8: roundedOrNull(share8),
    ngram_13: roundedOrNull(share13),
    word_ratio: rounded(wordRatio),
  }));
}

const rank = ({ verdict }: FoundText): number => VERDICTS.indexOf(verdict);

/** What was found of each text of the benchmark, worst first: its leaks, or what is nearest to one where it has none. */
export function inOrder(found: readonly FoundText[]): FoundText[] {
  const leaking = new Set(found.filter(({ verdict }) => isLeak(verdict)).map(({ bench }) => bench));
  return found
    .filter(({ bench, verdict }) => isLeak(verdict) || !leaking.has(bench))
    .map((one, place) => ({ one, place }))
    .sort((a, b) => a.one.bench - b.one.bench || rank(a.one) - rank(b.one) || a.place - b.place)
    .map(({ one }) => one);
}

export function toLeakPair(
  { train, bench: benchSide }: Sides,
  { bench, trainRows, ...found }: FoundText,
): LeakPair {
  const { verdict, field, difference, ...scores } = found;
  return {
    verdict,
    bench_id: at(benchSide.rows.ids, firstRowOf(benchSide, bench)),
    train_id: at(train.rows.ids, at(trainRows, 0)),
    bench_rows: rowsOfText(benchSide, bench).length,
    train_rows: trainRows.length,
    field,
    difference,
    ...scores,
  };
}

/** The worst that was found for each row; undefined where nothing was. */
export function worstByRow(
  rows: number,
  all: readonly FoundText[],
  rowsOfFound: (found: FoundText) => readonly number[],
): (FoundText | undefined)[] {
  const worst = new Array<FoundText | undefined>(rows).fill(undefined);
  for (const found of all) {
    for (const row of rowsOfFound(found)) {
      const known = worst[row];
      if (known === undefined || rank(found) < rank(known)) worst[row] = found;
    }
  }
  return worst;
}
