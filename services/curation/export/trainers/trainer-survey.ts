import type { InstructionRecord } from '../../../../schemas/record.ts';
import type { Row } from '../../../corpus/row.ts';
import type { WritableRow, WritableValue } from '../../../corpus/typed-value.ts';
import { typeOfValue } from '../column-type.ts';
import { comparePlaces, ExportSurvey, placeOfRecord, type Place } from '../export-plan.ts';
import type { TypedColumn } from '../write-parquet.ts';
import { columnsOf, noteUsed, shaped } from './columns.ts';

/**
 * `datasets`, with which trainers read, takes the types of columns from the first ten megabytes of JSON, and fails where a
 * later row has something in a column that is empty until there.
 */
const FIRST_BLOCK = 8_000_000;
/** How many types of one column are told apart. */
const MOST_TYPES = 16;

interface First {
  readonly place: Place;
  readonly id: string;
}

/** The rows of a file for trainers: which columns all of them have, and in which order they are written. */
export interface TrainerPlan {
  readonly ids: readonly string[];
  /** The optional columns and fields of turns that some row uses. */
  readonly used: ReadonlySet<string>;
  readonly columns: readonly TypedColumn[];
  /** The columns besides those of the layout. */
  readonly extra: readonly TypedColumn[];
}

/** Takes the rows of every record once, in any order. It keeps an id and a place for each record, and no text. */
export class TrainerSurvey {
  private readonly extras = new ExportSurvey();
  private readonly used = new Set<string>();
  private readonly types = new Map<string, Map<string, First>>();
  private sample: Row = {};
  private size = 0;

  add(record: InstructionRecord, rows: readonly Row[], extra: WritableRow): void {
    this.extras.add(record, extra);
    const first = { place: placeOfRecord(record), id: record.id };
    for (const row of rows) {
      noteUsed(row, this.used);
      this.sample = row;
      this.size += JSON.stringify(row).length;
      for (const [name, value] of Object.entries({ ...row, ...extra })) this.noteType(name, value, first);
    }
  }

  /** @param byRow whether rows are written as objects, whose readers find out the types of columns by the first rows */
  plan(byRow: boolean): TrainerPlan {
    const { ids, columns: extra } = this.extras.plan();
    const columns = columnsOf(shaped(this.sample, this.used), this.used);
    return {
      ids: byRow && this.size > FIRST_BLOCK ? this.typedFirst(ids) : ids,
      used: this.used,
      columns,
      extra,
    };
  }

  private noteType(name: string, value: WritableValue, first: First): void {
    const type = typeof value === 'string' ? 'text' : JSON.stringify(typeOfValue(value));
    const known = this.types.get(name) ?? new Map<string, First>();
    this.types.set(name, known);
    const before = known.get(type);
    if (before === undefined ? known.size < MOST_TYPES : comparePlaces(first.place, before.place) < 0)
      known.set(type, first);
  }

  /** Begins with a row of each type that a column has, and leaves all others in their order. */
  private typedFirst(ids: readonly string[]): readonly string[] {
    const firsts = new Set(
      [...this.types.values()].flatMap((types) => [...types.values()].map(({ id }) => id)),
    );
    return [...ids.filter((id) => firsts.has(id)), ...ids.filter((id) => !firsts.has(id))];
  }
}
