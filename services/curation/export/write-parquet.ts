import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import type { SchemaElement } from 'hyparquet';
import { leafCodec } from '../../corpus/formats/parquet-leaf.ts';
import { nativeValue, type WritableRow, type WritableValue } from '../../corpus/typed-value.ts';
import { entriesOf, type ColumnType } from './column-type.ts';
import { exactJson, type Replaced } from './exact-json.ts';

/** A column of a table, and the type of its values. */
export interface TypedColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** How many rows a row group has at most. */
const GROUP_ROWS = 10_000;
/** A row group ends when it has this many characters of JSON, since all of it is held in memory. */
const GROUP_TEXT = 16_000_000;

/**
 * Writes rows into a Parquet file with Snappy compression, one row group after the other. Values
 * get the type that they had in their file. Of others, lists and objects of the same type in all rows become lists and
 * structs, and values of several kinds text of the logical type JSON. Fields that a row lacks are null.
 */
export async function writeParquet(
  path: string,
  columns: readonly TypedColumn[],
  batches: AsyncIterable<readonly WritableRow[]>,
  replaced: Replaced,
): Promise<void> {
  const schema = schemaOf(columns);
  // The library would make JSON of values by itself, and lose digits by it: to it, JSON is text.
  const asText = schema.map((element) =>
    element.converted_type === 'JSON' ? { ...element, converted_type: 'UTF8' as const } : element,
  );
  const writer = new ParquetWriter({ writer: fileWriter(path), schema: asText, createdBy: 'kindred' });
  for await (const group of groupsOf(batches)) {
    const columnData = columns.map(({ name, type }) => ({
      name,
      data: group.map((row) => parquetValue(Object.hasOwn(row, name) ? row[name] : null, type, replaced)),
    }));
    await writer.write({ columnData, rowGroupSize: group.length });
  }
  writer.schema = schema;
  await writer.finish();
}

async function* groupsOf(batches: AsyncIterable<readonly WritableRow[]>): AsyncGenerator<WritableRow[]> {
  let group: WritableRow[] = [];
  let text = 0;
  for await (const batch of batches) {
    for (const row of batch) {
      group.push(row);
      text += JSON.stringify(row).length;
      if (group.length < GROUP_ROWS && text < GROUP_TEXT) continue;
      yield group;
      group = [];
      text = 0;
    }
  }
  if (group.length > 0) yield group;
}

function schemaOf(columns: readonly TypedColumn[]): SchemaElement[] {
  return [{ name: 'root', num_children: columns.length }, ...columns.flatMap(elementsOf)];
}

const LEAF_OF_KIND = {
  ...{ nothing: 'string', text: 'string', boolean: 'bool' },
  ...{ integer: 'int64', number: 'double', json: 'json' },
} as const;

/** The elements of a column's schema in the order of Parquet: a group, then its children. Every value may be null. */
function elementsOf({ name, type }: TypedColumn): SchemaElement[] {
  const repetition_type = 'OPTIONAL';
  if (type.kind === 'list') {
    return [
      { name, converted_type: 'LIST', logical_type: { type: 'LIST' }, num_children: 1, repetition_type },
      { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
      ...elementsOf({ name: 'element', type: type.element }),
    ];
  }
  if (type.kind === 'map') {
    const [key, ...rest] = elementsOf({ name: 'key', type: type.key });
    return [
      { name, converted_type: 'MAP', logical_type: { type: 'MAP' }, num_children: 1, repetition_type },
      { name: 'key_value', num_children: 2, repetition_type: 'REPEATED' },
      ...(key === undefined ? [] : [{ ...key, repetition_type: 'REQUIRED' as const }, ...rest]),
      ...elementsOf({ name: 'value', type: type.value }),
    ];
  }
  if (type.kind === 'struct') {
    const fields = type.fields.flatMap(([field, of]) => elementsOf({ name: field, type: of }));
    return [{ name, num_children: type.fields.length, repetition_type }, ...fields];
  }
  const leaf = type.kind === 'leaf' ? type.name : LEAF_OF_KIND[type.kind];
  return [{ name, ...leafCodec(leaf)?.element, repetition_type }];
}

/** A value as the library takes it: what a leaf stores, lists, and objects. */
function parquetValue(value: WritableValue | undefined, type: ColumnType, replaced: Replaced): unknown {
  if (value === undefined) return null;
  const native = nativeValue(value);
  if (native === null) return null;
  if (type.kind === 'json') return exactJson(value, replaced);
  if (type.kind === 'list') {
    return Array.isArray(native) ? native.map((item) => parquetValue(item, type.element, replaced)) : null;
  }
  if (type.kind === 'map') {
    return (entriesOf(native) ?? []).map(([key, of]) => ({
      key: parquetValue(key, type.key, replaced),
      value: parquetValue(of, type.value, replaced),
    }));
  }
  if (type.kind === 'struct') {
    const values = native as Readonly<Record<string, WritableValue>>;
    const own = (name: string): WritableValue =>
      Object.hasOwn(values, name) ? (values[name] ?? null) : null;
    return Object.fromEntries(
      type.fields.map(([name, field]) => [name, parquetValue(own(name), field, replaced)]),
    );
  }
  const leaf = type.kind === 'leaf' ? type.name : LEAF_OF_KIND[type.kind];
  return leafCodec(leaf)?.encode(typeof native === 'string' ? encodable(native, replaced) : native);
}

const HALF_PAIR = /\p{Surrogate}/u;

/** A text that UTF-8 can hold. */
function encodable(text: string, replaced: Replaced): string {
  if (!HALF_PAIR.test(text)) return text;
  replaced.texts += 1;
  return Buffer.from(text, 'utf8').toString('utf8');
}
