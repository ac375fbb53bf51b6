import { z } from 'zod';
import { MAX_TEXT_LENGTH, Metadata, Turn } from '../record.ts';
import { DuplicateReason, FieldsTaken, LOWEST_THRESHOLD, ReadChance } from './duplicate-terms.ts';

/** The words in which two requests differ. */
const WordChange = z.object({
  removed: z.array(z.string()).describe('Words that only the record in question has.'),
  added: z.array(z.string()).describe('Words that only the other record has.'),
  exchanged: z
    .array(z.tuple([z.string(), z.string()]))
    .describe('Pairs of words that count as the same: forms of one word, and synonyms.'),
});

/** Most rows in one check. */
const MAX_CHECKED = 1_000;

export const DuplicatesCheckRequest = z.strictObject({
  rows: z
    .array(
      z.strictObject({
        instruction: z.string().min(1).max(MAX_TEXT_LENGTH).describe('What is asked for.'),
        input: z
          .string()
          .max(MAX_TEXT_LENGTH)
          .default('')
          .describe('What the instruction is about, where that is a text of its own.'),
        output: z
          .string()
          .max(MAX_TEXT_LENGTH)
          .default('')
          .describe('The answer. A row without one cannot contradict a record.'),
        system: z
          .string()
          .max(MAX_TEXT_LENGTH)
          .default('')
          .describe('What the answerer is told to be or to heed.'),
        history: z
          .array(Turn)
          .max(1_000)
          .default([])
          .describe('The turns of the conversation before the instruction, oldest first.'),
        metadata: Metadata.default({}).describe(
          'All other fields of the row, as a record has them. A record with a field that belongs to its request, such as ' +
            'choices or an image, is no duplicate of a row without it.',
        ),
      }),
    )
    .min(1)
    .max(MAX_CHECKED)
    .describe('The rows that are compared with the corpus.'),
  threshold: z
    .number()
    .min(LOWEST_THRESHOLD)
    .max(1)
    .default(0.9)
    .describe('The content similarity from which a row whose words ask for the same is a paraphrase.'),
  jaccard_threshold: z
    .number()
    .min(0.3)
    .max(1)
    .default(0.7)
    .describe(
      'The share of common character 5-grams from which a row whose words ask for the same is a near copy.',
    ),
  ...FieldsTaken,
});
export type DuplicatesCheckRequest = z.infer<typeof DuplicatesCheckRequest>;
/** The request as it is sent: fields that have a default may be left out. */
export type DuplicatesCheckBody = z.input<typeof DuplicatesCheckRequest>;

export const CheckedRow = z.object({
  row: z.int().describe('The place of the row in the request, from 0.'),
  status: z
    .enum(['new', 'duplicate', 'conflict'])
    .describe('`conflict` means that the corpus has the same request with another answer.'),
  id: z
    .string()
    .nullable()
    .describe('The stored record that the row duplicates or contradicts; null for a new row.'),
  reason: DuplicateReason.nullable(),
  content: z.number().nullable(),
  task: z.number().nullable(),
  lexical: z.number().nullable(),
  chance: ReadChance,
  difference: WordChange.nullable(),
  apart: z
    .object({ id: z.string(), fields: z.array(z.string()) })
    .nullable()
    .describe(
      'Of a new row: a record with the same instruction and input that is another request, and the fields in which it ' +
        'differs.',
    ),
});
export type CheckedRow = z.infer<typeof CheckedRow>;

export const DuplicatesCheckResponse = z.object({
  corpus: z.string(),
  new: z.int(),
  duplicates: z.int(),
  conflicts: z.int(),
  rows: z.array(CheckedRow),
});
export type DuplicatesCheckResponse = z.infer<typeof DuplicatesCheckResponse>;
