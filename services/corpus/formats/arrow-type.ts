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

/** The type of a column by the name that the same column has in Parquet, whatever its encoding. */
export function arrowType(type: DataType): ValueType {
  switch (type.typeId) {
    case Type.Dictionary:
      return arrowType(type.dictionary);
    case Type.RunEndEncoded:
      return arrowType(type.children[1].type);
    case Type.List:
    case Type.LargeList:
    case Type.ListView:
    case Type.LargeListView:
    case Type.FixedSizeList:
      return { list: arrowType(type.children[0].type) };
    case Type.Struct:
      return { struct: type.children.map(({ name, type: field }) => [name, arrowType(field)] as const) };
    case Type.Map:
      return mapType(type.children[0].type);
    default:
      return leafOf(type);
  }
}

function mapType(entries: DataType): ValueType {
  const [key, value] = entries.typeId === Type.Struct ? entries.children : [];
  return key === undefined || value === undefined
    ? 'json'
    : { map: [arrowType(key.type), arrowType(value.type)] };
}

function leafOf(type: DataType): string {
  switch (type.typeId) {
    case Type.Int:
      return `${type.signed ? 'int' : 'uint'}${type.bitWidth}`;
    case Type.Float:
      return FLOATS[type.precision] ?? 'double';
    case Type.Decimal:
      return `decimal(${type.precision}, ${type.scale})`;
    case Type.FixedSizeBinary:
      return `binary[${type.stride}]`;
    case Type.Time:
      return `time[${UNITS[type.unit] ?? 'ms'}]`;
    case Type.Timestamp:
      return `timestamp[${UNITS[type.unit] ?? 'ms'}${(type.timezone ?? '') === '' ? '' : ', UTC'}]`;
    default:
      return PLAIN[type.typeId] ?? 'string';
  }
}
