import { isDeepStrictEqual } from 'node:util';
import type { RowOrigin } from '../../schemas/layout.ts';
import type { InstructionContent, InstructionRecord, Json } from '../../schemas/record.ts';
import { layoutNamed } from './layouts.ts';
import type { Layout } from './layouts/layout.ts';
import type { Row } from './row.ts';
import { typedValue } from './json-value.ts';
import type { WritableRow } from './typed-value.ts';

type Place = Omit<RowOrigin, 'layout' | 'fields' | 'values'>;

/**
 * What must be kept of a row beside its content, so that it can be written exactly as it was: its fields in their order,
 * and the values that its layout would not write in the same way.
 */
export function originOf(row: Row, content: InstructionContent, layout: Layout, place: Place): RowOrigin {
  const fields = Object.keys(row);
  const written = layout.write(content, fields);
  const others = fields.filter((name) => !isDeepStrictEqual(written[name], row[name]));
  const values = Object.fromEntries(others.map((name): [string, Json] => [name, row[name] ?? null]));
  const { name, columns } = layout;
  return {
    ...place,
    layout: name,
    fields,
    ...(columns && { columns }),
    ...(others.length > 0 && { values }),
  };
}

/**
 * The row from which a record was made, field by field and with the types that its values had; null when the record was
 * stored without its origin.
 */
export function originalRow({ origin, ...content }: InstructionRecord): WritableRow | null {
  if (origin === undefined) return null;
  const { fields, values = {} } = origin;
  const written = layoutNamed(origin.layout, origin.columns ?? null).write(content, fields);
  const valueOf = (name: string): Json =>
    (Object.hasOwn(values, name) ? values[name] : written[name]) ?? null;
  return typedRow(Object.fromEntries(fields.map((name) => [name, valueOf(name)])), { ...content, origin });
}

/** A row of a record, as any layout writes it, with the types that its values had in their file. */
export function typedRow(
  row: Row,
  { exact, origin }: Pick<InstructionRecord, 'exact' | 'origin'>,
): WritableRow {
  const typed = typedValue(
    { ...row },
    { ...(exact && { exact }), ...(origin?.types && { types: origin.types }) },
  );
  return typed as WritableRow;
}
