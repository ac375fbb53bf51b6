import { isDeepStrictEqual } from 'node:util';
import { unwritableField, type RowOrigin, type ValueType } from '../../schemas/layout.ts';
import type { InstructionContent, InstructionRecord, Json, Metadata } from '../../schemas/record.ts';
import { layoutNamed } from './layouts.ts';
import { alpaca } from './layouts/alpaca.ts';
import type { Layout } from './layouts/layout.ts';
import { stepsOf } from './pointer.ts';
import { originOf } from './row-origin.ts';
import { RowProblem, type Row } from './row.ts';
import { NAME_MARK } from './typed-value.ts';

/** What changes of the content of a record. */
export type ContentChange = {
  readonly [Field in keyof InstructionContent]?: InstructionContent[Field] | undefined;
};

/**
 * The content of a record after a change. Fields of the metadata are set one by one, and those that are null are removed. What
 * JSON cannot hold of a value goes with the value.
 */
export function changedContent(
  record: InstructionRecord,
  { metadata = {}, exact: added, ...change }: ContentChange,
): InstructionContent {
  const { instruction = record.instruction, input = record.input, output = record.output } = change;
  const { system = record.system, history = record.history } = change;
  const { source = record.source, user_id = record.user_id } = change;
  const texts = { instruction, input, output, system, history, source, user_id };
  const stands = withoutStale(record, texts);
  const all = Object.entries({ ...stands, ...metadata });
  const kept = all.filter(([name]) => !(Object.hasOwn(metadata, name) && metadata[name] === null));
  const content = { ...texts, metadata: Object.fromEntries(kept) };
  const changed = changedFields(record, content);
  const exact = { ...unchanged(record.exact, changed), ...added };
  return Object.keys(exact).length === 0 ? content : { ...content, exact };
}

/**
 * The original form of a record that takes the place of another one: that row, in its place, with the fields that have
 * changed. Where its layout cannot be written with the new content, the row has the layout `alpaca`.
 */
export function changedOrigin(before: InstructionRecord, content: InstructionContent): RowOrigin | undefined {
  const { origin } = before;
  if (origin === undefined) return undefined;
  const changed = changedFields(before, content);
  const { file, line, row_in_line, part, split, types } = origin;
  const keptTypes = unchanged(types, changed);
  const place = {
    ...{ file, line },
    ...(row_in_line !== undefined && { row_in_line }),
    ...(part !== undefined && { part }),
    ...(split !== undefined && { split }),
  };
  const layout = layoutOf(before);
  const row = changedRow(before, content, changed);
  if (isWritten(row, before, content) && isReadAs(row, content, layout)) {
    const typed = Object.keys(keptTypes).length === 0 ? place : { ...place, types: keptTypes };
    return originOf(row, content, layout, typed);
  }
  return originOf(alpaca.write(content), content, alpaca, place);
}

/**
 * The metadata of a record, without the values of its row that were kept word for word beside a field that has changed, such as
 * the number 42 beside the answer '42'.
 */
function withoutStale(before: InstructionRecord, texts: Omit<InstructionContent, 'metadata'>): Metadata {
  const layout = layoutOf(before);
  const old = layout.write({ ...before, metadata: {} }, before.origin?.fields);
  const now = layout.write({ ...texts, metadata: {} }, before.origin?.fields);
  const isStale = (name: string): boolean =>
    Object.hasOwn(now, name) && !isDeepStrictEqual(old[name], now[name]);
  return Object.fromEntries(Object.entries(before.metadata).filter(([name]) => !isStale(name)));
}

function layoutOf({ origin }: InstructionRecord): Layout {
  return origin === undefined ? alpaca : layoutNamed(origin.layout, origin.columns ?? null);
}

/** The names of the fields of its row that a record has otherwise with another content. */
function changedFields(before: InstructionRecord, content: InstructionContent): Set<string> {
  const [old, now] = bothRows(before, content);
  const names = new Set([...Object.keys(old), ...Object.keys(now)]);
  return new Set([...names].filter((name) => !isDeepStrictEqual(old[name], now[name])));
}

function bothRows(before: InstructionRecord, content: InstructionContent): [Row, Row] {
  const layout = layoutOf(before);
  const fields = before.origin?.fields;
  return [layout.write(before, fields), layout.write(content, fields)];
}

/** The row of a record with those of its fields anew that have changed. */
function changedRow(
  before: InstructionRecord,
  content: InstructionContent,
  changed: ReadonlySet<string>,
): Row {
  const { fields = [], values = {} } = before.origin ?? {};
  const [old, now] = bothRows(before, content);
  const valueOf = (name: string): Json =>
    (changed.has(name) ? now[name] : Object.hasOwn(values, name) ? values[name] : old[name]) ?? null;
  const kept = fields.filter((name) => !changed.has(name) || Object.hasOwn(now, name));
  const added = Object.keys(now).filter((name) => changed.has(name) && !fields.includes(name));
  return Object.fromEntries([...kept, ...added].map((name) => [name, valueOf(name)]));
}

/** Whether what has changed stands in the columns of the row, or in the metadata: columns that are joined cannot be written. */
function isWritten(row: Row, { origin }: InstructionRecord, { metadata }: InstructionContent): boolean {
  if (origin?.columns === undefined || unwritableField(origin.columns) === null) return true;
  return Object.keys(row).every((name) => origin.fields.includes(name) || Object.hasOwn(metadata, name));
}

/** Whether a layout reads the content from a row, apart from a source that the file did not have. */
function isReadAs(
  row: Row,
  { source, exact: _exact, ...content }: InstructionContent,
  layout: Layout,
): boolean {
  try {
    const read = layout.read(row);
    const isSameSource = read.source === source || read.source === null;
    return isSameSource && isDeepStrictEqual({ ...read, source: null }, { ...content, source: null });
  } catch (error) {
    if (error instanceof RowProblem) return false;
    throw error;
  }
}

/** What is noted of the values of a row, without those in fields that have changed. */
function unchanged<T extends ValueType>(
  notes: Readonly<Record<string, T>> | undefined,
  changed: ReadonlySet<string>,
): Record<string, T> {
  const isKept = ([pointer]: [string, T]): boolean => {
    const [field = ''] = stepsOf(pointer.startsWith(NAME_MARK) ? pointer.slice(NAME_MARK.length) : pointer);
    return !changed.has(field);
  };
  return Object.fromEntries(Object.entries(notes ?? {}).filter(isKept));
}
