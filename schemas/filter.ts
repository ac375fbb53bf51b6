import { z } from 'zod';
import { momentOf } from './moment.ts';

const MAX_CONDITIONS = 32;
const MAX_VALUES = 256;

const Scalar = z.union([z.string().max(1_000), z.number(), z.boolean()]);
export type Scalar = z.infer<typeof Scalar>;

const FieldKey = z
  .string()
  .regex(
    /^(label|label_from|kind|source|user_id|text_hash|file|split|metadata\.[\p{L}\p{N}_ .-]{1,100})$/u,
    'filter on label, label_from, kind, source, file, split, user_id, text_hash or metadata.<key>',
  )
  .describe(
    'The field: `label`, `label_from` (`neighbours`: labels that the encoder told), `kind` (the kind of work that the encoder told), `source`, `file` and `split` (those of the origin, for example ' +
      '`data/train-00000-of-00001.parquet` and `train`), `user_id`, `text_hash` or `metadata.<key>`.',
  );

const NO_BOUND = 'use a number, or a date as in ISO 8601, for example 2024-05-01 or 2024-05-01T12:30:00Z';
const Bound = z.union([z.number(), z.string().refine((text) => momentOf(text) !== null, NO_BOUND)], NO_BOUND);
const BOUNDS = ['gt', 'gte', 'lt', 'lte'] as const;

const ValueRange = z
  .strictObject({
    gt: Bound.optional().describe('Greater than this.'),
    gte: Bound.optional().describe('At least this.'),
    lt: Bound.optional().describe('Less than this.'),
    lte: Bound.optional().describe('At most this.'),
  })
  .superRefine((range, context) => {
    const given = BOUNDS.flatMap((name) => range[name] ?? []);
    const refuse = (message: string): void => context.addIssue({ code: 'custom', message });
    if (given.length === 0) refuse('name at least one of gt, gte, lt and lte');
    if (range.gt !== undefined && range.gte !== undefined) refuse('name one of gt and gte');
    if (range.lt !== undefined && range.lte !== undefined) refuse('name one of lt and lte');
    if (new Set(given.map((bound) => typeof bound)).size > 1) refuse('compare with numbers, or with dates');
  })
  .meta({ minProperties: 1 })
  .describe(
    'Greater (`gt`), at least (`gte`), less (`lt`), at most (`lte`). Numbers are compared with fields that are numbers, dates with ' +
      'fields that are texts with a date as in ISO 8601, to the microsecond; a day without a time is its first moment, and what names ' +
      'no zone is in UTC. A list fulfils none. Of a record with more than 256 such fields the first 256 are compared.',
  );
export type ValueRange = z.infer<typeof ValueRange>;

export const FieldCondition = z
  .strictObject({
    key: FieldKey,
    match: z
      .union([
        z.strictObject({ value: Scalar.describe('The one value.') }),
        z.strictObject({
          any: z.array(Scalar).min(1).max(MAX_VALUES).describe('Values of which one is enough.'),
        }),
      ])
      .optional()
      .describe('The value that the field has, or a list that has it; with `any` one of them.'),
    range: ValueRange.optional(),
    exists: z
      .literal(true)
      .optional()
      .describe('That the record has the field, and not as null. Under `must_not`: that it has not.'),
  })
  .superRefine(({ key, match, range, exists }, context) => {
    const kinds = [match, range, exists].filter((kind) => kind !== undefined).length;
    if (kinds !== 1) context.addIssue({ code: 'custom', message: 'name one of match, range and exists' });
    if (range !== undefined && !key.startsWith('metadata.')) {
      const message = 'range compares metadata.<key> alone';
      context.addIssue({ code: 'custom', path: ['key'], message });
    }
  })
  .meta({ oneOf: [{ required: ['match'] }, { required: ['range'] }, { required: ['exists'] }] });
export type FieldCondition = z.infer<typeof FieldCondition>;

const Conditions = z.array(FieldCondition).max(MAX_CONDITIONS);

/**
 * Which records count: those that fulfil all of `must`, at least one of `should` and none of `must_not`, as in Qdrant.
 */
export const RecordFilter = z.strictObject({
  must: Conditions.optional().describe('Conditions that all hold.'),
  should: Conditions.optional().describe('Conditions of which at least one holds.'),
  must_not: Conditions.optional().describe('Conditions of which none holds.'),
});
export type RecordFilter = z.infer<typeof RecordFilter>;
