import type { ExactValues, Metadata } from '../../../schemas/record.ts';
import type { RowOfTexts } from '../../corpus/own-texts.ts';
import { FieldColumn, type ToldBy, type ToldPart } from './field-column.ts';
import { comparedValue, fieldsBeside } from './field-values.ts';
import type { FieldPart } from './part-names.ts';

/** Names of fields of which a user says what they are: whole paths, or the last name of one, in any case. */
export interface PartNames {
  readonly task: readonly string[];
  readonly answer: readonly string[];
  readonly bookkeeping: readonly string[];
}

export const NO_PART_NAMES: PartNames = { task: [], answer: [], bookkeeping: [] };

/** A field of the metadata, what it was taken for, and what that decided. */
export interface PartField {
  readonly path: string;
  readonly part: FieldPart;
  readonly by: ToldBy;
  /** How many rows have a value. */
  readonly rows: number;
  /** How many rows differ in it from the first row that is otherwise asked, or answered, the same. */
  readonly apart: number;
}

/** The values of the fields of one part as one number a row: rows with equal numbers are equal in all of them; 0 has none. */
export interface PartNumbers {
  readonly numbers: Int32Array;
  readonly columns: readonly FieldColumn[];
}

/** So many fields are told apart. What further ones hold is compared as one value and belongs to the request. */
const MOST_FIELDS = 256;
const FURTHER = '(further fields)';
const PARTS = ['task', 'answer', 'bookkeeping'] as const;

/** Collects what rows carry in their metadata, and tells what belongs to the request, what to the answer, and what to neither. */
export class RowParts {
  readonly #columns = new Map<string, FieldColumn>();
  readonly #told: PartNames;
  #rows = 0;

  constructor(names: PartNames = NO_PART_NAMES) {
    const lower = (list: readonly string[]): string[] => list.map((name) => name.toLowerCase());
    this.#told = {
      task: lower(names.task),
      answer: lower(names.answer),
      bookkeeping: lower(names.bookkeeping),
    };
  }

  /**
   * @param content the row with its metadata, and what JSON cannot say of their values
   * @param request the text of the row's request, which may name fields as places to fill in
   */
  add(
    content: RowOfTexts & { readonly metadata?: Metadata; readonly exact?: ExactValues | undefined },
    request: string,
  ): void {
    const row = this.#rows++;
    const hasPlaces = /[{<[]/.test(request);
    const further: string[] = [];
    for (const field of fieldsBeside(content)) {
      const { path, named } = field;
      // A field may have a part of either kind, as the turns of a conversation do.
      const key = `${named?.part === 'answer' ? 'a' : 't'} ${path}`;
      let column = this.#columns.get(key);
      if (column === undefined) {
        if (this.#columns.size >= MOST_FIELDS) {
          further.push(path, comparedValue(field));
          continue;
        }
        column = new FieldColumn(path, named, this.#saidOf(path));
        this.#columns.set(key, column);
      }
      column.add(row, field, hasPlaces && isPlaceIn(request, path));
    }
    if (further.length > 0) this.#further.add(row, { value: further, notes: [], rest: undefined }, false);
  }

  get #further(): FieldColumn {
    const known = this.#columns.get(FURTHER);
    if (known !== undefined) return known;
    const column = new FieldColumn(FURTHER, { part: 'task' }, null);
    this.#columns.set(FURTHER, column);
    return column;
  }

  /** What each field was taken for. */
  told(): ReadonlyMap<FieldColumn, ToldPart> {
    return new Map([...this.#columns.values()].map((column) => [column, column.told()]));
  }

  #saidOf(path: string): FieldPart | null {
    const lower = path.toLowerCase();
    const fits = (name: string): boolean =>
      lower === name || lower.endsWith(`.${name}`) || lower.startsWith(`${name}.`);
    return PARTS.find((part) => this.#told[part].some(fits)) ?? null;
  }

  /** The fields of one part as numbers. */
  numbersOf(part: FieldPart): PartNumbers {
    const columns = [...this.told()].filter(([, told]) => told.part === part).map(([column]) => column);
    const numbers = new Int32Array(this.#rows);
    let next = 1;
    for (const column of columns) {
      const known = new Map<string, number>();
      for (const [row, value] of column.compared()) {
        const key = `${numbers[row]} ${value}`;
        const number = known.get(key) ?? next++;
        known.set(key, number);
        numbers[row] = number;
      }
    }
    return { numbers, columns };
  }
}

/** Whether a request has a place for a field: `{name}`, `{{name}}`, `<name>` or `[name]`. */
function isPlaceIn(request: string, path: string): boolean {
  const name = path.slice(path.lastIndexOf('.') + 1);
  return [`{${name}}`, `<${name}>`, `[${name}]`].some((place) => request.includes(place));
}

/**
 * In how many rows of the corpus to clean a field differs from the first row of the same group, which is one of another corpus
 * where there is one.
 * @param groups the number of the group of each row
 * @param own 1 for the rows of the corpus to clean; null when all are
 */
export function rowsApart(column: FieldColumn, groups: Int32Array, own: Uint8Array | null): number {
  const valueOf = new Int32Array(groups.length).fill(-1);
  for (const [row, value] of column.compared()) valueOf[row] = value;
  const isOwn = (row: number): boolean => own === null || own[row] === 1;
  const first = new Map<number, number>();
  groups.forEach((group, row) => {
    if (!isOwn(row) && !first.has(group)) first.set(group, row);
  });
  let apart = 0;
  groups.forEach((group, row) => {
    if (!isOwn(row)) return;
    const known = first.get(group);
    if (known === undefined) first.set(group, row);
    else if (valueOf[row] !== valueOf[known]) apart += 1;
  });
  return apart;
}
