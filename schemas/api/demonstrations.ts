import { z } from 'zod';
import { RecordFilter } from '../filter.ts';
import { CorpusName, InstructionRecord, MAX_TEXT_LENGTH, Turn } from '../record.ts';

export const Strategy = z
  .enum(['balanced', 'topk', 'mmr', 'hybrid', 'bm25', 'random'])
  .describe(
    '`balanced`: near in task, different from each other in content, and with the words of the query. ' +
      '`topk`: the nearest in task. `mmr`: maximal marginal relevance in task. `hybrid`: by task and by words, with ' +
      'their ranks fused (RRF, k = 60). `bm25`: by words alone, a baseline. `random`: drawn with `seed`, another baseline.',
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
      .describe('The instruction for which demonstrations are wanted.'),
    input: z.string().max(MAX_TEXT_LENGTH).default(''),
    corpora: z
      .array(CorpusName)
      .min(1)
      .max(100)
      .optional()
      .describe('The corpora to search; all when left out.'),
    k: z.int().min(1).max(100).default(4),
    strategy: Strategy.default('balanced'),
    fetch_k: z
      .int()
      .min(1)
      .max(1_000)
      .optional()
      .describe('How many candidates are considered. Default: the larger of 50 and 10 k.'),
    lambda_mult: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe(
        'The weight of nearness to the query against difference from each other; with 1 only nearness counts. ' +
          'Default: 0.5.',
      ),
    diversity: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe('The same weight as 1 - `lambda_mult`. Only one of the two may be given.'),
    filter: RecordFilter.optional(),
    score_threshold: z
      .number()
      .min(-1)
      .max(1)
      .optional()
      .describe(
        'The lowest task similarity that a demonstration may have. Default: the level that was measured for ' +
          'unrelated instructions with this encoder. -1 allows any similarity.',
      ),
    allow_near: z
      .boolean()
      .default(false)
      .describe(
        'Whether near copies of the query (content similarity of 0.97 or more) may be demonstrations.',
      ),
    max_tokens: z
      .int()
      .min(1)
      .max(1_000_000)
      .optional()
      .describe(
        'The most tokens that all demonstrations may have together, counted by the encoder’s tokenizer. A ' +
          'demonstration that does not fit is skipped.',
      ),
    order: Order.default('near_last'),
    format: PromptFormat.default('messages'),
    seed: z.int().min(0).max(0xffffffff).default(42).describe('The seed of the strategy `random`.'),
  })
  .refine((request) => request.lambda_mult === undefined || request.diversity === undefined, {
    path: ['diversity'],
    message: 'it is 1 - lambda_mult; give one of the two',
  })
  .meta({ not: { required: ['lambda_mult', 'diversity'] } });
export type DemonstrationsRequest = z.infer<typeof DemonstrationsRequest>;

/** The weight of nearness that a request asks for, given as `lambda_mult` or as `diversity`. */
export function lambdaOf(request: Pick<DemonstrationsRequest, 'lambda_mult' | 'diversity'>): number {
  if (request.lambda_mult !== undefined) return request.lambda_mult;
  return request.diversity === undefined ? DEFAULT_LAMBDA : 1 - request.diversity;
}

export const DemonstrationScores = z.object({
  task: z.number().describe('Cosine similarity to the query in the task space.'),
  content: z.number().describe('Cosine similarity to the query in the content space.'),
  redundancy: z
    .number()
    .describe('The largest content similarity to a demonstration that was chosen before.'),
  coverage: z
    .number()
    .describe(
      'The share of the query’s words, weighted by rarity, that this demonstration has and none chosen ' +
        'before it.',
    ),
  total: z.number().describe('The score by which the strategy chose this demonstration.'),
});
export type DemonstrationScores = z.infer<typeof DemonstrationScores>;

export const Demonstration = z.object({
  record: InstructionRecord,
  scores: DemonstrationScores,
  rank: z.int().describe('The place in the order of choice, from 1.'),
  tokens: z.int(),
});
export type Demonstration = z.infer<typeof Demonstration>;

export const DemonstrationsResponse = z.object({
  demonstrations: z
    .array(Demonstration)
    .describe('The demonstrations in the order in which they stand in the prompt.'),
  prompt: z
    .union([z.array(Turn), z.string()])
    .describe('The prompt: a list of messages, or a text for the formats `alpaca` and `text`.'),
  abstained: z.boolean().describe('True when no demonstration is good enough. The prompt then has none.'),
  reason: z
    .string()
    .nullable()
    .describe('The reason why there are no demonstrations or fewer than asked for.'),
  strategy: Strategy,
  score_threshold: z.number().nullable().describe('The threshold that was applied; null when none was.'),
  tokens: z.int().describe('The tokens of all demonstrations together.'),
  considered: z.object({
    candidates: z.int(),
    near_copies: z.int().describe('Candidates that were left out as near copies of the query.'),
    without_answer: z.int().describe('Candidates that were left out because they have no answer.'),
    repeated: z.int().describe('Candidates that were left out because an equal one was there already.'),
    below_threshold: z.int(),
    too_long: z.int().describe('Candidates that were skipped because they did not fit into `max_tokens`.'),
  }),
  timing_ms: z.object({ embed: z.number(), search: z.number(), choose: z.number(), total: z.number() }),
});
export type DemonstrationsResponse = z.infer<typeof DemonstrationsResponse>;
