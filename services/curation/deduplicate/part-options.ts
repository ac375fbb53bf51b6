import type { DeduplicateOperation } from '../../../schemas/curation/deduplicate.ts';
import { KindredError } from '../../../schemas/errors.ts';
import type { PartField, PartNames } from '../rows/row-parts.ts';

type FieldOptions = Pick<DeduplicateOperation, 'task_fields' | 'answer_fields' | 'ignore_fields'>;

/** What a user says of fields. */
export function partNames({ task_fields, answer_fields, ignore_fields }: FieldOptions): PartNames {
  return { task: task_fields, answer: answer_fields, bookkeeping: ignore_fields };
}

/**
 * @throws KindredError `invalid_request` when no record has a field of which the user says what it is, or the user says two things
 * of one field
 */
export function assertFields(options: FieldOptions, fields: readonly PartField[], rows: number): void {
  assertOneEach(options);
  if (rows === 0) return;
  for (const option of ['task_fields', 'answer_fields', 'ignore_fields'] as const) {
    for (const name of options[option]) {
      const lower = `.${name.toLowerCase()}.`;
      if (fields.some(({ path }) => `.${path.toLowerCase()}.`.includes(lower))) continue;
      // A conversation is two fields, its request and its answer.
      const paths = [...new Set(fields.map(({ path }) => path))];
      const known = paths.slice(0, 10).join(', ');
      throw new KindredError(
        'invalid_request',
        `No record has a field '${name}' in its metadata. ` +
          (known === ''
            ? 'They have no fields.'
            : `They have ${known}${paths.length > 10 ? ' and others' : ''}.`),
        { field: option },
      );
    }
  }
}

function assertOneEach(options: FieldOptions): void {
  const said = new Map<string, keyof FieldOptions>();
  for (const option of ['task_fields', 'answer_fields', 'ignore_fields'] as const) {
    for (const name of options[option]) {
      const before = said.get(name.toLowerCase());
      if (before !== undefined && before !== option)
        throw new KindredError(
          'invalid_request',
          `'${name}' stands in ${before} and in ${option}: a field is part of the request, of the answer, or of neither. Leave it out of one.`,
          { field: option },
        );
      said.set(name.toLowerCase(), option);
    }
  }
}
