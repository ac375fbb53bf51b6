import type { InstructionRecord } from '../../../schemas/record.ts';
import type { WritableRow } from '../../corpus/typed-value.ts';
import { at } from '../../runtime/at.ts';
import { commonType, typeOfValue, type ColumnType } from './column-type.ts';
import { MARKS_FIELD } from './marks.ts';
import type { TypedColumn } from './write-parquet.ts';

/** The records to write, in their order, and the columns that their rows have together. */
export interface ExportPlan {
  readonly ids: readonly string[];
  readonly columns: readonly TypedColumn[];
}

/** Where a record came in. */
export interface Place {
  readonly file: string;
  readonly line: number;
  /** Which row of the line it is. */
  readonly rowInLine: number;
  /** Which record of the row it is. */
  readonly part: number;
}

/** The place of records that were stored without their origin; they come last. */
const NOWHERE: Place = { file: '\uffff', line: Number.MAX_SAFE_INTEGER, rowInLine: 1, part: 1 };

interface SurveyedColumn {
  type: ColumnType;
  /** The first row with this column, in the order of the files. */
  row: Place;
  /** The number of the column in that row. */
  index: number;
}

/**
 * Takes every row once, in any order, and plans how to write them all: files by name, rows by their place, and columns in the order
 * in which the rows bring them, with the columns of marks last. It keeps an id and a place for each row, and no text.
 */
export class ExportSurvey {
  private readonly ids: string[] = [];
  private readonly places: Place[] = [];
  private readonly files = new Map<string, string>();
  private readonly columns = new Map<string, SurveyedColumn>();

  add(record: InstructionRecord, row: WritableRow): void {
    const found = placeOfRecord(record);
    const place = { ...found, file: this.shared(found.file) };
    this.ids.push(record.id);
    this.places.push(place);
    Object.entries(row).forEach(([name, value], index) => {
      const type = typeOfValue(value);
      const known = this.columns.get(name);
      if (known === undefined) {
        this.columns.set(name, { type, row: place, index });
        return;
      }
      known.type = commonType(known.type, type);
      if (comparePlaces(place, known.row) < 0) Object.assign(known, { row: place, index });
    });
  }

  plan(): ExportPlan {
    const order = [...this.ids.keys()].sort(
      (a, b) =>
        comparePlaces(at(this.places, a), at(this.places, b)) ||
        compareText(at(this.ids, a), at(this.ids, b)),
    );
    const columns = [...this.columns].sort(
      ([one, a], [other, b]) =>
        Number(isMark(one)) - Number(isMark(other)) || comparePlaces(a.row, b.row) || a.index - b.index,
    );
    return {
      ids: order.map((row) => at(this.ids, row)),
      columns: columns.map(([name, { type }]) => ({ name, type })),
    };
  }

  /** The name of a file as one text in memory for all rows of the file. */
  private shared(file: string): string {
    const known = this.files.get(file);
    if (known === undefined) this.files.set(file, file);
    return known ?? file;
  }
}

function isMark(column: string): boolean {
  return column.startsWith(`${MARKS_FIELD}.`);
}

export function placeOfRecord({ origin }: InstructionRecord): Place {
  if (origin === undefined) return NOWHERE;
  const { file, line, row_in_line: rowInLine = 1, part = 1 } = origin;
  return { file, line, rowInLine, part };
}

export function comparePlaces(a: Place, b: Place): number {
  return compareText(a.file, b.file) || a.line - b.line || a.rowInLine - b.rowInLine || a.part - b.part;
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
