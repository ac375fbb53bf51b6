import type { Json } from '../../../schemas/record.ts';
import type { RecordStore } from '../../store/port.ts';
import { at } from '../../runtime/at.ts';
import { excerptsOf } from '../rows/excerpt.ts';
import { rounded } from '../rows/rounded.ts';
import type { Conflict } from './conflicts.ts';
import { differingFields, type Differing } from './differing-fields.ts';
import { KeptRecords, type KeptRecord } from './kept-records.ts';
import type { LoadedRows } from './load-compared.ts';
import { differenceOf, type RowPair } from './pairs.ts';
import type { WordDifference } from './word-difference.ts';

/** How many pairs are written at a time: their records are read from the store. */
const PAIRS_AT_ONCE = 256;
/** How many characters of a text a line has at most; of longer ones the part with the first difference is shown. */
const LONGEST_TEXT = 4_000;
/** How many of the fields in which two rows differ a line shows with their values. */
const MOST_FIELDS = 20;

type Store = Pick<RecordStore, 'fetch'>;

/** Two rows with their records, as far as these are still stored. */
async function* withRecords<T extends { readonly a: number; readonly b: number }>(
  rows: LoadedRows,
  pairs: readonly T[],
  store: Store,
): AsyncGenerator<{ pair: T; one: KeptRecord; other: KeptRecord }> {
  const kept = new KeptRecords(rows, store);
  for (let begin = 0; begin < pairs.length; begin += PAIRS_AT_ONCE) {
    const some = pairs.slice(begin, begin + PAIRS_AT_ONCE);
    const records = await kept.of(new Set(some.flatMap(({ a, b }) => [a, b])));
    for (const pair of some) {
      const [one, other] = [records.get(pair.a), records.get(pair.b)];
      if (one !== undefined && other !== undefined) yield { pair, one, other };
    }
  }
}

/** The values of two rows in a field as a line shows them. */
function shownValues([one, other]: Differing['values']): [Json, Json] {
  if (typeof one === 'string' && typeof other === 'string') return excerptsOf(one, other, LONGEST_TEXT);
  const texts = [one, other].map((value) => JSON.stringify(value));
  if (texts.every((text) => text.length <= LONGEST_TEXT)) return [one, other];
  return excerptsOf(at(texts, 0), at(texts, 1), LONGEST_TEXT);
}

const CONTENT: ReadonlySet<string> = new Set(['instruction', 'input', 'output']);

/** The names of the fields that differ, and the values of those whose texts the line does not have anyway. */
function shownDifferences(differing: readonly Differing[]): {
  fields: string[];
  values: Record<string, [Json, Json]>;
} {
  const others = differing.filter(({ field }) => !CONTENT.has(field)).slice(0, MOST_FIELDS);
  return {
    fields: differing.map(({ field }) => field),
    values: Object.fromEntries(others.map(({ field, values }) => [field, shownValues(values)])),
  };
}

/** The words that differ, as a line shows them. */
const wordChange = ({ slot, removed, added, more, exchanged }: WordDifference): object => ({
  slot,
  removed,
  added,
  more,
  exchanged,
});

/** Every pair of different requests that was compared, with its texts and all that decides about it at any threshold. */
export async function* pairLines(
  rows: LoadedRows,
  pairs: readonly RowPair[],
  store: Store,
): AsyncGenerator<object> {
  for await (const { pair, one: first, other: second } of withRecords(rows, pairs, store)) {
    const [{ record: one, fields }, { record: other, fields: otherFields }] = [first, second];
    const { a, b, content, task, lexical, verdict, chance } = pair;
    yield {
      a: one.id,
      b: other.id,
      content: rounded(content),
      task: rounded(task),
      lexical: rounded(lexical),
      chance: chance === null ? null : rounded(chance),
      verdict,
      difference: wordChange(differenceOf(rows, a, b)),
      instructions: excerptsOf(one.instruction, other.instruction, LONGEST_TEXT),
      inputs: excerptsOf(one.input, other.input, LONGEST_TEXT),
      outputs: excerptsOf(one.output, other.output, LONGEST_TEXT),
      ...shownDifferences(differingFields(fields, otherFields)),
    };
  }
}

/** The rows that contradict each other: what both are asked, what each answers, and the fields that differ. */
export async function* conflictLines(
  rows: LoadedRows,
  conflicts: readonly Conflict[],
  store: Store,
): AsyncGenerator<object> {
  const pairs = conflicts.map(({ first, other }) => ({ a: first, b: other }));
  for await (const { one: first, other: second } of withRecords(rows, pairs, store)) {
    const [{ record: one, fields }, { record: other, fields: otherFields }] = [first, second];
    yield {
      a: one.id,
      b: other.id,
      instruction: excerptsOf(one.instruction, other.instruction, LONGEST_TEXT)[0],
      input: excerptsOf(one.input, other.input, LONGEST_TEXT)[0],
      outputs: excerptsOf(one.output, other.output, LONGEST_TEXT),
      ...shownDifferences(differingFields(fields, otherFields)),
    };
  }
}
