import { z } from 'zod';
import { jsonObject } from '../json.ts';

/**
 * The layouts that trainers read. All rows of a file have the same columns of the same types, and what a layout cannot hold
 * is said instead of being lost.
 */
export const TRAINER_LAYOUTS = [
  'alpaca',
  'sharegpt',
  'messages',
  'prompt-completion',
  'prompt-only',
  'preference',
  'kto',
] as const;
export const TrainerLayoutName = z.enum(TRAINER_LAYOUTS);
export type TrainerLayoutName = z.infer<typeof TrainerLayoutName>;

/** The layouts whose rows are texts when `plain` asks for it, and lists of turns otherwise. */
export const PLAIN_LAYOUTS: readonly TrainerLayoutName[] = [
  'prompt-completion',
  'prompt-only',
  'preference',
  'kto',
];

/** The layouts in which LLaMA-Factory has preference pairs and marked answers, besides plain answers. */
export const RANKING_LAYOUTS: readonly TrainerLayoutName[] = ['alpaca', 'sharegpt'];

/** Why a record cannot be written in a layout. */
export const MisfitReason = z
  .enum([
    'no_answer',
    'bad_answer',
    'no_rejected',
    'no_label',
    'order_of_turns',
    'history',
    'system',
    'tools',
    'media',
    'unreadable',
  ])
  .describe(
    'Why: `no_answer`; `bad_answer`, one that is marked as bad; `no_rejected` answer for a pair; `no_label` that says ' +
      'whether the answer is good; `order_of_turns`, one that the layout does not allow; `history`, earlier turns that it ' +
      'has no place for; `system`, a system prompt, likewise; `tools` and their calls; `media`, images, sound or other ' +
      'parts that are no text; `unreadable`, turns that are not understood.',
  );
export type MisfitReason = z.infer<typeof MisfitReason>;

const Count = z.int().min(0);

/** What an export for trainers says beside what every export says. */
export const TrainerFindings = z.object({
  not_expressible: Count.describe(
    'The number of records that the layout cannot hold whole. They are left out, or written in part where `lossy` asks ' +
      'for it. `not-expressible.jsonl` lists them.',
  ),
  reasons: z.array(z.object({ reason: MisfitReason, records: Count, example: z.string() })),
  written_in_part: Count.describe('How many of them were written in part.'),
  chosen_only: Count.describe('The number of preference pairs of which only the chosen answer was written.'),
  omitted_fields: z
    .array(z.object({ field: z.string(), records: Count }))
    .describe(
      'Fields that the layout has no place for, and that were not written. `with_metadata` writes them.',
    ),
  sources: z.array(z.object({ source: z.string().nullable(), rows: Count })),
  llama_factory: jsonObject('The entry of `dataset_info.json`, to which `file_name` is to be added.')
    .nullable()
    .describe('Null when it has no such format.'),
  axolotl: jsonObject('What goes into the configuration, where `path` is to be set.')
    .nullable()
    .describe('Null when it has no such format.'),
  advice: z
    .array(z.object({ trainer: z.enum(['any', 'llama_factory', 'axolotl']), text: z.string() }))
    .describe('What else is to be known to train with the file.'),
});
export type TrainerFindings = z.infer<typeof TrainerFindings>;
