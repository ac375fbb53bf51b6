import type { Schemas } from '@qdrant/js-client-rest';
import { beginningOf } from '../beginning.ts';
import { FacetTally } from '../facet-tally.ts';
import { slicesOf } from '../slices.ts';
import type { Beginnings, Facet, FacetField } from '../port.ts';
import type { CollectionReader } from './collection-reader.ts';
import { facetKey, facetValue, RECORD_FIELDS, storedRecord, type AnsweredPoint } from './point.ts';

/** Asked for as the number of values of a facet: more than a field can have. */
const ALL_VALUES = 1_000_000;
/** Up to so many values the server counts each exactly: it takes a tenth of a millisecond and more for each of them. */
const EXACT_VALUES = 1_000;
/** How many questions for the records of a value go in one request. */
const VALUES_A_REQUEST = 64;

/**
 * Counts the values of a field. The server's exact count asks for one value after the other, which takes more than ten
 * seconds where there are 100,000. Its other count looks at every record once; it may count a record twice that is just
 * being moved, which the sum of all counts tells. Then, and where strict mode allows no answer with all values, the values
 * of all selected records are read.
 */
export async function facetOf(
  reader: CollectionReader,
  field: FacetField,
  filter: Schemas['Filter'],
  most?: number,
): Promise<Facet> {
  const asked = await reader.limit.atMost(ALL_VALUES);
  const quick = await reader.facet({ key: field, filter, limit: asked, exact: false });
  if (quick.length === asked) return walked(reader, field, filter, most);
  if (quick.length <= EXACT_VALUES) {
    return tallied(field, await reader.facet({ key: field, filter, limit: asked, exact: true }), most);
  }
  const facet = tallied(field, quick, most);
  const having = { must: [filter], must_not: [{ is_empty: { key: field } }] };
  return facet.records === (await reader.count(having)) ? facet : walked(reader, field, filter, most);
}

/** For each of `values` how the instructions of the first records that have it begin, in the order of ids. */
export async function firstOfEachValue(
  reader: CollectionReader,
  field: FacetField,
  values: readonly string[],
  { count, characters }: Beginnings,
  filter: Schemas['Filter'],
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  const beginning = (point: AnsweredPoint): string =>
    beginningOf(storedRecord(point).instruction, characters);
  for (const some of slicesOf([...new Set(values)], VALUES_A_REQUEST)) {
    const searches = some.map((value) => ({
      filter: { must: [filter, { key: field, match: { value: keyOf(field, value) } }] },
      limit: count,
      with_payload: RECORD_FIELDS,
    }));
    const answers = await reader.batch(searches);
    some.forEach((value, at) => found.set(value, (answers[at] ?? []).map(beginning)));
  }
  return found;
}

async function walked(
  reader: CollectionReader,
  field: FacetField,
  filter: Schemas['Filter'],
  most?: number,
): Promise<Facet> {
  const counts = new Map<string, number>();
  for await (const points of reader.pages({ filter, with_payload: [field], with_vector: false })) {
    for (const { payload } of points) {
      const key = payload?.[field];
      if (typeof key === 'string') counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const hits = [...counts].map(([value, count]) => ({ value, count }));
  return tallied(field, hits, most);
}

function tallied(field: FacetField, hits: readonly Schemas['FacetValueHit'][], most?: number): Facet {
  const tally = new FacetTally(most);
  for (const { value, count } of hits)
    tally.add(field === 'corpus' ? String(value) : facetValue(value), count);
  return tally.facet();
}

/** The value of a field as Qdrant keeps it. */
function keyOf(field: FacetField, value: string): string {
  return field === 'corpus' ? value : facetKey(value);
}
