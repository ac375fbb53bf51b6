import { isUtf8 } from 'node:buffer';
import type { SchemaElement } from 'hyparquet';
import { exactNumber } from '../exact-number.ts';
import { TypedValue } from '../typed-value.ts';
import * as calendar from './calendar-text.ts';
import type { TimeUnit } from './calendar-text.ts';
import { decimalText, unscaledOf } from './decimal-text.ts';
import { parseJson } from './json-text.ts';

type Element = Omit<SchemaElement, 'name' | 'repetition_type'>;

/** How the values of a type of column stand in a Parquet file. */
export interface LeafCodec {
  readonly element: Element;
  /** A value as it is stored, as a value of a row. */
  decode(stored: unknown): unknown;
  /**
   * A value of a row as it is stored; undefined when the type does not hold it. Bytes stand for themselves here, numbers of
   * many digits are texts, and what is no number is NaN.
   */
  encode(value: unknown): unknown;
}

const LONG_UNITS = { s: 'MILLIS', ms: 'MILLIS', us: 'MICROS', ns: 'NANOS' } as const;

/** How values of a type are stored; null for a name that is none of a type. */
export function leafCodec(name: string): LeafCodec | null {
  const plain = PLAIN[name];
  if (plain !== undefined) return plain;
  const [, kind = '', inner = ''] = /^(decimal|time|timestamp|binary)[[(](.*)[\])]$/.exec(name) ?? [];
  const [first = '', second] = inner.split(', ');
  if (kind === 'decimal') return decimalCodec(Number(first), Number(second));
  if (kind === 'binary') return bytesCodec({ type: 'FIXED_LEN_BYTE_ARRAY', type_length: Number(first) });
  if (!(first in calendar.PER_SECOND)) return null;
  return kind === 'time'
    ? timeCodec(first as TimeUnit, second === 'UTC')
    : timestampCodec(first as TimeUnit, second === 'UTC');
}

function wholeCodec(bits: number, isSigned: boolean): LeafCodec {
  const [least, most] = isSigned
    ? [-(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1) - 1n]
    : [0n, 2n ** BigInt(bits) - 1n];
  const isLong = bits === 64;
  const isPlain = isSigned && bits >= 32;
  return {
    // The logical type INTEGER is left out: the library writes its width in a way that other readers refuse.
    element: {
      type: isLong ? 'INT64' : 'INT32',
      ...(!isPlain && { converted_type: `${isSigned ? '' : 'U'}INT_${bits}` as 'UINT_8' }),
    },
    // Unsigned numbers are stored as the signed ones with the same bits.
    decode: (stored) => {
      if (isSigned) return stored;
      return isLong ? BigInt.asUintN(64, BigInt(stored as bigint)) : Number(stored) >>> 0;
    },
    encode: (value) => {
      const whole = wholeOf(value);
      if (whole === null || whole < least || whole > most) return undefined;
      return isLong ? whole : Number(whole);
    },
  };
}

function wholeOf(value: unknown): bigint | null {
  if (typeof value === 'number')
    return Number.isInteger(value) && !Object.is(value, -0) ? BigInt(value) : null;
  return typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : null;
}

function floatCodec(
  element: Element,
  isHeld: (value: number) => boolean,
  decode: LeafCodec['decode'],
): LeafCodec {
  return {
    element,
    decode,
    encode: (value) => {
      const number = typeof value === 'string' && value.endsWith('Infinity') ? Number(value) : value;
      return typeof number === 'number' && (!Number.isFinite(number) || isHeld(number)) ? number : undefined;
    },
  };
}

function float16Of(stored: unknown): number {
  const [low = 0, high = 0] = stored as Uint8Array;
  const sign = high >> 7 === 1 ? -1 : 1;
  const exponent = (high >> 2) & 0x1f;
  const fraction = (((high & 0x3) << 8) | low) / 1_024;
  if (exponent === 0) return sign * 2 ** -14 * fraction;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * 2 ** (exponent - 15) * (1 + fraction);
}

function isFloat16(value: number): boolean {
  const magnitude = Math.abs(value);
  if (magnitude > 65_504) return false;
  const step = magnitude < 2 ** -14 ? 2 ** -24 : 2 ** (Math.floor(Math.log2(magnitude)) - 10);
  return Number.isInteger(magnitude / step);
}

function decimalCodec(precision: number, scale: number): LeafCodec | null {
  if (!(precision > 0 && precision <= 1_000 && scale >= 0 && scale <= precision)) return null;
  const most = 10n ** BigInt(precision);
  const length = Math.ceil((BigInt(most).toString(2).length + 1) / 8);
  return {
    element: {
      type: 'FIXED_LEN_BYTE_ARRAY',
      ...{ type_length: length, converted_type: 'DECIMAL', precision, scale },
      logical_type: { type: 'DECIMAL', precision, scale },
    },
    decode: (stored) => {
      const number = exactNumber(decimalText(stored, scale));
      // The scale of the column says that it is a fraction.
      return number instanceof TypedValue && typeof number.json === 'number' ? number.json : number;
    },
    encode: (value) => {
      const unscaled = unscaledOf(value, scale);
      return unscaled === null || unscaled >= most || unscaled <= -most ? undefined : unscaled;
    },
  };
}

