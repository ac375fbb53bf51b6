import { excerptOf } from '../rows/excerpt.ts';
import type { ComparedRows } from './pairs.ts';
import { wordDiff } from './word-diff.ts';

/** What a row asks, as people are shown it. */
export function shownRequest({ texts }: Pick<ComparedRows, 'texts'>, row: number): string {
  const { instruction, input } = texts.requestOf(row);
  return excerptOf(input === '' ? instruction : `${instruction}\n\n${input}`);
}

/** Word by word what a row has and the kept row has not, as `[-this-]`, and the other way round, as `{+that+}`. */
export function shownDifference(rows: Pick<ComparedRows, 'texts'>, row: number, keptRow: number): string {
  return wordDiff(shownRequest(rows, row), shownRequest(rows, keptRow));
}
