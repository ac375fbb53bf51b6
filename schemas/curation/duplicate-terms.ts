import { z } from 'zod';

/** The name of a field of the metadata. */
export const FieldName = z.string().min(1).max(200);

/** The lowest threshold. Pairs from this content similarity on are kept, to tell what other thresholds would drop. */
export const LOWEST_THRESHOLD = 0.5;

/** So many fields may be named for each part. */
const MOST_NAMED = 100;

const fieldsTakenFor = (what: string) =>
  z
    .array(FieldName)
    .max(MOST_NAMED)
    .default([])
    .describe(
      `Fields of the metadata, by path or last name, ${what}. What the others are is told by their names and values; the ` +
        'report lists it.',
    );

/** What the fields of the metadata are, where a user knows better than their names and values tell. */
export const FieldsTaken = {
  task_fields: fieldsTakenFor(
    'that are part of the request: records that differ in one are never duplicates',
  ),
  answer_fields: fieldsTakenFor('that are part of the answer: records that differ in one are a conflict'),
  ignore_fields: fieldsTakenFor('that are neither: records that differ in one may be duplicates'),
};

/** The chance that two records ask for the same, by reading both. */
export const ReadChance = z
  .number()
  .nullable()
  .describe(
    'The chance that both ask for the same, by reading both token by token; null where words alone decide, where one of them is too ' +
      'long for that, and with an encoder that cannot.',
  );

export const DuplicateReason = z
  .enum(['exact', 'lexical', 'paraphrase'])
  .describe(
    '`exact`: the same request and answer, apart from case, white space and punctuation of prose. `lexical`: nearly the same ' +
      'letters. `paraphrase`: similar content. Records of the latter two reasons ask for the same by their words, and ' +
      'are of the same kind of task.',
  );
export type DuplicateReason = z.infer<typeof DuplicateReason>;

/** What reading pairs token by token did. */
export const PairsRead = z.object({
  pairs: z.int().describe('The number of pairs that were read token by token.'),
  unread: z
    .int()
    .describe(
      'The number of further pairs that words leave open; of these the words decided, which drop too little.',
    ),
  dropped: z.int().describe('The number of records that are dropped by such a pair.'),
  right: z
    .number()
    .nullable()
    .describe('The share of these drops that is expected to be right, which is the mean of their chances.'),
});

/** A line of `conflicts.jsonl`: two records with one request and different answers. */
export const ConflictLine = z.object({
  a: z.string(),
  b: z.string(),
  instruction: z.string(),
  input: z.string(),
  outputs: z.tuple([z.string(), z.string()]),
  fields: z.array(z.string()).describe('The names of the fields in which they differ.'),
  values: z
    .record(z.string(), z.array(z.json()))
    .describe('Their values in those that are neither instruction, input nor output.'),
});
export type ConflictLine = z.infer<typeof ConflictLine>;

export const TargetRows = z
  .union([z.int().min(1).max(1_000_000_000), z.number().gt(0).lt(1)])
  .nullable()
  .default(null)
  .describe(
    'How many records are to stay, or below 1 which share of them: `threshold` is then moved, from 0.7 to 1, until no more stay. ' +
      'Nothing is dropped that is no duplicate: where too few are, more records stay, and the report says so.',
  );

export const ExpectedPrecision = z
  .number()
  .min(0)
  .max(1)
  .nullable()
  .describe(
    'Of the near copies and paraphrases that are dropped, the share that is right by the chances of their pairs, which were learnt from ' +
      'judged pairs. Null where none is dropped or the encoder tells no chances. Absent in reports of earlier versions.',
  );

/** A field of the metadata, and what it was taken for. */
export const TakenField = z.object({
  field: z.string().describe('The names of the field from the outermost to its own, joined by dots.'),
  part: z
    .enum(['task', 'answer', 'bookkeeping'])
    .describe('Part of the request, part of the answer, or neither, as an id, a date or a score is.'),
  by: z
    .enum(['option', 'name', 'values', 'unknown'])
    .describe('How that was told. `unknown`: it was not, and then the field counts as part of the request.'),
  rows: z.int().describe('The number of records of the corpus with a value.'),
  apart: z
    .int()
    .describe(
      'The number of records of the corpus that differ in this field from another one which is otherwise asked (or answered) the same. ' +
        'They are no duplicates of it. A field that only repeats the texts of its record keeps none apart.',
    ),
});

/** A field of the metadata that decided which of several duplicates stays. */
export const RankedField = z.object({
  field: z.string(),
  read_as: z.enum(['numbers', 'dates', 'texts']).describe('What most of its values are.'),
  rows: z.int().describe('The number of records with a value that can be used. The others come last.'),
  without: z.int().describe('The number of records without such a value.'),
  unread: z
    .int()
    .describe('The number of these that have a value, which is no number or no date that can be told.'),
  examples: z.array(z.string()).describe('A few of the values that were not used.'),
  note: z.string().nullable(),
});
export type RankedField = z.infer<typeof RankedField>;
