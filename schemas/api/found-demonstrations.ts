import { z } from 'zod';
import { FitPart } from '../encoder.ts';
import { InstructionRecord, Turn } from '../record.ts';
import { Strategy } from './demonstrations.ts';

export const DemonstrationScores = z.object({
  fit: z
    .number()
    .optional()
    .describe(
      'The calibrated chance that the demonstration fits: that it asks for the same kind of work, and that the query asks for ' +
        'anything. Absent when the encoder tells none.',
    ),
  parts: z
    .partialRecord(FitPart, z.number())
    .optional()
    .describe(
      'What makes that chance: what each part adds to its log-odds, against a common pair of requests. `kind`: whether both are of ' +
        'one kind of work, by the shares that the encoder gives to all its kinds; `task`: how near they are in the task space.',
    ),
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
  position: z.int().describe('The place in the prompt, from 1.'),
  tokens: z.int().describe('What it adds to the tokens of the prompt.'),
});
export type Demonstration = z.infer<typeof Demonstration>;

export const StablePrefix = z.object({
  group: z.string().describe('The kind of work whose queries have this beginning.'),
  demonstrations: z.int().describe('How many demonstrations it has.'),
  length: z
    .int()
    .describe(
      'How much of the prompt it is: so many turns, or so many characters of a text (UTF-16 code units).',
    ),
  tokens: z.int().describe('The tokens of its demonstrations.'),
  fingerprint: z
    .string()
    .describe('A hash of it: prompts with the same one begin with the same text, byte for byte.'),
});
export type StablePrefix = z.infer<typeof StablePrefix>;

export const DemonstrationsResponse = z.object({
  demonstrations: z
    .array(Demonstration)
    .describe('The demonstrations in the order in which they stand in the prompt.'),
  prompt: z
    .union([z.array(Turn), z.string()])
    .describe('The prompt: a list of messages, or a text for the formats `alpaca`, `text` and `chat`.'),
  prompt_tokens: z
    .int()
    .nullable()
    .describe(
      'The tokens of the whole prompt, counted by `tokenizer`: exactly those of its text, or of the text that its chat template makes of ' +
        'the messages. Null when no tokenizer was named, and for messages when it has no chat template.',
    ),
  prefix: StablePrefix.nullable().describe(
    'The beginning of the prompt that is the same for all queries of one kind of work; null when no `backbone` was asked for, when the ' +
      'query asks for nothing, or when no record of its kind fits.',
  ),
  abstained: z.boolean().describe('True when no demonstration is good enough. The prompt then has none.'),
  reason: z
    .string()
    .nullable()
    .describe('The reason why there are no demonstrations or fewer than asked for.'),
  strategy: Strategy,
  min_fit: z
    .number()
    .nullable()
    .describe('The lowest chance of fitting that was allowed; null when none was asked for.'),
  asks: z
    .number()
    .nullable()
    .describe(
      'The chance that the query asks for anything that a demonstration could help with; null when the encoder tells none.',
    ),
  score_threshold: z.number().nullable().describe('The threshold that was applied; null when none was.'),
  tokens: z.int().describe('The tokens of all demonstrations together, each counted by itself.'),
  considered: z.object({
    candidates: z.int(),
    near_copies: z.int().describe('Candidates that were left out as near copies of the query.'),
    without_answer: z.int().describe('Candidates that were left out because they have no answer.'),
    repeated: z.int().describe('Candidates that were left out because an equal one was there already.'),
    below_threshold: z.int(),
    below_fit: z.int().describe('Candidates that were left out as unlikely to fit.'),
    same_group: z
      .int()
      .describe(
        'Candidates that were left out since a likelier one has the same value of `group_by`, or since they have none.',
      ),
    too_long: z
      .int()
      .describe(
        'Candidates that were skipped because they did not fit into `max_tokens` or `max_prompt_tokens`.',
      ),
    refused: z
      .int()
      .describe(
        'Candidates that were skipped because the chat template of `tokenizer` does not take their turns.',
      ),
  }),
  timing_ms: z
    .object({ embed: z.number(), search: z.number(), choose: z.number(), total: z.number() })
    .describe(
      'Milliseconds. Many queries are embedded together: `embed` and `total` then have the time of all of them.',
    ),
});
export type DemonstrationsResponse = z.infer<typeof DemonstrationsResponse>;

export const ManyDemonstrationsResponse = z.object({
  answers: z.array(DemonstrationsResponse).describe('What was found for each query, in their order.'),
});
export type ManyDemonstrationsResponse = z.infer<typeof ManyDemonstrationsResponse>;
