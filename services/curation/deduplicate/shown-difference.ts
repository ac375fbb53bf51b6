import { excerptOf } from '../rows/excerpt.ts';
import type { ComparedRows } from './pairs.ts';
import { wordDiff } from './word-diff.ts';

/** The beginning of a row's request, as reports show it. */
export function shownRequest({ texts }: Pick<ComparedRows, 'texts'>, row: number): string {
  const { instruction, input } = texts.requestOf(row);
  return excerptOf(input === '' ? instruction : `${instruction}\n\n${input}`);
}

/** The difference of two requests word by word: `[-this-]` is only in the dropped row, `{+that+}` only in the kept row. */
export function shownDifference(rows: Pick<ComparedRows, 'texts'>, row: number, keptRow: number): string {
  return wordDiff(shownRequest(rows, row), shownRequest(rows, keptRow));
}
