import type { Json } from '../../../schemas/record.ts';
import { comparedText } from '../rows/compared-text.ts';
import { comparedValue, fieldsBeside, type FieldBeside } from '../rows/field-values.ts';
import type { PartField } from '../rows/row-parts.ts';
import type { ComparedRow } from './row-identities.ts';

/** A field in which two rows differ, and its value in each; null where a row has none. */
export interface Differing {
  readonly field: string;
  readonly values: readonly [Json, Json];
}

const CONTENT = ['instruction', 'input', 'system', 'history', 'output'] as const;

type Counted = Pick<FieldBeside, 'value' | 'notes' | 'rest'>;
const NOTHING: Counted = { value: null, notes: [], rest: null };

/** The values that count, by the path of their field: the parts of a conversation are put together again. */
function counted(row: ComparedRow, ignored: ReadonlySet<string>): Map<string, Counted> {
  const values = new Map<string, Counted>();
  for (const { path, value, notes, rest } of fieldsBeside(row)) {
    if (ignored.has(path)) continue;
    const before = values.get(path);
    const isNext = Array.isArray(before?.value) && Array.isArray(value);
    values.set(
      path,
      isNext
        ? {
            value: [...before.value, ...value],
            notes: [...before.notes, ...notes],
            rest: bothRests(before, { value, notes, rest }),
          }
        : { value, notes, rest },
    );
  }
  return values;
}

/** What two parts of a conversation have beside the texts of the row. */
function bothRests(one: Counted, other: Counted): Json | undefined {
  if (one.rest === undefined && other.rest === undefined) return undefined;
  if (one.rest === null && other.rest === null) return null;
  return [one, other].map(({ value, rest }) => (rest === undefined ? value : rest));
}

const NOTHING_TEXT = comparedValue(NOTHING);

const restText = ({ rest, ...field }: Counted): string =>
  rest === undefined ? comparedValue(field) : rest === null ? NOTHING_TEXT : `beside ${comparedText(rest)}`;

/** The fields of metadata that are neither part of a request nor of an answer. */
export function bookkeepingOf(fields: readonly PartField[]): ReadonlySet<string> {
  return new Set(fields.filter(({ part }) => part === 'bookkeeping').map(({ path }) => path));
}

/** The parts of a row as they are compared, each folded once however many rows it is compared with. */
export class ComparedFields {
  readonly row: ComparedRow;
  readonly #ignored: ReadonlySet<string>;
  readonly #texts = new Map<string, string>();
  #values: ReadonlyMap<string, Counted> | null = null;

  /** @param ignored the fields of the metadata that do not count */
  constructor(row: ComparedRow, ignored: ReadonlySet<string>) {
    this.row = row;
    this.#ignored = ignored;
  }

  /** The values of the metadata that count, by their path. */
  get values(): ReadonlyMap<string, Counted> {
    return (this.#values ??= counted(this.row, this.#ignored));
  }

  contentText(field: (typeof CONTENT)[number]): string {
    return this.#once(`content ${field}`, () => comparedText(this.row[field]));
  }

  valueText(path: string): string {
    const value = this.values.get(path);
    return value === undefined ? NOTHING_TEXT : this.#once(`value ${path}`, () => comparedValue(value));
  }

  /** The text of what a value has beside the texts of the row. */
  restText(path: string): string {
    const value = this.values.get(path);
    return value === undefined ? NOTHING_TEXT : this.#once(`rest ${path}`, () => restText(value));
  }

  #once(key: string, make: () => string): string {
    let text = this.#texts.get(key);
    if (text === undefined) this.#texts.set(key, (text = make()));
    return text;
  }
}

/** The fields in which two rows differ apart from case, white space and punctuation, without those that do not count. */
export function differingFields(one: ComparedFields, other: ComparedFields): Differing[] {
  const found: Differing[] = CONTENT.flatMap((field) => {
    const values = [one.row[field], other.row[field]] as const;
    const isEqual = values[0] === values[1] || one.contentText(field) === other.contentText(field);
    return isEqual ? [] : [{ field, values }];
  });
  for (const path of new Set([...one.values.keys(), ...other.values.keys()])) {
    if (one.valueText(path) === other.valueText(path) || one.restText(path) === other.restText(path))
      continue;
    const [a, b] = [one.values.get(path) ?? NOTHING, other.values.get(path) ?? NOTHING];
    found.push({ field: ownName(path), values: [a.value, b.value] });
  }
  return found;
}

/** The name of a field of the metadata, which may have the name of a field of the content. */
function ownName(path: string): string {
  return CONTENT.some((field) => field === path) ? `metadata.${path}` : path;
}
