import { z } from 'zod';
import { RecordFilter } from '../filter.ts';
import { CorpusName, InstructionRecord, MAX_TEXT_LENGTH, Turn } from '../record.ts';

export const Strategy = z
  .enum(['balanced', 'topk', 'mmr', 'hybrid', 'bm25', 'random'])
  .describe(
    '`balanced`: near in task, different from each other in content, covering the words of the query. ' +
      '`topk`: the nearest in task. `mmr`: maximal marginal relevance in task. `hybrid`: task and words, their ranks fused ' +
      '(RRF, k = 60). `bm25`: by words alone, a baseline. `random`: the other baseline, seeded.',
  );
export type Strategy = z.infer<typeof Strategy>;

export const Order = z.enum(['near_last', 'near_first', 'alternate']);
export type Order = z.infer<typeof Order>;

export const PromptFormat = z.enum(['messages', 'alpaca', 'text']);
export type PromptFormat = z.infer<typeof PromptFormat>;

const DEFAULT_LAMBDA = 0.5;

export const DemonstrationsRequest = z
  .strictObject({
    instruction: z
      .string()
      .trim()
      .max(MAX_TEXT_LENGTH)
      .regex(/\S/, 'there is no text')
      .describe('What the prompt asks for.'),
    input: z.string().max(MAX_TEXT_LENGTH).default(''),
    corpora: z
      .array(CorpusName)
      .min(1)
      .max(100)
      .optional()
      .describe('Where to look; everywhere when left out.'),
    k: z.int().min(1).max(100).default(4),
    strategy: Strategy.default('balanced'),
    fetch_k: z.int().min(1).max(1_000).optional().describe('Candidates looked at; default max(50, 10 k).'),
    lambda_mult: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe('Weight of nearness against difference, 1 is nearness alone. Default 0.5.'),
    diversity: z.number().min(0).max(1).optional().describe('1 - lambda_mult; give one of the two.'),
    filter: RecordFilter.optional(),
    score_threshold: z
      .number()
      .min(-1)
      .max(1)
      .optional()
      .describe(
        'Task similarity below which nothing is a demonstration. Default: what was measured for the encoder as the ' +
          'level of unrelated instructions; -1 takes everything.',
      ),
    allow_near: z
      .boolean()
      .default(false)
      .describe('Also take near copies of the query (content similarity 0.97 or more).'),
    max_tokens: z
      .int()
      .min(1)
      .max(1_000_000)
      .optional()
      .describe('Budget for all demonstrations, in tokens of the encoder; what does not fit is skipped.'),
    order: Order.default('near_last'),
    format: PromptFormat.default('messages'),
    seed: z.int().min(0).max(0xffffffff).default(42).describe('For `random`.'),
  })
  .refine((request) => request.lambda_mult === undefined || request.diversity === undefined, {
    path: ['diversity'],
    message: 'it is 1 - lambda_mult; give one of the two',
  })
  .meta({ not: { required: ['lambda_mult', 'diversity'] } });
export type DemonstrationsRequest = z.infer<typeof DemonstrationsRequest>;

/** The weight of nearness that a request asks for, by either of its names. */
export function lambdaOf(request: Pick<DemonstrationsRequest, 'lambda_mult' | 'diversity'>): number {
  if (request.lambda_mult !== undefined) return request.lambda_mult;
  return request.diversity === undefined ? DEFAULT_LAMBDA : 1 - request.diversity;
}

export const DemonstrationScores = z.object({
  task: z.number().describe('Cosine similarity to the query in the task space.'),
  content: z.number().describe('Cosine similarity to the query in the content space.'),
  redundancy: z.number().describe('Largest content similarity to a demonstration chosen before it.'),
  coverage: z.number().describe('Share of the query’s words, weighted by rarity, that it adds.'),
  total: z.number().describe('What the strategy ranked by when it chose this one.'),
});
export type DemonstrationScores = z.infer<typeof DemonstrationScores>;

export const Demonstration = z.object({
  record: InstructionRecord,
  scores: DemonstrationScores,
  rank: z.int().describe('1 for the one chosen first.'),
  tokens: z.int(),
});
export type Demonstration = z.infer<typeof Demonstration>;

export const DemonstrationsResponse = z.object({
  demonstrations: z.array(Demonstration).describe('In the order in which the prompt has them.'),
  prompt: z.union([z.array(Turn), z.string()]).describe('Messages, or text for `alpaca` and `text`.'),
  abstained: z.boolean().describe('True when nothing is good enough: the prompt is then zero-shot.'),
  reason: z.string().nullable().describe('Why there are none, or fewer than asked for.'),
  strategy: Strategy,
  score_threshold: z
    .number()
    .nullable()
    .describe('The threshold that was applied; null when there was none.'),
  tokens: z.int().describe('Tokens of all demonstrations.'),
  considered: z.object({
    candidates: z.int(),
    near_copies: z.int().describe('Left out as near copies of the query.'),
    without_answer: z.int().describe('Left out because they have no answer.'),
    repeated: z.int().describe('Left out because an equal one was there.'),
    below_threshold: z.int(),
    too_long: z.int().describe('Skipped because they did not fit the token budget.'),
  }),
  timing_ms: z.object({ embed: z.number(), search: z.number(), choose: z.number(), total: z.number() }),
});
export type DemonstrationsResponse = z.infer<typeof DemonstrationsResponse>;
