import { z } from 'zod';

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

export const FieldCondition = z.strictObject({
  key: FieldKey,
  match: z.union([
    z.strictObject({ value: Scalar }),
    z.strictObject({ any: z.array(Scalar).min(1).max(MAX_VALUES) }),
  ]),
});
export type FieldCondition = z.infer<typeof FieldCondition>;

const Conditions = z.array(FieldCondition).max(MAX_CONDITIONS);

/**
 * Which records count: those that fulfil all of `must`, at least one of `should` and none of `must_not`, as in Qdrant.
 */
export const RecordFilter = z.strictObject({
  must: Conditions.optional(),
  should: Conditions.optional(),
  must_not: Conditions.optional(),
});
export type RecordFilter = z.infer<typeof RecordFilter>;
