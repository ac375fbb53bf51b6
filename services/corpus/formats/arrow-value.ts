import { Type, type Batch, type Column } from '@uwdata/flechette';
import { isUtf8 } from 'node:buffer';
import { dateText, timestampText, timeText, type TimeUnit } from './calendar-text.ts';
import { columnNames } from './column-names.ts';
import { decimalText } from './decimal-text.ts';
import { TOO_MANY_VALUES } from './json-limits.ts';
import { MAX_ROW_VALUES } from './raw-row.ts';
import { exactNumber } from '../exact-number.ts';
import { TypedValue } from '../typed-value.ts';

/** A column of a batch of rows, of any type. */
export type ArrowBatch = Batch<unknown>;
type Decode = (batch: ArrowBatch, index: number) => unknown;

const UNITS: readonly TimeUnit[] = ['s', 'ms', 'us', 'ns'];
const DAY_MS = 86_400_000n;
/** Bytes before the text of a view that is not held in it: length, prefix, number of the buffer, place in it. */
const VIEW_BYTES = 16;

/**
 * A value of a column as it stands in a row: the same as of a Parquet file. Texts keep a leading U+FEFF, which the
 * library would drop, and bytes stay bytes where they are no text.
 */
export function arrowValue(batch: ArrowBatch, index: number): unknown {
  if (batch.nullCount > 0 && batch.validity?.length > 0 && !batch.isValid(index)) return null;
  return (DECODERS[batch.type.typeId] ?? asItIs)(batch, index);
}

const TEXTS = new Set<number>([Type.Utf8, Type.LargeUtf8, Type.Utf8View]);

const asItIs: Decode = (batch, index) => batch.value(index);

const DECODERS: Readonly<Partial<Record<number, Decode>>> = {
  [Type.Utf8]: textOf,
  [Type.LargeUtf8]: textOf,
  [Type.Binary]: textOf,
  [Type.LargeBinary]: textOf,
  [Type.FixedSizeBinary]: (batch, index) => asText(batch.value(index) as Uint8Array),
  [Type.Utf8View]: viewedText,
  [Type.BinaryView]: viewedText,
  [Type.List]: (batch, index) => listOf(batch, batch.offsets[index], batch.offsets[index + 1]),
  [Type.LargeList]: (batch, index) => listOf(batch, batch.offsets[index], batch.offsets[index + 1]),
  [Type.ListView]: viewedList,
  [Type.LargeListView]: viewedList,
  [Type.FixedSizeList]: (batch, index) => {
    const { stride } = batch.type as { stride: number };
    return listOf(batch, index * stride, (index + 1) * stride);
  },
  [Type.Struct]: (batch, index) => structOf(batch, index),
  [Type.Map]: mapOf,
  [Type.Dictionary]: (batch, index) => {
    const { dictionary } = batch as unknown as { dictionary: Column<unknown> };
    return inColumn(dictionary, Number(batch.values[index]));
  },
  [Type.RunEndEncoded]: runOf,
  [Type.Union]: unionOf,
  [Type.Decimal]: (batch, index) => {
    const { scale } = batch.type as { scale: number };
    return decimalValue(decimalText(BigInt(batch.value(index) as bigint), scale));
  },
  [Type.Date]: (batch, index) => {
    const value = BigInt(at(batch.values, index));
    return dateText(batch.values instanceof BigInt64Array ? value / DAY_MS : value) ?? value;
  },
  [Type.Time]: (batch, index) => {
    const value = BigInt(at(batch.values, index));
    return timeText(value, unitOf(batch)) ?? value;
  },
  [Type.Timestamp]: (batch, index) => {
    const value = BigInt(at(batch.values, index));
    const { timezone } = batch.type as { timezone: string | null };
    return timestampText(value, unitOf(batch), (timezone ?? '') !== '') ?? value;
  },
  [Type.Interval]: intervalOf,
};

/** A decimal as it is in Parquet: its scale says that it is a fraction, so that a whole one needs no mark of its own. */
function decimalValue(text: string): unknown {
  const number = exactNumber(text);
  return number instanceof TypedValue && typeof number.json === 'number' ? number.json : number;
}

function at(values: ArrayLike<number | bigint>, index: number): number | bigint {
  const value = values[index];
  if (value === undefined) throw new Error('a column is shorter than its rows');
  return value;
}

function unitOf(batch: ArrowBatch): TimeUnit {
  return UNITS[(batch.type as { unit: number }).unit] ?? 'ms';
}

