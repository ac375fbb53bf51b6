import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import type { SchemaElement } from 'hyparquet';
import type { Json } from '../../../schemas/record.ts';
import type { Row } from '../../corpus/row.ts';
import type { ColumnType } from './column-type.ts';

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
 * Writes rows into a Parquet file with Snappy compression, one row group after the other. Lists and objects of the same type
 * in all rows become lists and structs, all others text of the logical type JSON. Fields that a row lacks are null.
 */
export async function writeParquet(
  path: string,
  columns: readonly TypedColumn[],
  batches: AsyncIterable<readonly Row[]>,
): Promise<void> {
  const schema = [{ name: 'root', num_children: columns.length }, ...columns.flatMap(elementsOf)];
  const writer = new ParquetWriter({ writer: fileWriter(path), schema, createdBy: 'kindred' });
  for await (const group of groupsOf(batches)) {
    const columnData = columns.map(({ name, type }) => ({
      name,
      data: group.map((row) => parquetValue(Object.hasOwn(row, name) ? row[name] : null, type)),
    }));
    await writer.write({ columnData, rowGroupSize: group.length });
  }
  await writer.finish();
}

async function* groupsOf(batches: AsyncIterable<readonly Row[]>): AsyncGenerator<Row[]> {
  let group: Row[] = [];
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

/** The elements of a column's schema in the order of Parquet: a group, then its children. Every value may be null. */
function elementsOf({ name, type }: TypedColumn): SchemaElement[] {
  const repetition_type = 'OPTIONAL';
  switch (type.kind) {
    case 'boolean':
      return [{ name, type: 'BOOLEAN', repetition_type }];
    case 'integer':
      return [{ name, type: 'INT64', repetition_type }];
    case 'number':
      return [{ name, type: 'DOUBLE', repetition_type }];
    case 'text':
    case 'nothing':
      return [{ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type }];
    case 'json':
      return [{ name, type: 'BYTE_ARRAY', converted_type: 'JSON', repetition_type }];
    case 'list':
      return [
        { name, converted_type: 'LIST', num_children: 1, repetition_type },
        { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
        ...elementsOf({ name: 'element', type: type.element }),
      ];
    case 'struct':
      return [
        { name, num_children: type.fields.length, repetition_type },
        ...type.fields.flatMap(([field, fieldType]) => elementsOf({ name: field, type: fieldType })),
      ];
  }
}

type ParquetValue = Json | bigint | ParquetValue[] | { [key: string]: ParquetValue };

function parquetValue(value: Json | undefined, type: ColumnType): ParquetValue {
  if (value === undefined || value === null) return null;
  if (type.kind === 'integer' && typeof value === 'number') return BigInt(value);
  if (type.kind === 'list' && Array.isArray(value))
    return value.map((item) => parquetValue(item, type.element));
  if (type.kind === 'struct' && typeof value === 'object' && !Array.isArray(value)) {
    return Object.fromEntries(type.fields.map(([name, field]) => [name, parquetValue(value[name], field)]));
  }
  return value;
}
