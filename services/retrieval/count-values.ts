import type { FacetName, Facets } from '../../schemas/api/facets.ts';
import { KindredError } from '../../schemas/errors.ts';
import type { Scalar } from '../../schemas/filter.ts';
import type { InstructionRecord, Json } from '../../schemas/record.ts';
import { fieldValueOf } from '../labels/field-value.ts';
import type { RecordSelector, RecordStore } from '../store/port.ts';
import { pagesOf } from '../store/walk-records.ts';

/** Fields of which no store keeps counts are read from every record, of so many records at most. */
const MOST_READ = 100_000;
/** So many different values are counted of such a field. */
const MOST_VALUES = 100_000;
/** Longer texts are no values to choose from, and no filter takes them. */
const LONGEST_VALUE = 1_000;

type Facet = Facets['facets'][number];
type StoredField = 'label' | 'kind' | 'source';

export interface CountDeps {
  readonly store: Pick<RecordStore, 'facet' | 'count' | 'scroll'>;
  readonly signal: AbortSignal;
}

/**
 * How often which values stand in the fields of selected records.
 * @throws KindredError `invalid_request` when more records would have to be read, or more values be kept, than is allowed
 */
export async function countValues(
  fields: readonly FacetName[],
  selection: RecordSelector,
  limit: number,
  { store, signal }: CountDeps,
): Promise<Facets> {
  const records = await store.count(selection);
  const read = fields.filter((field) => !isStored(field));
  if (read.length > 0 && records > MOST_READ) throw tooMany(read, `${records} records are selected`);
  const counted =
    read.length === 0
      ? new Map<string, Facet>()
      : await readValues(read, selection, limit, { store, signal });
  const facets = fields.map(async (field): Promise<Facet> => {
    const found = counted.get(field);
    if (found !== undefined || !isStored(field))
      return found ?? { field, values: [], distinct: 0, without: records };
    const { values, distinct, records: having } = await store.facet(field, selection, limit);
    return { field, values: [...values], distinct, without: Math.max(0, records - having) };
  });
  return { records, facets: await Promise.all(facets) };
}

function isStored(field: FacetName): field is StoredField {
  return field === 'label' || field === 'kind' || field === 'source';
}

/** Counts the values of fields in one walk over the records. */
async function readValues(
  fields: readonly FacetName[],
  selection: RecordSelector,
  limit: number,
  { store, signal }: CountDeps,
): Promise<Map<string, Facet>> {
  const tallies = fields.map((field) => ({ field, counts: new Map<Scalar, number>(), without: 0 }));
  for await (const page of pagesOf(store, signal, selection)) {
    for (const { record } of page) {
      for (const tally of tallies) {
        const values = valuesOf(record, tally.field);
        if (values.size === 0) tally.without += 1;
        for (const value of values) tally.counts.set(value, (tally.counts.get(value) ?? 0) + 1);
      }
    }
    const full = tallies.find(({ counts }) => counts.size > MOST_VALUES);
    if (full !== undefined) throw tooMany([full.field], `it has more than ${MOST_VALUES} different values`);
  }
  return new Map(
    tallies.map(({ field, counts, without }) => {
      const values = [...counts].map(([value, count]) => ({ value, count })).sort(byFrequency);
      return [field, { field, values: values.slice(0, limit), distinct: values.length, without }];
    }),
  );
}

function valuesOf(record: InstructionRecord, field: FacetName): Set<Scalar> {
  const value = fieldValueOf(record, field);
  const elements = Array.isArray(value) ? value : [value];
  return new Set(elements.filter(isCounted));
}

function isCounted(value: Json): value is Scalar {
  if (typeof value === 'string') return value.length <= LONGEST_VALUE;
  return typeof value === 'number' || typeof value === 'boolean';
}

/** The most frequent value first; equally frequent ones in the order of their JSON, so that it is the same every time. */
function byFrequency(a: Facet['values'][number], b: Facet['values'][number]): number {
  return b.count - a.count || (JSON.stringify(a.value) < JSON.stringify(b.value) ? -1 : 1);
}

function tooMany(fields: readonly FacetName[], why: string): KindredError {
  return new KindredError(
    'invalid_request',
    `fields: ${fields.join(', ')} cannot be counted, since ${why}; the most are 100,000. Select fewer with filter.`,
    { field: 'fields' },
  );
}
