import type { CleanDrop } from '../../../schemas/clean-report.ts';
import type { InstructionRecord } from '../../../schemas/record.ts';
import { at } from '../../runtime/at.ts';
import type { Drop } from '../deduplicate/leader.ts';
import type { LoadedRows } from '../deduplicate/load-compared.ts';
import { scoresOf } from '../deduplicate/marks.ts';
import { jaccard } from '../deduplicate/min-hash.ts';
import { shownDifference, shownRequest } from '../deduplicate/shown-difference.ts';
import { placeOfRow, type FileRows, type RowPlace } from './file-rows.ts';

/** The drops with the records of their rows. */
export interface FoundDrops {
  readonly rows: LoadedRows;
  readonly drops: readonly Drop[];
  /** Whether rows have vectors; else the scores of exact copies are not computed. */
  readonly hasVectors: boolean;
}

/** A line for every row that is not written, in the order of the file. */
export function cleanDrops(file: FileRows, { rows, drops, hasVectors }: FoundDrops): CleanDrop[] {
  const byId = new Map(file.records.map((record) => [record.id, record]));
  const recordOf = (row: number): InstructionRecord | undefined => byId.get(at(rows.ids, row));
  const rowOf = new Map(rows.ids.map((id, row) => [id, row]));
  const found = drops.map((drop): CleanDrop => {
    const { row, keptRow, reason, pair } = drop;
    const scores = pair !== null || hasVectors ? scoresOf(rows, drop) : unscored(rows, drop);
    return {
      ...placesOf(recordOf(row), recordOf(keptRow)),
      reason,
      ...scores,
      ...textsOf(rows, row, keptRow),
    };
  });
  const merged = file.merged.map(({ id, place }): CleanDrop => {
    const row = rowOf.get(id) ?? 0;
    const same = { content: 1, task: 1, lexical: 1, chance: null };
    const places = placesOf({}, byId.get(id));
    return { ...places, ...place, reason: 'exact', ...same, ...textsOf(rows, row, row) };
  });
  return [...found, ...merged].sort(
    (a, b) => a.line - b.line || (a.row_in_line ?? 1) - (b.row_in_line ?? 1) || a.part - b.part,
  );
}

/** The scores of an exact copy whose rows were not embedded. */
function unscored(
  { texts }: LoadedRows,
  { row, keptRow }: Drop,
): Pick<CleanDrop, 'content' | 'task' | 'lexical' | 'chance'> {
  const lexical = jaccard(texts.shinglesOf(row), texts.shinglesOf(keptRow));
  return { content: null, task: null, lexical, chance: null };
}

function textsOf(
  rows: LoadedRows,
  row: number,
  keptRow: number,
): Pick<CleanDrop, 'text' | 'kept_text' | 'difference'> {
  return {
    text: shownRequest(rows, row),
    kept_text: shownRequest(rows, keptRow),
    difference: shownDifference(rows, row, keptRow),
  };
}

type Placed = Pick<InstructionRecord, 'origin'>;

function placesOf(
  dropped: Placed = {},
  kept: Placed = {},
): RowPlace & Pick<CleanDrop, 'kept_line' | 'kept_row_in_line' | 'kept_part'> {
  const { line, row_in_line, part } = placeOfRow(kept);
  return {
    ...placeOfRow(dropped),
    kept_line: line,
    ...(row_in_line !== undefined && { kept_row_in_line: row_in_line }),
    kept_part: part,
  };
}
