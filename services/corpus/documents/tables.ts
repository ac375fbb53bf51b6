import { isPlainObject } from '../row.ts';
import { sampleOf, type ListOutline, type ObjectOutline } from '../formats/json-outline.ts';
import { splitOf } from './find-row-lists.ts';
import { lookOfRow } from './row-look.ts';
import { unfold } from './unfold.ts';

/** How a document holds a table, when it does. */
export type TableShape =
  /** `{"columns": ["a", "b"], "data": [[1, 2], …]}`, which pandas calls split. */
  | { readonly kind: 'split'; readonly columns: readonly string[]; readonly list: 'data' | 'rows' }
  /** `{"a": {"0": 1, …}, "b": {"0": 2, …}}` or `{"a": [1, …], "b": [2, …]}`: one column after the other. */
  | { readonly kind: 'columns' };

/** The largest document, in bytes, that is read whole because its columns stand one after the other. */
export const MAX_TABLE_BYTES = 64 * 1024 * 1024;

export function tableShape(root: ObjectOutline): TableShape | null {
  const columns = root.members.get('columns');
  if (columns?.kind === 'list' && isNamedColumns(columns.sample)) return { kind: 'columns' };
  return splitTable(root) ?? (isColumns(root) ? { kind: 'columns' } : null);
}

function splitTable(root: ObjectOutline): TableShape | null {
  const columns = namesOf(root.members.get('columns') ?? root.members.get('column_names'));
  if (columns === null) return null;
  for (const list of ['data', 'rows'] as const) {
    const node = root.members.get(list);
    if (node?.kind !== 'list' || node.count === 0) continue;
    const fits = node.sample.every((row) => Array.isArray(row) && row.length === columns.length);
    if (fits) return { kind: 'split', columns, list };
  }
  return null;
}

function namesOf(node: unknown): readonly string[] | null {
  const list = node as ListOutline | undefined;
  if (list?.kind !== 'list' || list.count === 0 || list.count !== list.sample.length) return null;
  const names = list.sample.map((item) => (isPlainObject(item) ? item['name'] : item));
  return names.every((name): name is string => typeof name === 'string') ? names : null;
}

/** Whether the members of a document are columns: equally long lists of values, or as pandas writes them. */
function isColumns(root: ObjectOutline): boolean {
  const columns = [...root.members.values()];
  const [first] = columns;
  if (first === undefined || first.kind === 'scalar' || first.count === 0) return false;
  const isEven = columns.every((column) => column.kind === first.kind && column.count === first.count);
  if (!isEven || (first.kind === 'list' && columns.length < 2)) return false;
  const samples = columns.map(sampleOf);
  if (first.kind === 'list' && samples.some((list) => (list as unknown[]).some(isPlainObject))) return false;
  if (first.kind === 'object' && (!haveSameKeys(samples) || isRow(samples[0]) || unfold(samples[0]) !== null))
    return false;
  const names = [...root.members.keys()];
  if (first.kind === 'list') return !names.every((name) => splitOf([name]) !== null);
  const row = Object.fromEntries(names.map((name, at) => [name, filledValue(samples[at])]));
  return isRow(row) || lookOfRow(row) === 'text';
}

function isRow(value: unknown): boolean {
  return ['asked', 'answered'].includes(lookOfRow(value));
}

function haveSameKeys(samples: readonly unknown[]): boolean {
  const [first, ...others] = samples.map((sample) => Object.keys(sample as object).join('\n'));
  return others.every((keys) => keys === first);
}

/** The first value of a column that is not null, as far as it is known. */
function filledValue(column: unknown): unknown {
  return Object.values(column as object).find((value) => value !== null && value !== '') ?? null;
}

/** The row of a list of values whose names are known. */
export function namedRow(names: readonly string[], values: unknown): unknown {
  if (!Array.isArray(values)) return values;
  return Object.fromEntries(names.map((name, at) => [name, (values[at] as unknown) ?? null]));
}

/** The rows of a document whose columns stand one after the other. */
export function* rowsOfColumns(table: Readonly<Record<string, unknown>>): Generator<unknown> {
  const named = isNamedColumns(table['columns']) ? namedColumns(table['columns']) : Object.entries(table);
  const columns = named.filter((entry): entry is [string, object] => isColumn(entry[1]));
  const names = rowNames(columns);
  const [, first] = columns[0] ?? ['', []];
  for (const key of Object.keys(first)) {
    yield Object.fromEntries(
      columns.map(([, column], at) => [names[at], (column as Record<string, unknown>)[key] ?? null]),
    );
  }
}

/** The names of the columns as those of a row: `questions` is `question` when only that means something to a layout. */
function rowNames(columns: readonly [string, object][]): readonly string[] {
  const names = columns.map(([name]) => name);
  const singular = names.map((name) => name.replace(/s$/, ''));
  const lookWith = (given: readonly string[]): string =>
    lookOfRow(Object.fromEntries(columns.map(([, column], at) => [given[at], filledValue(column)])));
  const isBetter = ['none', 'object'].includes(lookWith(names)) && lookWith(singular) !== 'object';
  return isBetter && new Set(singular).size === names.length ? singular : names;
}

/** Whether a list holds columns, each with its name and values, as polars wrote them. */
function isNamedColumns(value: unknown): value is readonly { name: string; values: readonly unknown[] }[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(
      (each) => isPlainObject(each) && typeof each['name'] === 'string' && Array.isArray(each['values']),
    )
  );
}

function namedColumns(list: readonly { name: string; values: readonly unknown[] }[]): [string, unknown][] {
  return list.map(({ name, values }) => [name, values]);
}

function isColumn(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
