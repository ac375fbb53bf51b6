import type { ValueType } from '../../schemas/layout.ts';
import type { ExactValues, Json } from '../../schemas/record.ts';

/**
 * A value of a file that JSON in memory cannot say by itself. It stands in a row from its reader to `readValue`, which puts
 * `json` in its place and notes the type, and again from `typedRow` to the writer of a file.
 */
export class TypedValue {
  /** What stands for the value in a record: a text with all digits, bytes in base64, or null for what is no number. */
  readonly json: WritableValue;
  readonly type: ValueType;

  constructor(json: WritableValue, type: ValueType) {
    this.json = json;
    this.type = type;
  }

  toJSON(): WritableValue {
    return this.json;
  }
}

/** A value of a row that is written into a file. */
export type WritableValue = Json | TypedValue | WritableValue[] | { [key: string]: WritableValue };
export type WritableRow = Readonly<Record<string, WritableValue>>;

/** What the JSON of a value does not say, by JSON Pointer. */
export interface ValueNotes {
  /** The values that JSON cannot hold as they were: without this, two rows could seem to be one. */
  readonly exact?: ExactValues;
  /** The types that are needed to write the row again, and that make no other row of it. */
  readonly types?: Readonly<Record<string, ValueType>>;
}

/** A number whose digits a double does not hold: its JSON literal stands for it. */
export const EXACT_NUMBER = 'number';
/** NaN, for which null stands, as tables have it for a missing number. */
export const NOT_A_NUMBER = 'nan';
/** Bytes that are no text, in base64. */
export const BYTES = 'bytes';
/** A text that no store can keep, with U+FFFD in place of NUL and halves of surrogates: the JSON literal of the true one. */
export const EXACT_TEXT = 'text ';
/** The name of a field with such characters: it is noted under the pointer to the field behind this mark. */
export const NAME_MARK = '#';
/** A number that is written as a fraction although it is whole. */
export const WHOLE_DOUBLE = 'double';
/** The double -0, for which 0 stands. */
export const NEGATIVE_ZERO = '-0.0';

/** Whether rows that differ only in this type are two rows, since what stands for the value may stand for another one. */
export function isExactType(type: ValueType): type is string {
  return (
    type === EXACT_NUMBER ||
    type === NOT_A_NUMBER ||
    type === BYTES ||
    type === NEGATIVE_ZERO ||
    (typeof type === 'string' && type.startsWith(EXACT_TEXT))
  );
}

/** A value as JavaScript has it, without the types within it: NaN, -0 and bytes, and numbers of many digits as text. */
export function nativeValue(value: WritableValue): Exclude<WritableValue, TypedValue> | Uint8Array {
  if (!(value instanceof TypedValue)) return value;
  const inner = nativeValue(value.json);
  if (value.type === NOT_A_NUMBER) return NaN;
  if (value.type === NEGATIVE_ZERO) return -0;
  if (typeof inner !== 'string' || typeof value.type !== 'string') return inner;
  if (value.type === BYTES) return Buffer.from(inner, 'base64');
  return value.type.startsWith(EXACT_TEXT)
    ? (JSON.parse(value.type.slice(EXACT_TEXT.length)) as string)
    : inner;
}
