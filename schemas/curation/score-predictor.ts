import { z } from 'zod';

/** The most items that a predictor has. */
export const MAX_CHOSEN_ITEMS = 50_000;
const MAX_CHANCES = 20_000;
/** The most models whose results one compression reads. */
export const MAX_MODELS = 1_000;

const Chance = z.number().gt(0).lt(1);
const Name = z.string().max(1_000);

/** An item that was chosen for its results. */
const PredictorItem = z.object({
  id: z.uuid().describe('The id of the record.'),
  user_id: Name.nullable().describe('The id that the row had in its file; null without one.'),
  request: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('SHA-256 of request, reference answer and id, by which results of later models find the item.'),
  chance: Chance.describe('The chance with which a model such as the best of those before is right.'),
  weight: z.number().min(1).describe('How many items it stands for.'),
});

/** What is needed to estimate the score of a later model on all items from its results on a few: `predictor.json`. */
export const ScorePredictor = z.object({
  kind: z.literal('score-predictor'),
  version: z.literal(1),
  corpora: z.array(z.string().max(200)).max(50),
  rows: z.int().min(1).describe('The number of all items.'),
  metric: Name.nullable().describe('The metric whose fields were read; null when the fields were named.'),
  range: z
    .tuple([z.number(), z.number()])
    .refine(([least, most]) => least < most && most - least < Infinity, 'the first number is the smaller one')
    .describe('The least and the greatest score of an item.'),
  models: z
    .array(z.object({ name: Name, score: z.number().describe('Its mean score of all items.') }))
    .min(1)
    .max(MAX_MODELS),
  items: z.array(PredictorItem).min(2).max(MAX_CHOSEN_ITEMS),
  chances: z
    .array(z.object({ chance: Chance, items: z.int().min(1) }))
    .min(1)
    .max(MAX_CHANCES)
    .describe('How many of all items have which chance.'),
  reach: z
    .number()
    .min(0)
    .describe(
      'How many standard errors the 95 % interval reaches to each side: so many held for the models before.',
    ),
  misfit: z
    .number()
    .min(0)
    .describe(
      'The greatest misfit among the models before, each told by the others. A later one with more is of another kind.',
    ),
});
export type ScorePredictor = z.infer<typeof ScorePredictor>;

export const OutsideModels = z
  .enum(['above', 'below', 'misfit'])
  .describe(
    'In which way a model lies outside those before: its estimate is `above` the best or `below` the worst of them, or it fails where ' +
      'they succeed and succeeds where they fail (`misfit`).',
  );
export type OutsideModels = z.infer<typeof OutsideModels>;
