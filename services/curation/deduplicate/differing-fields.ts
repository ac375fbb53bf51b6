import type { Json } from '../../../schemas/record.ts';
import { comparedText } from '../rows/compared-text.ts';
import { fieldValues } from '../rows/field-values.ts';
import type { PartField } from '../rows/row-parts.ts';
import type { ComparedRow } from './row-identities.ts';

/** A field in which two rows differ, and its value in each; null where a row has none. */
export interface Differing {
  readonly field: string;
  readonly values: readonly [Json, Json];
}

const CONTENT = ['instruction', 'input', 'system', 'history', 'output'] as const;

/** The values that count, by the path of their field: the parts of a conversation are put together again. */
function counted({ metadata = {} }: ComparedRow, ignored: ReadonlySet<string>): Map<string, Json> {
  const values = new Map<string, Json>();
  for (const { path, value } of fieldValues(metadata)) {
    if (ignored.has(path)) continue;
    const before = values.get(path);
    values.set(path, Array.isArray(before) && Array.isArray(value) ? [...before, ...value] : value);
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
    const [a, b] = [left.get(path) ?? null, right.get(path) ?? null];
    if (comparedText(a) !== comparedText(b)) found.push({ field: ownName(path), values: [a, b] });
  }
  return found;
}

/** The name of a field of the metadata, which may have the name of a field of the content. */
function ownName(path: string): string {
  return CONTENT.some((field) => field === path) ? `metadata.${path}` : path;
}
