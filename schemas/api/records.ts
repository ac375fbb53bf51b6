import { z } from 'zod';
import { RecordFilter } from '../filter.ts';
import { CorpusName, InstructionRecord, MAX_TEXT_LENGTH, RecordId } from '../record.ts';

export const RecordParams = z.strictObject({
  name: CorpusName,
  id: z.string().min(1).max(1_000).describe('The id of the record, or with `by=user_id` your own.'),
});

export const RecordQuery = z.strictObject({
  by: z
    .enum(['id', 'user_id'])
    .default('id')
    .describe('Whether `id` is the id of the record, or the id that its row had in its file.'),
});

/** So many records of one search are given, on all pages together. */
export const MOST_HITS = 1_000;
/** Characters of `after`: eleven for eight bytes of each record that was given. */
const LONGEST_CURSOR = 11 * MOST_HITS;

export const SearchSpace = z
  .enum(['fused', 'task', 'content', 'words'])
  .describe(
    'By what records are near: `task`: the same kind of work. `content`: the same words and topic. `words`: shared words, by BM25. ' +
      '`fused`: the ranks of all of these fused (RRF, k = 60), those by words where there is a `text`.',
  );
export type SearchSpace = z.infer<typeof SearchSpace>;

const Records = z.array(RecordId).min(1).max(100);

export const RecordSearch = z
  .strictObject({
    text: z
      .string()
      .trim()
      .max(MAX_TEXT_LENGTH)
      .regex(/\S/, 'there is no text')
      .optional()
      .describe('A text that those looked for are near to.'),
    like: Records.optional().describe(
      'The ids of records, of any corpus, that those looked for are like. They are not found themselves.',
    ),
    unlike: Records.optional().describe(
      'The ids of records that those looked for are unlike: what is looked for moves away from them as far as it was from them. They ' +
        'are not found themselves.',
    ),
    space: SearchSpace.default('fused'),
    filter: RecordFilter.optional(),
    limit: z.int().min(1).max(100).default(10).describe('How many records a page has.'),
    after: z
      .string()
      .max(LONGEST_CURSOR)
      .regex(/^[\w-]*$/, 'give the value of next of the page before')
      .optional()
      .describe('The value of `next` on the page before, with the same request otherwise.'),
  })
  .superRefine(({ text, like, unlike, space }, context) => {
    const refuse = (field: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [field], message });
    if (unlike !== undefined && text === undefined && like === undefined)
      refuse('unlike', 'give text or like beside it');
    if (space === 'words' && text === undefined) refuse('space', 'words needs a text');
  });
export type RecordSearch = z.infer<typeof RecordSearch>;

export const SearchScores = z.object({
  task: z.number().optional().describe('Cosine similarity in the task space.'),
  content: z.number().optional().describe('Cosine similarity in the content space.'),
  words: z
    .number()
    .optional()
    .describe('The BM25 score; absent of a record that is not among the best by words.'),
  total: z.number().optional().describe('The score by which records are in this order.'),
});
export type SearchScores = z.infer<typeof SearchScores>;

export const SearchResponse = z.object({
  hits: z
    .array(z.object({ record: InstructionRecord, scores: SearchScores }))
    .describe(
      'The records, the nearest first; without text and like those that pass the filter, in the order of their ids, without scores.',
    ),
  next: z.string().nullable().describe('The `after` of the next page; null on the last one.'),
});
export type SearchResponse = z.infer<typeof SearchResponse>;
