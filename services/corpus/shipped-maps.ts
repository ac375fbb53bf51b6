import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ColumnMapFile } from '../../schemas/column-map-file.ts';
import { KindredError } from '../../schemas/errors.ts';
import { columnsLayout } from './layouts/columns.ts';
import { followPath } from './layouts/field-path.ts';
import { findColumns, mapOf } from './layouts/find-columns.ts';
import type { Layout } from './layouts/layout.ts';
import { whyNoLayout } from './layouts/no-layout.ts';
import { RowProblem, type Row } from './row.ts';

const FOLDER = fileURLToPath(new URL('maps/', import.meta.url));

let maps: readonly ColumnMapFile[] | null = null;
let layouts: readonly Layout[] | null = null;

/**
 * The column maps that Kindred ships, one of each file in `maps/`, those that ask for the most fields first. A test holds the
 * files to their schema, so that no process spends time on it.
 */
export function shippedMaps(): readonly ColumnMapFile[] {
  maps ??= readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(FOLDER + name, 'utf8')) as ColumnMapFile)
    .sort((a, b) => fieldsAsked(b) - fieldsAsked(a) || (a.name < b.name ? -1 : 1));
  return maps;
}

function fieldsAsked({ recognises = [] }: ColumnMapFile): number {
  return recognises.length;
}

/**
 * The map with this name.
 * @throws KindredError `invalid_request` when none has it
 */
export function shippedMap(name: string): ColumnMapFile {
  const found = shippedMaps().find((map) => map.name === name);
  if (found !== undefined) return found;
  const names = shippedMaps().map((map) => map.name);
  throw new KindredError(
    'invalid_request',
    `There is no map "${name}". There are: ${names.sort().join(', ')}.`,
    {
      field: 'map',
    },
  );
}

/** The layouts of the shipped maps by which rows are told. */
export function shippedLayouts(): readonly Layout[] {
  layouts ??= shippedMaps()
    .filter(({ recognises }) => recognises !== undefined)
    .map((map) => mapLayout(map));
  return layouts;
}

/** The layout of rows that have the fields which a map asks for. */
export function mapLayout({ name, recognises = [], columns }: ColumnMapFile): Layout {
  const layoutOf = (row: Row): Layout | null => {
    const { instruction, ...others } = columns;
    if (instruction !== undefined) return columnsLayout({ ...others, instruction }, name);
    const found = findColumns(row);
    return found === null ? null : columnsLayout({ ...mapOf(found), ...others }, name);
  };
  const required = (row: Row): Layout => {
    const layout = layoutOf(row);
    if (layout === null) throw new RowProblem(whyNoLayout(row));
    return layout;
  };
  return {
    name: 'columns',
    map: name,
    fits: (row) =>
      recognises.every((path) => followPath(row, path) !== null) && layoutOf(row)?.fits(row) === true,
    forRow: (row) => {
      const layout = required(row);
      return layout.forRow?.(row) ?? layout;
    },
    read: (row) => required(row).read(row),
    write: (content, fields) =>
      columnsLayout({ ...columns, instruction: 'instruction' }, name).write(content, fields),
  };
}
