import type { FileMetaData, SchemaElement } from 'hyparquet';
import { at } from '../../runtime/at.ts';
import { columnNames } from './column-names.ts';
import { leafCodec } from './parquet-leaf.ts';
import { leafName } from './parquet-type-name.ts';
import type { TableColumn } from './table-file.ts';

/** A file as the library is to decode it, and what its columns are. */
export interface ParquetSchema {
  readonly metadata: FileMetaData;
  readonly columns: readonly TableColumn[];
}

interface Tree {
  readonly index: number;
  readonly element: SchemaElement;
  readonly children: readonly Tree[];
}

type Part = Pick<TableColumn, 'type' | 'read'>;

/** These types are decoded by the library alone, which needs the names of their parts. */
const LEFT_TO_LIBRARY = new Set(['VARIANT', 'GEOMETRY', 'GEOGRAPHY']);

/**
 * Takes the logical types away from the metadata, because the library would turn values into dates and doubles and lose
 * digits by it, and gives all columns names of their own, because it keeps rows in objects by these names: of two equal
 * ones it would lose one, and `__proto__` entirely.
 */
export function parquetSchema(metadata: FileMetaData): ParquetSchema {
  const root = treeOf(metadata.schema, 0);
  const names = columnNames(root.children.map(({ element }) => element.name));
  const schema = metadata.schema.map((element, index) => (index === 0 ? element : physical(element, index)));
  for (const child of root.children) restoreForeign(child, metadata.schema, schema);
  const leaves = leavesOf(root, []);
  const groups = metadata.row_groups.map((group) => ({
    ...group,
    columns: group.columns.map((column, number) => {
      const path = leaves[number]?.map((index) => schema[index]?.name ?? '');
      if (column.meta_data === undefined || path === undefined) return column;
      return { ...column, meta_data: { ...column.meta_data, path_in_schema: path } };
    }),
  }));
  return {
    metadata: { ...metadata, schema, row_groups: groups },
    columns: root.children.map((child, column) => ({
      name: at(names, column),
      key: schema[child.index]?.name ?? '',
      isFlat: child.children.length === 0 && child.element.repetition_type !== 'REPEATED',
      ...partOf(child),
    })),
  };
}

function treeOf(schema: readonly SchemaElement[], index: number): Tree {
  const element = at(schema, index);
  const children: Tree[] = [];
  let next = index + 1;
  for (let child = 0; child < (element.num_children ?? 0); child += 1) {
    const tree = treeOf(schema, next);
    children.push(tree);
    next = endOf(tree);
  }
  return { index, element, children };
}

function endOf({ index, children }: Tree): number {
  const last = children.at(-1);
  return last === undefined ? index + 1 : endOf(last);
}

function leavesOf({ index, children }: Tree, path: readonly number[]): number[][] {
  const own = index === 0 ? [] : [...path, index];
  return children.length === 0 ? [own] : children.flatMap((child) => leavesOf(child, own));
}

function physical(element: SchemaElement, index: number): SchemaElement {
  const { type, type_length, repetition_type, num_children } = element;
  const isText = type === 'BYTE_ARRAY' && leafName(element) !== 'binary';
  return {
    name: `c${index}`,
    ...(type !== undefined && { type }),
    ...(type_length !== undefined && { type_length }),
    ...(repetition_type !== undefined && { repetition_type }),
    ...(num_children !== undefined && { num_children }),
    ...(isText && leafName(element).startsWith('decimal') === false && { converted_type: 'UTF8' }),
    ...(isList(element) && { converted_type: 'LIST' }),
  };
}

function isList({
  converted_type: converted,
  logical_type: logical,
  num_children: count,
}: SchemaElement): boolean {
  return (count ?? 0) > 0 && (converted === 'LIST' || logical?.type === 'LIST');
}

function isMap({ converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  return converted === 'MAP' || converted === 'MAP_KEY_VALUE' || logical?.type === 'MAP';
}

function isForeign({ logical_type: logical }: SchemaElement): boolean {
  return LEFT_TO_LIBRARY.has(logical?.type ?? '');
}

/** Puts the own elements back in place of columns that the library decodes alone. */
function restoreForeign(tree: Tree, from: readonly SchemaElement[], schema: SchemaElement[]): void {
  if (!isForeign(tree.element)) {
    for (const child of tree.children) restoreForeign(child, from, schema);
    return;
  }
  for (let index = tree.index; index < endOf(tree); index += 1) schema[index] = { ...at(from, index) };
  schema[tree.index] = { ...tree.element, name: `c${tree.index}` };
}

function partOf(tree: Tree): Part {
  const part = ownPartOf(tree);
  return tree.element.repetition_type === 'REPEATED' ? listOf(part) : part;
}

function ownPartOf(tree: Tree): Part {
  const { element, children } = tree;
  if (isForeign(element)) return { type: 'json', read: (decoded) => decoded ?? null };
  if (children.length === 0) return leafOf(element);
  const [first] = children;
  const isOne = children.length === 1 && first?.element.repetition_type === 'REPEATED';
  if (isOne && isList(element) && first.children.length <= 1) {
    const [inner] = first.children;
    return listOf(inner === undefined ? ownPartOf(first) : partOf(inner));
  }
  if (isOne && isMap(element) && first.children.length === 2) return mapOf(first);
  return structOf(children);
}

function leafOf(element: SchemaElement): Part {
  const name = leafName(element);
  const codec = leafCodec(name);
  if (codec === null) return { type: 'binary', read: (stored) => stored ?? null };
  return {
    type: name,
    read: (stored) => (stored === undefined || stored === null ? null : codec.decode(stored)),
  };
}

function listOf(element: Part): Part {
  return {
    type: { list: element.type },
    read: (decoded) =>
      Array.isArray(decoded) || ArrayBuffer.isView(decoded)
        ? Array.from(decoded as Iterable<unknown>, (item) => element.read(item))
        : null,
  };
}

function structOf(children: readonly Tree[]): Part {
  const names = columnNames(children.map(({ element }) => element.name));
  const fields = children.map((child, at) => ({
    name: names[at] ?? '',
    key: `c${child.index}`,
    ...partOf(child),
  }));
  return {
    type: { struct: fields.map(({ name, type }) => [name, type] as const) },
    read: (decoded) => {
      if (typeof decoded !== 'object' || decoded === null) return null;
      const values = decoded as Record<string, unknown>;
      return Object.fromEntries(fields.map(({ name, key, read }) => [name, read(values[key])]));
    },
  };
}

/** A map becomes an object; one whose keys are no texts, or one of whose keys is there twice, a list of its entries. */
function mapOf(entries: Tree): Part {
  const [key, value] = entries.children.map(partOf);
  const [keyName, valueName] = entries.children.map(({ index }) => `c${index}`);
  if (key === undefined || value === undefined) return structOf(entries.children);
  return {
    type: { map: [key.type, value.type] },
    read: (decoded) => {
      if (typeof decoded !== 'object' || decoded === null) return null;
      const list: unknown = Object.values(decoded)[0];
      if (!Array.isArray(list)) return null;
      const pairs = list.map((entry: Record<string, unknown>): [unknown, unknown] => [
        key.read(entry[keyName ?? '']),
        value.read(entry[valueName ?? '']),
      ]);
      const names = new Set(pairs.map(([name]) => name));
      const isObject = names.size === pairs.length && [...names].every((name) => typeof name === 'string');
      return isObject
        ? Object.fromEntries(pairs as [string, unknown][])
        : pairs.map(([k, v]) => ({ key: k, value: v }));
    },
  };
}
