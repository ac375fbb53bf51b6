import { z } from 'zod';
import { RecordFilter } from '../filter.ts';
import { CorpusName, MAX_TEXT_LENGTH, Turn } from '../record.ts';
import { checkStrategyUses, DEFAULT_SEED } from './strategy-uses.ts';

export const Strategy = z
  .enum(['balanced', 'fit', 'dpp', 'coverage', 'topk', 'mmr', 'hybrid', 'bm25', 'random'])
  .describe(
    '`balanced`: likely to fit, different from each other in content, and with the words of the query. `fit`: the likeliest to ' +
      'fit. `dpp`: likely to fit and different from each other as a set (a determinantal point process). `coverage`: those that ' +
      'fit, so that together they have most of the words of the query. `topk`: the nearest in task. `mmr`: maximal marginal ' +
      'relevance in task. `hybrid`: by task and by words, with their ranks fused (RRF, k = 60). `bm25`: by words alone, a ' +
      'baseline. `random`: drawn with `seed`, another baseline.',
  );
export type Strategy = z.infer<typeof Strategy>;

export const Order = z
  .enum(['near_last', 'near_first', 'alternate'])
  .describe(
    'Where in the prompt the demonstrations stand that are nearest to the query: last, first, or at both ends.',
  );
export type Order = z.infer<typeof Order>;

export const PromptFormat = z
  .enum(['messages', 'alpaca', 'text', 'chat'])
  .describe(
    'The form of the prompt: turns for chat models, the text of Alpaca, plain text, or for `chat` the text that the chat template of ' +
      '`tokenizer` makes of the turns.',
  );
export type PromptFormat = z.infer<typeof PromptFormat>;

/** A field of which demonstrations may have different values. */
const GroupField = z
  .string()
  .regex(
    /^(label|kind|source|metadata\.[\p{L}\p{N}_ .-]{1,100})$/u,
    'group by label, kind, source or metadata.<key>',
  );

/** A tokenizer that the operator has put into the folder of tokenizers. */
export const TokenizerName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'use the name of a tokenizer of the service');

const DEFAULT_LAMBDA = 0.5;
const MOST_IN_BACKBONE = 200;

/** A query: a request as records have it, or as a conversation. */
const QUERY = {
  instruction: z
    .string()
    .trim()
    .max(MAX_TEXT_LENGTH)
    .regex(/\S/, 'there is no text')
    .optional()
    .describe('The instruction for which demonstrations are wanted. This or `messages` is given.'),
  input: z
    .string()
    .max(MAX_TEXT_LENGTH)
    .default('')
    .describe('What the instruction is about, where that is a text of its own.'),
  system: z
    .string()
    .max(MAX_TEXT_LENGTH)
    .default('')
    .describe('What the answerer is told to be or to heed. It stands in the prompt and is not searched by.'),
  history: z
    .array(Turn)
    .max(1_000)
    .default([])
    .describe(
      'The turns of the conversation before the instruction, oldest first. They stand in the prompt and are not searched by.',
    ),
  messages: z
    .array(Turn)
    .min(1)
    .max(1_000)
    .optional()
    .describe(
      'A conversation instead of an instruction, as chat models take it. Its last turn, of the user, is the instruction; system turns ' +
        'at its beginning are `system`, and what stands between is `history`.',
    ),
};

type AskedEitherWay = Readonly<{ instruction?: string | undefined; messages?: readonly Turn[] | undefined }>;

function checkQuery({ instruction, messages }: AskedEitherWay, context: z.RefinementCtx): void {
  const refuse = (field: string, message: string): void =>
    context.addIssue({ code: 'custom', path: [field], message });
  if (instruction === undefined && messages === undefined)
    refuse('instruction', 'is missing: give it, or messages');
  if (instruction !== undefined && messages !== undefined)
    refuse('messages', 'they have the instruction; give one of the two');
  const last = messages?.at(-1);
  if (last !== undefined && (last.role !== 'user' || last.content.trim() === ''))
    refuse('messages', 'the last turn must be of the user, with a text');
}

const EITHER_WAY = [{ required: ['instruction'] }, { required: ['messages'] }];
const BOTH_WEIGHTS = { required: ['lambda_mult', 'diversity'] };

