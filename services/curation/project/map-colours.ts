import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { FacetName } from '../../../schemas/api/facets.ts';
import type { ColourCodes } from '../../../schemas/colour-file.ts';
import { KindredError } from '../../../schemas/errors.ts';
import { decodeMap, rowOfId } from '../../../schemas/map-file.ts';
import type { Metadata } from '../../../schemas/record.ts';
import { fieldValueOf } from '../../labels/field-value.ts';
import type { RecordStore } from '../../store/port.ts';
import { pagesOf } from '../../store/walk-records.ts';
import { ColourColumn } from './colour-column.ts';

/** Fields whose colours are not kept are read from every record, of so many records at most. */
const MOST_READ = 250_000;

export interface FieldColours {
  /** The path of the map. */
  readonly map: string;
  readonly corpora: readonly string[];
  readonly field: FacetName;
  readonly store: Pick<RecordStore, 'scroll' | 'count'>;
  readonly signal: AbortSignal;
}

/**
 * The values of a field in the rows of a map, read from every record. Records that came after the map have no row in it.
 * @throws KindredError `invalid_request` when there are more than 250,000 records, `store_unavailable` when the store fails
 */
export async function coloursByField({
  map,
  corpora,
  field,
  store,
  signal,
}: FieldColours): Promise<ColourCodes> {
  const { ids } = decodeMap(await readFile(map));
  const column = new ColourColumn(field, ids.length / 16);
  const total = await store.count({ corpora });
  if (total > MOST_READ) {
    const message = `field: ${field} is read from every record, of 250,000 at most; there are ${total}. Colour by kind, label, source or language.`;
    throw new KindredError('invalid_request', message, { field: 'field' });
  }
  for await (const page of pagesOf(store, signal, { corpora })) {
    for (const { record } of page) {
      const row = rowOfId(ids, record.id);
      if (row !== -1) column.set(row, fieldValueOf(record, field));
    }
  }
  return column.finish();
}

/**
 * What marks say in one of their fields about the rows of a map.
 * @param map the path of the map
 * @param marks the path of the marks, a line of JSON for each record
 * @param name the field as the request named it
 * @throws SyntaxError when a line is not JSON
 */
export async function coloursByMarks(
  map: string,
  marks: string,
  field: string,
  name: string,
): Promise<ColourCodes> {
  const { ids } = decodeMap(await readFile(map));
  const column = new ColourColumn(name, ids.length / 16);
  for await (const line of createInterface({ input: createReadStream(marks), crlfDelay: Infinity })) {
    if (line === '') continue;
    const mark = JSON.parse(line) as Metadata & { readonly id: string };
    const row = rowOfId(ids, mark.id);
    if (row !== -1 && Object.hasOwn(mark, field)) column.set(row, mark[field] ?? null);
  }
  return column.finish();
}
