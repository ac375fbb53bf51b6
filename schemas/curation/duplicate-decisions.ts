import { z } from 'zod';
import { RecordId } from '../record.ts';
import { AuditedRow } from './duplicate-audit.ts';
import { DuplicateReason, LOWEST_THRESHOLD, ReadChance } from './duplicate-terms.ts';

/** Most decisions of one request. */
const MOST_AT_ONCE = 1_000;
const MOST_A_PAGE = 100;

const Threshold = z.number().min(LOWEST_THRESHOLD).max(1);

export const DropDecision = z
  .enum(['same', 'different', 'swap'])
  .describe(
    '`same`: both ask for the same, and the drop stands, whatever the threshold. `different`: both records stay. `swap`: the dropped ' +
      'record stays, and the one that stood for it goes. One record stays for all that were dropped for the same one: of several ' +
      'swaps among them the last holds, and the others count as `same`.',
  );
export type DropDecision = z.infer<typeof DropDecision>;

export const DropsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(MOST_A_PAGE).default(20),
  after: z.coerce
    .number()
    .int()
    .min(0)
    .max(0xffffffff)
    .default(0)
    .describe('The value of `next` on the page before.'),
  threshold: z.coerce
    .number()
    .min(LOWEST_THRESHOLD)
    .max(1)
    .optional()
    .describe('Only drops that this threshold makes too. One below that of the job leaves nothing out.'),
  source: z.string().max(1_000).optional().describe('Only records of this source that were dropped.'),
  reason: DuplicateReason.optional(),
  decision: z
    .enum([...DropDecision.options, 'open'])
    .optional()
    .describe('Only drops that were decided so; `open`: those that nobody decided.'),
  order: z
    .enum(['doubtful', 'surest'])
    .default('doubtful')
    .describe('Which come first: the most doubtful, or the surest, which is the same list from its end.'),
});
export type DropsQuery = z.infer<typeof DropsQuery>;

/** A line of `drops.jsonl`: a dropped record, the one that stands for it, and how alike they are. */
export const DropLine = z.object({
  id: z.string().describe('The dropped record.'),
  duplicate_of: z.string().describe('The record that stands for it.'),
  reason: DuplicateReason,
  content: z.number(),
  task: z.number(),
  lexical: z.number(),
  chance: ReadChance,
  source: z.string().nullable().describe('The source of the dropped record.'),
  kept_source: z.string().nullable().describe('The source of the record that stands for it.'),
});
export type DropLine = z.infer<typeof DropLine>;

const Decider = {
  by: z.string().describe('The name of the key that was sent; `local` where no keys are asked for.'),
  key: z.string().describe('The id of that key.'),
  at: z.iso.datetime(),
};

/** A decision on one drop, as it is kept; null takes an earlier one back. */
export const KeptDecision = z.object({ id: z.string(), decision: DropDecision.nullable(), ...Decider });
export type KeptDecision = z.infer<typeof KeptDecision>;

/** A threshold that was raised, as it is kept; null takes it back. */
export const KeptThreshold = z.object({ threshold: z.number().nullable(), ...Decider });
export type KeptThreshold = z.infer<typeof KeptThreshold>;

export const DuplicateDecisions = z.object({
  job: z.string(),
  drops: z.int().describe('How many records the job dropped.'),
  same: z.int().describe('How many drops were confirmed.'),
  different: z.int().describe('How many of the dropped records stay, since they ask for something else.'),
  swap: z.int().describe('How many stay in the place of the record that stood for them.'),
  threshold: z
    .object({ value: z.number(), ...Decider })
    .nullable()
    .describe('The raised threshold; null when that of the job holds.'),
  by_threshold: z
    .int()
    .describe(
      'How many of the dropped records stay because of it. Those that were decided on are not counted.',
    ),
  left_out: z.int().describe('How many records an export leaves out that applies the marks of the job.'),
});
export type DuplicateDecisions = z.infer<typeof DuplicateDecisions>;

export const DropShown = DropLine.extend({
  decision: KeptDecision.extend({ decision: DropDecision })
    .omit({ id: true })
    .nullable()
    .describe('What was decided, by whom and when; null when nobody did.'),
  dropped: AuditedRow,
  kept: AuditedRow,
});
export type DropShown = z.infer<typeof DropShown>;

export const DropPage = z.object({
  job: z.string(),
  threshold: z.number().describe('The threshold of the job.'),
  total: z.int().describe('How many drops pass all filters.'),
  held_at: z
    .array(z.object({ threshold: z.number(), drops: z.int() }))
    .describe(
      'How many of the drops that pass the filters `source` and `reason` other thresholds make too, by their scores: nothing is ' +
        'computed again. A new run with such a threshold may drop a few more, for records that then stay.',
    ),
  drops: z
    .array(DropShown)
    .describe(
      'The most doubtful first: by the chance that both ask for the same, where they were read token by token, else by their ' +
        'similarity. Exact copies come last.',
    ),
  next: z.int().nullable().describe('The `after` of the next page; null on the last one.'),
  decisions: DuplicateDecisions,
});
export type DropPage = z.infer<typeof DropPage>;

export const DecisionsRequest = z.strictObject({
  decisions: z
    .array(
      z.strictObject({
        id: RecordId.describe('A record that the job dropped.'),
        decision: DropDecision.nullable().describe('What is decided; null takes an earlier decision back.'),
      }),
    )
    .max(MOST_AT_ONCE)
    .default([]),
  threshold: Threshold.nullable()
    .optional()
    .describe(
      'A threshold above that of the job: drops that it would not make are taken back, unless they were confirmed. Null goes back to ' +
        'that of the job; left out, it stays as it is.',
    ),
});
export type DecisionsRequest = z.infer<typeof DecisionsRequest>;