function textOf(batch: ArrowBatch, index: number): unknown {
  const [start, end] = [Number(batch.offsets[index]), Number(batch.offsets[index + 1])];
  const bytes = batch.values as Uint8Array;
  if (!(start >= 0 && start <= end && end <= bytes.length))
    throw new Error('a text lies outside of its column');
  return asText(bytes.subarray(start, end), TEXTS.has(batch.type.typeId));
}

function viewedText(batch: ArrowBatch, index: number): unknown {
  const { view } = batch as unknown as { view: (index: number) => Uint8Array };
  if ((index + 1) * VIEW_BYTES > batch.values.length) throw new Error('a text lies outside of its column');
  return asText(view.call(batch, index), TEXTS.has(batch.type.typeId));
}

/**
 * Bytes are text wherever they can be; in a column of bytes those with a zero are none. What is no text is copied, because
 * the rest of the batch is not kept for it.
 */
function asText(bytes: Uint8Array, isText = false): string | Uint8Array {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return isUtf8(buffer) && (isText || !buffer.includes(0)) ? buffer.toString('utf8') : Uint8Array.from(bytes);
}

function childOf(batch: ArrowBatch, child = 0): ArrowBatch {
  const found = batch.children[child];
  if (found === undefined) throw new Error('a nested column lacks a part');
  return found as ArrowBatch;
}

function listOf(
  batch: ArrowBatch,
  from: number | bigint | undefined,
  to: number | bigint | undefined,
): unknown[] {
  const items = childOf(batch);
  const [start, end] = [Number(from), Number(to)];
  if (!(start >= 0 && start <= end && end <= items.length))
    throw new Error('a list lies outside of its column');
  if (end - start > MAX_ROW_VALUES) throw new Error(TOO_MANY_VALUES);
  return Array.from({ length: end - start }, (_, item) => arrowValue(items, start + item));
}

function viewedList(batch: ArrowBatch, index: number): unknown[] {
  const start = Number(batch.offsets[index]);
  return listOf(batch, start, start + Number(batch.sizes[index]));
}

/** The fields of a struct. */
function structOf(batch: Pick<ArrowBatch, 'children' | 'type'>, index: number): Record<string, unknown> {
  const { children: fields } = batch.type as { children: readonly { name: string }[] };
  const names = columnNames(fields.map(({ name }) => name));
  return Object.fromEntries(
    batch.children.map((child, field) => [names[field] ?? '', arrowValue(child as ArrowBatch, index)]),
  );
}

/** A map whose keys are texts is an object, any other a list of its entries. */
function mapOf(batch: ArrowBatch, index: number): unknown {
  const entries = listOf(batch, batch.offsets[index], batch.offsets[index + 1]) as Record<string, unknown>[];
  const pairs = entries.map((entry) => Object.values(entry) as [unknown, unknown]);
  const keys = new Set(pairs.map(([key]) => key));
  const isObject = keys.size === pairs.length && pairs.every(([key]) => typeof key === 'string');
  return isObject ? Object.fromEntries(pairs as [string, unknown][]) : entries;
}

function inColumn(column: Column<unknown>, index: number): unknown {
  let place = index;
  for (const batch of column.data) {
    if (place < batch.length) return arrowValue(batch, place);
    place -= batch.length;
  }
  throw new Error('a value is not in its dictionary');
}

function runOf(batch: ArrowBatch, index: number): unknown {
  const ends = childOf(batch).values;
  let [low, high] = [0, ends.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Number(ends[middle]) > index) high = middle;
    else low = middle + 1;
  }
  return arrowValue(childOf(batch, 1), low);
}

function unionOf(batch: ArrowBatch, index: number): unknown {
  const { typeIds, typeMap } = batch as unknown as {
    typeIds: Int8Array;
    typeMap: Readonly<Record<number, number>>;
  };
  const child = childOf(batch, typeMap[typeIds[index] ?? -1] ?? -1);
  const isDense = (batch.type as { mode: number }).mode === 1;
  return arrowValue(child, isDense ? Number(batch.offsets[index]) : index);
}

/** Months, days and nanoseconds as `P14M3DT4.500000000S`. */
function intervalOf(batch: ArrowBatch, index: number): unknown {
  const value = batch.value(index);
  if (typeof value === 'number') return `P${value}M`;
  const parts = Array.from(value as ArrayLike<number>);
  if (parts.length === 2) return `P${parts[0] ?? 0}DT${((parts[1] ?? 0) / 1_000).toFixed(3)}S`;
  const [months = 0, days = 0, nanoseconds = 0] = parts;
  return `P${months}M${days}DT${decimalText(BigInt(nanoseconds), 9)}S`;
}
