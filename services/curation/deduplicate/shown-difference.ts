import { excerptOf, excerptsOf } from '../rows/excerpt.ts';
import type { ComparedRows } from './pairs.ts';
import { wordDiff } from './word-diff.ts';

type Texts = Pick<ComparedRows, 'texts'>;

function wholeRequest({ texts }: Texts, row: number): string {
  const { instruction, input } = texts.requestOf(row);
  return input === '' ? instruction : `${instruction}\n\n${input}`;
}

/** The beginning of a row's request, as reports show it. */
export function shownRequest(rows: Texts, row: number): string {
  return excerptOf(wholeRequest(rows, row));
}

/** The difference of two requests word by word: `[-this-]` is only in the dropped row, `{+that+}` only in the kept row. */
export function shownDifference(rows: Texts, row: number, keptRow: number): string {
  return wordDiff(...excerptsOf(wholeRequest(rows, row), wholeRequest(rows, keptRow)));
}
