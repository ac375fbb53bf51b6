import { Type, type Field } from '@uwdata/flechette';
import type { ValueType } from '../../../schemas/layout.ts';

type DataType = Field['type'];

const UNITS = ['ms', 'ms', 'us', 'ns'];
const FLOATS = ['float16', 'float', 'double'];
/** Types without parts. A span of time is a number of its units, and an interval a text. */
const PLAIN: Readonly<Partial<Record<number, string>>> = {
  [Type.Bool]: 'bool',
  [Type.Utf8]: 'string',
  [Type.LargeUtf8]: 'string',
  [Type.Utf8View]: 'string',
  [Type.Binary]: 'binary',
  [Type.LargeBinary]: 'binary',
  [Type.BinaryView]: 'binary',
  [Type.Date]: 'date',
  [Type.Duration]: 'int64',
  [Type.Union]: 'json',
};

const LISTS = new Set<number>([
  Type.List,
  Type.LargeList,
  Type.ListView,
  Type.LargeListView,
  Type.FixedSizeList,
]);

/** The type of a column by the name that the same column has in Parquet, whatever its encoding. */
export function arrowType(type: DataType): ValueType {
  if ('dictionary' in type) return arrowType(type.dictionary);
  if (type.typeId === Type.RunEndEncoded) return arrowType(type.children[1].type);
  if (type.typeId === Type.Struct) {
    return { struct: type.children.map(({ name, type: field }) => [name, arrowType(field)] as const) };
  }
  if (type.typeId === Type.Map) return mapType(type.children[0].type);
  if (LISTS.has(type.typeId) && 'children' in type) {
    const [items] = type.children;
    return items === undefined ? 'json' : { list: arrowType(items.type) };
  }
  return leafOf(type);
}

function mapType(entries: DataType): ValueType {
  const [key, value] = entries.typeId === Type.Struct ? entries.children : [];
  return key === undefined || value === undefined
    ? 'json'
    : { map: [arrowType(key.type), arrowType(value.type)] };
}

function leafOf(type: DataType): string {
  if (type.typeId === Type.Int) return `${type.signed ? 'int' : 'uint'}${type.bitWidth}`;
  if (type.typeId === Type.Float) return FLOATS[type.precision] ?? 'double';
  if (type.typeId === Type.Decimal) return `decimal(${type.precision}, ${type.scale})`;
  if (type.typeId === Type.FixedSizeBinary) return `binary[${type.stride}]`;
  if (type.typeId === Type.Time) return `time[${UNITS[type.unit] ?? 'ms'}]`;
  if (type.typeId === Type.Timestamp) {
    return `timestamp[${UNITS[type.unit] ?? 'ms'}${(type.timezone ?? '') === '' ? '' : ', UTC'}]`;
  }
  return PLAIN[type.typeId] ?? 'string';
}
