import type { Json } from '../../../schemas/record.ts';
import { comparedText } from '../rows/compared-text.ts';
import { comparedValue, fieldValues, type FieldValue } from '../rows/field-values.ts';
import type { PartField } from '../rows/row-parts.ts';
import type { ComparedRow } from './row-identities.ts';

/** A field in which two rows differ, and its value in each; null where a row has none. */
export interface Differing {
  readonly field: string;
  readonly values: readonly [Json, Json];
}

const CONTENT = ['instruction', 'input', 'system', 'history', 'output'] as const;

type Counted = Pick<FieldValue, 'value' | 'notes'>;
const NOTHING: Counted = { value: null, notes: [] };

/** The values that count, by the path of their field: the parts of a conversation are put together again. */
function counted({ metadata = {}, exact }: ComparedRow, ignored: ReadonlySet<string>): Map<string, Counted> {
  const values = new Map<string, Counted>();
  for (const { path, value, notes } of fieldValues(metadata, exact)) {
    if (ignored.has(path)) continue;
    const before = values.get(path);
    const isNext = Array.isArray(before?.value) && Array.isArray(value);
    values.set(
      path,
      isNext ? { value: [...before.value, ...value], notes: [...before.notes, ...notes] } : { value, notes },
    );
  }
  return values;
}

/** The fields in which two rows differ apart from case, white space and punctuation, without those that are bookkeeping. */
export function differingFields(
  one: ComparedRow,
  other: ComparedRow,
  fields: readonly PartField[],
): Differing[] {
  const found: Differing[] = CONTENT.flatMap((field) =>
    comparedText(one[field]) === comparedText(other[field])
      ? []
      : [{ field, values: [one[field], other[field]] as const }],
  );
  const ignored = new Set(fields.filter(({ part }) => part === 'bookkeeping').map(({ path }) => path));
  const [left, right] = [counted(one, ignored), counted(other, ignored)];
  for (const path of new Set([...left.keys(), ...right.keys()])) {
    const [a, b] = [left.get(path) ?? NOTHING, right.get(path) ?? NOTHING];
    if (comparedValue(a) !== comparedValue(b))
      found.push({ field: ownName(path), values: [a.value, b.value] });
  }
  return found;
}

/** The name of a field of the metadata, which may have the name of a field of the content. */
function ownName(path: string): string {
  return CONTENT.some((field) => field === path) ? `metadata.${path}` : path;
}
