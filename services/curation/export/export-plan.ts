import type { InstructionRecord } from '../../../schemas/record.ts';
import type { Row } from '../../corpus/row.ts';
import { commonType, typeOfValue, type ColumnType } from './column-type.ts';
import { MARKS_FIELD } from './marks.ts';
import type { Column } from './write-parquet.ts';

/** Which records are written, in which order, and the columns that their rows have together. */
export interface ExportPlan {
  readonly ids: readonly string[];
  readonly columns: readonly Column[];
}

interface Place {
  readonly file: string;
  readonly line: number;
}

/** Records from before origins were remembered come last. */
const NOWHERE: Place = { file: '\uffff', line: Number.MAX_SAFE_INTEGER };

interface SurveyedColumn {
  type: ColumnType;
  /** The first row that has it, in the order of the files, and where in the row. */
  row: Place;
  at: number;
}

/**
 * Looks at every row once, in any order, and says how to write them all: files by name, rows by line, and columns in
 * the order in which these bring them, those of marks last. Keeps an id and a place a row, no text.
 */
export class ExportSurvey {
  private readonly ids: string[] = [];
  private readonly places: Place[] = [];
  private readonly files = new Map<string, string>();
  private readonly columns = new Map<string, SurveyedColumn>();

  add({ id, origin }: InstructionRecord, row: Row): void {
    const place = origin === undefined ? NOWHERE : { file: this.shared(origin.file), line: origin.line };
    this.ids.push(id);
    this.places.push(place);
    Object.entries(row).forEach(([name, value], at) => {
      const type = typeOfValue(value);
      const known = this.columns.get(name);
      if (known === undefined) {
        this.columns.set(name, { type, row: place, at });
        return;
      }
      known.type = commonType(known.type, type);
      if (comparePlaces(place, known.row) < 0) Object.assign(known, { row: place, at });
    });
  }

  plan(): ExportPlan {
    const order = [...this.ids.keys()].sort(
      (a, b) =>
        comparePlaces(this.places[a] ?? NOWHERE, this.places[b] ?? NOWHERE) ||
        compareText(this.ids[a] ?? '', this.ids[b] ?? ''),
    );
    const columns = [...this.columns].sort(
      ([one, a], [other, b]) =>
        Number(isMark(one)) - Number(isMark(other)) || comparePlaces(a.row, b.row) || a.at - b.at,
    );
    return {
      ids: order.map((at) => this.ids[at] ?? ''),
      columns: columns.map(([name, { type }]) => ({ name, type })),
    };
  }

  /** One text for all rows of a file, instead of one a row. */
  private shared(file: string): string {
    const known = this.files.get(file);
    if (known === undefined) this.files.set(file, file);
    return known ?? file;
  }
}

function isMark(column: string): boolean {
  return column.startsWith(`${MARKS_FIELD}.`);
}

function comparePlaces(a: Place, b: Place): number {
  return compareText(a.file, b.file) || a.line - b.line;
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
