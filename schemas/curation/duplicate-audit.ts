import { z } from 'zod';

/** Most pairs of one sample: so many are judged in an hour or two. */
const MAX_SAMPLE = 500;

const MAX_SEED = 0xffffffff;

const Size = z.int().min(1).max(MAX_SAMPLE);
const Seed = z.int().min(0).max(MAX_SEED);

export const DuplicateAuditQuery = z.strictObject({
  size: z.coerce.number().int().min(1).max(MAX_SAMPLE).default(100).describe('How many pairs are drawn.'),
  seed: z.coerce
    .number()
    .int()
    .min(0)
    .max(MAX_SEED)
    .default(42)
    .describe(
      'What is drawn: the same seed gives the same pairs, and a smaller sample is the beginning of a larger one.',
    ),
});

/** What to draw. */
export interface AuditDraw {
  readonly size: number;
  readonly seed: number;
}

/** The texts of a record, as whoever judges a pair is shown them. */
export const AuditedRow = z
  .object({ instruction: z.string(), input: z.string(), output: z.string() })
  .nullable()
  .describe('Null when the record is not stored any more.');

export const AuditedPair = z.object({
  id: z.string().describe('The dropped record.'),
  duplicate_of: z.string().describe('The record that stands for it.'),
  reason: z.enum(['lexical', 'paraphrase']),
  content: z.number(),
  task: z.number(),
  lexical: z.number(),
  difference: z.string(),
  dropped: AuditedRow,
  kept: AuditedRow,
  right: z.null().describe('Where a judge writes whether the kept record may stand for the dropped one.'),
});
export type AuditedPair = z.infer<typeof AuditedPair>;

const Drops = z.object({ exact: z.int(), lexical: z.int(), paraphrase: z.int() });

export const DuplicateAuditSample = z.object({
  job: z.string(),
  seed: z.int(),
  size: z.int().describe('The number of pairs: fewer than were asked for where there are no more.'),
  drops: Drops.describe(
    'How many records the job dropped. Exact copies are not drawn: they are right by construction.',
  ),
  pairs: z.array(AuditedPair).describe('In random order, so that the pairs judged so far are a sample too.'),
});
export type DuplicateAuditSample = z.infer<typeof DuplicateAuditSample>;

export const DuplicateAuditRequest = z.strictObject({
  size: Size.describe('As the sample was asked for.'),
  seed: Seed.describe('As the sample was asked for.'),
  judgements: z
    .array(
      z.strictObject({
        id: z.string().min(1).max(200).describe('The dropped record of a pair of the sample.'),
        right: z.boolean().describe('Whether the kept record may stand for it.'),
      }),
    )
    .min(1)
    .max(MAX_SAMPLE),
});
export type DuplicateAuditRequest = z.infer<typeof DuplicateAuditRequest>;

const Precision = z.object({
  drops: z.int().describe('The number of drops that this is about.'),
  judged: z.int(),
  right: z.int(),
  precision: z
    .number()
    .nullable()
    .describe('The share of the judged drops that are right; null when none was judged.'),
  interval: z
    .tuple([z.number(), z.number()])
    .nullable()
    .describe(
      'The interval of Wilson at 95 %. It is wider than need be where a large part of all drops was judged.',
    ),
});
export type Precision = z.infer<typeof Precision>;

/** How many of the drops of a job are right, by pairs that somebody judged. */
export const DuplicateAudit = z.object({
  job: z.string(),
  seed: z.int(),
  size: z.int().describe('The number of pairs of the sample.'),
  judged_at: z.iso.datetime(),
  lexical: Precision,
  paraphrase: Precision,
  near: Precision.describe('Both together.'),
  all: Precision.describe('All drops, exact copies among them, which count as right and as judged.'),
});
export type DuplicateAudit = z.infer<typeof DuplicateAudit>;
