import type { InstructionRecord, Json } from '../../../schemas/record.ts';
import { at } from '../../runtime/at.ts';
import { numberOf } from '../rows/quality.ts';

/** The scores of one model, one a row; null where a row has none. */
export interface ScoreColumn {
  readonly name: string;
  readonly values: (number | null)[];
}

function scoreOf(value: Json | undefined): number | null {
  return typeof value === 'boolean' ? Number(value) : numberOf(value);
}

/** Collects the scores of records that are read one by one: from fields of their metadata, and from a map by id or by `user_id`. */
export class ScoreReader {
  readonly columns: readonly ScoreColumn[];
  readonly #fields: readonly string[];
  readonly #given: ReadonlyMap<string, number> | null;

  constructor(fields: readonly string[], given: Readonly<Record<string, number>> | undefined) {
    this.#fields = fields;
    this.#given = given === undefined ? null : new Map(Object.entries(given));
    const names = given === undefined ? fields : [...fields, 'scores'];
    this.columns = names.map((name) => ({ name, values: [] }));
  }

  readonly read = ({ id, user_id, metadata }: InstructionRecord): void => {
    const values = this.#fields.map((field) =>
      Object.hasOwn(metadata, field) ? scoreOf(metadata[field]) : null,
    );
    if (this.#given !== null) values.push(this.#given.get(id) ?? this.#given.get(user_id ?? '') ?? null);
    this.columns.forEach((column, i) => column.values.push(at(values, i)));
  };
}
