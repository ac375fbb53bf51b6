import type { SchemaElement } from 'hyparquet';
import type { TimeUnit } from './calendar-text.ts';

const UNITS: Readonly<Record<string, TimeUnit>> = { MILLIS: 'ms', MICROS: 'us', NANOS: 'ns' };

/** The name of the type of a column, as in Arrow. */
export function leafName(element: SchemaElement): string {
  const { type, converted_type: converted, logical_type: logical } = element;
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') return decimalName(element);
  if (type === 'INT96') return 'timestamp[ns]';
  if (logical?.type === 'TIMESTAMP' || converted?.startsWith('TIMESTAMP_') === true) {
    return timeName('timestamp', element, true);
  }
  if (logical?.type === 'TIME' || converted?.startsWith('TIME_') === true) {
    return timeName('time', element, true);
  }
  if (logical?.type === 'DATE' || converted === 'DATE') return 'date';
  if (logical?.type === 'UUID') return 'uuid';
  if (logical?.type === 'FLOAT16') return 'float16';
  if (converted === 'INTERVAL' && element.type_length === 12) return 'interval';
  if (type === 'INT32' || type === 'INT64') return wholeName(element);
  if (type === 'BYTE_ARRAY') return textName(element);
  if (type === 'FIXED_LEN_BYTE_ARRAY') return `binary[${element.type_length ?? 0}]`;
  return { BOOLEAN: 'bool', FLOAT: 'float', DOUBLE: 'double' }[type ?? 'BOOLEAN'] ?? 'binary';
}

function decimalName({ logical_type: logical, precision, scale }: SchemaElement): string {
  return logical?.type === 'DECIMAL'
    ? `decimal(${logical.precision}, ${logical.scale})`
    : `decimal(${precision ?? 0}, ${scale ?? 0})`;
}

/** The converted types of old files are moments in UTC. */
function timeName(
  name: string,
  { converted_type: converted, logical_type: logical }: SchemaElement,
  utc: boolean,
): string {
  const long =
    logical !== undefined && 'unit' in logical ? logical.unit : (converted ?? '').replace(/^.*_/, '');
  const isUtc = logical !== undefined && 'isAdjustedToUTC' in logical ? logical.isAdjustedToUTC : utc;
  return `${name}[${UNITS[long] ?? 'ms'}${isUtc ? ', UTC' : ''}]`;
}

function wholeName({ type, converted_type: converted, logical_type: logical }: SchemaElement): string {
  if (logical?.type === 'INTEGER') return `${logical.isSigned ? 'int' : 'uint'}${logical.bitWidth}`;
  const [, unsigned, bits] = /^(U)?INT_(\d+)$/.exec(converted ?? '') ?? [];
  return bits === undefined
    ? (type ?? 'INT64').toLowerCase()
    : `${unsigned === undefined ? '' : 'u'}int${bits}`;
}

function textName({ converted_type: converted, logical_type: logical }: SchemaElement): string {
  if (converted === 'JSON' || logical?.type === 'JSON') return 'json';
  if (converted === 'ENUM' || logical?.type === 'ENUM') return 'enum';
  return converted === 'UTF8' || logical?.type === 'STRING' ? 'string' : 'binary';
}
