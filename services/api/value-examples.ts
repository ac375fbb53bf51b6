import type { TasksQuery } from '../../schemas/api/corpora.ts';
import type { AskedStore } from '../access/visible-store.ts';
import type { FacetField } from '../store/port.ts';

const EXAMPLE_LENGTH = 300;

interface ValuesFound {
  readonly values: readonly { readonly value: string; readonly count: number; readonly examples: string[] }[];
  /** How many different values there are. */
  readonly distinct: number;
  /** How many records have none. */
  readonly without: number;
}

/** The most frequent values of a field in a corpus, each with the beginnings of its first instructions. */
export async function valuesWithExamples(
  store: AskedStore,
  field: FacetField,
  corpus: string,
  { limit, examples }: TasksQuery,
): Promise<ValuesFound> {
  const selection = { corpora: [corpus] };
  const [total, { values, distinct, records }] = await Promise.all([
    store.count(selection),
    store.facet(field, selection, limit),
  ]);
  const names = values.map(({ value }) => value);
  // One more than is shown tells whether there are more.
  const most = { count: examples, characters: EXAMPLE_LENGTH + 1 };
  const texts = examples === 0 ? null : await store.firstOfEach(field, names, most, selection);
  const found = values.map(({ value, count }) => ({
    value,
    count,
    examples: (texts?.get(value) ?? []).map(shorten),
  }));
  return { values: found, distinct, without: Math.max(0, total - records) };
}

function shorten(text: string): string {
  return text.length <= EXAMPLE_LENGTH ? text : `${text.slice(0, EXAMPLE_LENGTH - 1)}…`;
}
