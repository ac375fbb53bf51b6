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

export const DuplicateReason = z
  .enum(['exact', 'lexical', 'paraphrase'])
  .describe(
    '`exact`: the same request and answer, apart from case, white space and punctuation of prose. `lexical`: nearly the same ' +
      'letters. `paraphrase`: similar content. Records of the latter two reasons ask for the same by their words, and ' +
      'are of the same kind of task.',
  );
export type DuplicateReason = z.infer<typeof DuplicateReason>;