/** What is wanted for a query. */
const WANTED = {
  corpora: z
    .array(CorpusName)
    .min(1)
    .max(100)
    .optional()
    .describe('The corpora to search; all when left out.'),
  k: z.int().min(1).max(100).default(4).describe('How many demonstrations are wanted.'),
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
  group_by: GroupField.optional().describe(
    'At most one demonstration for each value of this field, so that as many values as there are demonstrations are covered. Of ' +
      '`label`, `kind` and `source` the 100 most frequent values are looked up, each by itself; of `metadata.<key>` those among the ' +
      '`fetch_k` (1,000 when left out) nearest records.',
  ),
  min_fit: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe(
      'The lowest chance of fitting that a demonstration may have, see `scores.fit`. Default: 0.5, and none for `bm25`, `random` ' +
        'and encoders that tell no chance. 0 allows any.',
    ),
  score_threshold: z
    .number()
    .min(-1)
    .max(1)
    .optional()
    .describe(
      'The lowest task similarity that a demonstration may have. Default: none; with an encoder that tells no chance of fitting, ' +
        'the level that was measured for unrelated instructions. -1 allows any similarity.',
    ),
  allow_near: z
    .boolean()
    .default(false)
    .describe('Whether near copies of the query (content similarity of 0.95 or more) may be demonstrations.'),
  max_tokens: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe(
      'The most tokens that all demonstrations may have together, counted by `tokenizer`, or by that of the encoder when none is ' +
        'named. A demonstration that does not fit is skipped.',
    ),
  max_prompt_tokens: z
    .int()
    .min(1)
    .max(10_000_000)
    .optional()
    .describe(
      'The most tokens that the whole prompt may have, as `prompt_tokens` counts them: demonstrations and query, with all that the chat ' +
        'template adds. A query that alone has more is given without demonstrations, and `reason` says so. It needs `tokenizer`, and goes ' +
        'with no `backbone`, which would then depend on the length of the query.',
    ),
  tokenizer: TokenizerName.optional().describe(
    'The tokenizer of the model that the prompt is for, by its name in the folder that the operator has configured ' +
      '(KINDRED_TOKENIZERS). Tokens are then those of this model, those of its chat template included when the prompt consists of ' +
      'turns. An unknown name is answered with a list of those there are.',
  ),
  backbone: z
    .int()
    .min(0)
    .max(MOST_IN_BACKBONE)
    .default(0)
    .describe(
      'How many demonstrations stand before the `k` others as a stable beginning of the prompt, for the caches of models: records of the ' +
        'kind of work that is asked for, the same ones in the same order for every query of this kind as long as the corpora are what they ' +
        'are. They count towards `max_tokens`, before the others, and are chosen without a look at the query: `min_fit`, ' +
        '`allow_near` and `strategy` are for the others.',
    ),
  order: Order.default('near_last'),
  format: PromptFormat.default('messages'),
  seed: z.int().min(0).max(0xffffffff).default(DEFAULT_SEED).describe('The seed of the strategy `random`.'),
};

type Weights = Readonly<{ lambda_mult?: number | undefined; diversity?: number | undefined }>;

function checkWeights({ lambda_mult, diversity }: Weights, context: z.RefinementCtx): void {
  if (lambda_mult === undefined || diversity === undefined) return;
  const message = 'it is 1 - lambda_mult; give one of the two';
  context.addIssue({ code: 'custom', path: ['diversity'], message });
}

type Counted = Readonly<{
  format: PromptFormat;
  backbone: number;
  tokenizer?: string | undefined;
  max_prompt_tokens?: number | undefined;
}>;

function checkTokens(request: Counted, context: z.RefinementCtx): void {
  const { format, backbone, tokenizer, max_prompt_tokens: most } = request;
  const refuse = (field: string, message: string): void =>
    context.addIssue({ code: 'custom', path: [field], message });
  if (tokenizer === undefined && format === 'chat')
    refuse('tokenizer', 'is missing: its chat template makes the prompt of the format chat');
  if (tokenizer === undefined && most !== undefined)
    refuse('tokenizer', 'is missing: it counts the tokens of max_prompt_tokens');
  if (most !== undefined && backbone > 0)
    refuse('max_prompt_tokens', 'it goes with no backbone; give max_tokens for the demonstrations');
}

export const DemonstrationsRequest = z
  .strictObject({ ...QUERY, ...WANTED })
  .superRefine(checkQuery)
  .superRefine(checkWeights)
  .superRefine(checkStrategyUses)
  .superRefine(checkTokens)
  .meta({ oneOf: EITHER_WAY, not: BOTH_WEIGHTS });
export type DemonstrationsRequest = z.infer<typeof DemonstrationsRequest>;

/** Most demonstrations for each query of many. */
const MOST_OF_EACH = 16;

export const ManyDemonstrationsRequest = z
  .strictObject({
    queries: z
      .array(z.strictObject(QUERY).superRefine(checkQuery).meta({ oneOf: EITHER_WAY }))
      .min(1)
      .max(256)
      .describe('What demonstrations are wanted for.'),
    ...WANTED,
    k: z.int().min(1).max(MOST_OF_EACH).default(4).describe('How many demonstrations each query gets.'),
  })
  .superRefine(checkWeights)
  .superRefine(checkStrategyUses)
  .superRefine(checkTokens)
  .meta({ not: BOTH_WEIGHTS });
export type ManyDemonstrationsRequest = z.infer<typeof ManyDemonstrationsRequest>;

/** The weight of nearness that a request asks for, given as `lambda_mult` or as `diversity`. */
export function lambdaOf(request: Pick<DemonstrationsRequest, 'lambda_mult' | 'diversity'>): number {
  if (request.lambda_mult !== undefined) return request.lambda_mult;
  return request.diversity === undefined ? DEFAULT_LAMBDA : 1 - request.diversity;
}