function timeCodec(unit: TimeUnit, isUtc: boolean): LeafCodec {
  const isShort = unit === 'ms';
  return {
    element: {
      type: isShort ? 'INT32' : 'INT64',
      logical_type: { type: 'TIME', isAdjustedToUTC: isUtc, unit: LONG_UNITS[unit] },
    },
    decode: (stored) => calendar.timeText(BigInt(stored as bigint), unit) ?? stored,
    encode: (value) => {
      const units = typeof value === 'string' ? calendar.timeOf(value, unit) : wholeOf(value);
      if (units === null) return undefined;
      return isShort ? Number(units) : units;
    },
  };
}

function timestampCodec(unit: TimeUnit, isUtc: boolean): LeafCodec {
  return {
    element: {
      type: 'INT64',
      logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: isUtc, unit: LONG_UNITS[unit] },
    },
    decode: (stored) => calendar.timestampText(BigInt(stored as bigint), unit, isUtc) ?? stored,
    encode: (value) => {
      const ofText = typeof value === 'string' ? calendar.timestampOf(value, unit) : null;
      return ofText ?? wholeOf(value) ?? undefined;
    },
  };
}

/** Bytes, which are text wherever they can be: old writers mark no text as such. */
function bytesCodec(element: Element): LeafCodec {
  return {
    element,
    decode: (stored) => {
      const bytes = Buffer.from(stored as Uint8Array);
      return isUtf8(bytes) && !bytes.includes(0) ? bytes.toString('utf8') : bytes;
    },
    encode: (value) => {
      const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
      if (!(bytes instanceof Uint8Array)) return undefined;
      return element.type_length === undefined || element.type_length === bytes.length ? bytes : undefined;
    },
  };
}

function textCodec(element: Element): LeafCodec {
  return {
    element,
    decode: (stored) => stored,
    // Bytes under the name of a text are kept as they are.
    encode: (value) => (typeof value === 'string' || value instanceof Uint8Array ? value : undefined),
  };
}

function parsedJson(stored: unknown): unknown {
  if (typeof stored !== 'string') return stored;
  try {
    return parseJson(Buffer.from(stored, 'utf8'));
  } catch {
    return stored;
  }
}

const asStored = (stored: unknown): unknown => stored;
const PLAIN: Readonly<Record<string, LeafCodec>> = {
  bool: {
    element: { type: 'BOOLEAN' },
    decode: asStored,
    encode: (value) => (typeof value === 'boolean' ? value : undefined),
  },
  ...Object.fromEntries(
    [8, 16, 32, 64].flatMap((bits) => [
      [`int${bits}`, wholeCodec(bits, true)],
      [`uint${bits}`, wholeCodec(bits, false)],
    ]),
  ),
  double: floatCodec({ type: 'DOUBLE' }, () => true, asStored),
  float: floatCodec({ type: 'FLOAT' }, (value) => Math.fround(value) === value, asStored),
  float16: floatCodec(
    { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 2, logical_type: { type: 'FLOAT16' } },
    ...([isFloat16, float16Of] as const),
  ),
  date: {
    element: { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } },
    decode: (stored) => calendar.dateText(BigInt(stored as number)) ?? stored,
    encode: (value) => {
      const days = typeof value === 'string' ? calendar.daysOf(value) : wholeOf(value);
      return days === null ? undefined : Number(days);
    },
  },
  uuid: {
    element: { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16, logical_type: { type: 'UUID' } },
    decode: (stored) =>
      Buffer.from(stored as Uint8Array)
        .toString('hex')
        .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    encode: (value) =>
      typeof value === 'string' && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)
        ? value
        : undefined,
  },
  interval: {
    element: { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 12, converted_type: 'INTERVAL' },
    decode: (stored) => calendar.intervalText(stored as Uint8Array),
    encode: (value) => (typeof value === 'string' ? (calendar.intervalOf(value) ?? undefined) : undefined),
  },
  binary: bytesCodec({ type: 'BYTE_ARRAY' }),
  string: textCodec({ type: 'BYTE_ARRAY', converted_type: 'UTF8' }),
  enum: textCodec({ type: 'BYTE_ARRAY', converted_type: 'ENUM' }),
  json: { element: { type: 'BYTE_ARRAY', converted_type: 'JSON' }, decode: parsedJson, encode: asStored },
};
