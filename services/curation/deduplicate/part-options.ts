import type { DeduplicateOperation } from '../../../schemas/curation/deduplicate.ts';
import { KindredError } from '../../../schemas/errors.ts';
import type { PartField, PartNames } from '../rows/row-parts.ts';

type FieldOptions = Pick<DeduplicateOperation, 'task_fields' | 'answer_fields' | 'ignore_fields'>;

/** What a user says of fields. */
export function partNames({ task_fields, answer_fields, ignore_fields }: FieldOptions): PartNames {
  return { task: task_fields, answer: answer_fields, bookkeeping: ignore_fields };
}

/** @throws KindredError `invalid_request` when no record has a field of which the user says what it is */
export function assertFields(options: FieldOptions, fields: readonly PartField[], rows: number): void {
  if (rows === 0) return;
  for (const option of ['task_fields', 'answer_fields', 'ignore_fields'] as const) {
    for (const name of options[option]) {
      const lower = `.${name.toLowerCase()}.`;
      if (fields.some(({ path }) => `.${path.toLowerCase()}.`.includes(lower))) continue;
      const known = fields
        .slice(0, 10)
        .map(({ path }) => path)
        .join(', ');
      throw new KindredError(
        'invalid_request',
        `No record has a field '${name}' in its metadata. ` +
          (known === ''
            ? 'They have no fields.'
            : `They have ${known}${fields.length > 10 ? ' and others' : ''}.`),
        { field: option },
      );
    }
  }
}
