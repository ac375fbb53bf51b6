import { z } from 'zod';
import { jsonObject } from '../json.ts';
import { CorpusName, InstructionRecord, MAX_TEXT_LENGTH, Metadata, RecordId, Turn } from '../record.ts';

/** Most records of one request. */
export const MOST_WRITTEN = 1_000;
const MOST_TURNS = 1_000;
const MAX_NAME_LENGTH = 1_000;

const Text = z.string().max(MAX_TEXT_LENGTH);
const Instruction = Text.regex(/\S/, 'an instruction needs text');
const Name = z.string().min(1).max(MAX_NAME_LENGTH);

/** A record as it is written: what Kindred computes itself is left out. */
export const RecordInput = z.strictObject({
  instruction: Instruction.describe('What is asked for.'),
  input: Text.default('').describe('What the instruction is about, where that is a text of its own.'),
  output: Text.default('').describe('The answer.'),
  system: Text.default('').describe('What the answerer is told to be or to heed.'),
  history: z
    .array(Turn)
    .max(MOST_TURNS)
    .default([])
    .describe('The turns of the conversation before the instruction, oldest first.'),
  source: Name.nullable().default(null).describe('Where the record is from.'),
  user_id: Name.nullable()
    .default(null)
    .describe('Your own key of the record. One that the corpus has already under this key is replaced.'),
  metadata: Metadata.default({}).describe('Any further fields.'),
});
export type RecordInput = z.infer<typeof RecordInput>;

/** An object that is looked at when its turn comes, so that a bad one does not stop the others. */
export const AnyRow = jsonObject(
  'Anything else is answered with the status `failed`, and the other records are written.',
);

export const WriteQuery = z.strictObject({
  wait: z
    .enum(['true'])
    .default('true')
    .describe(
      'The answer comes when the records are found: by searches, as demonstrations, in counts. There is no other way.',
    ),
});

export const RecordsToWrite = z.strictObject({
  records: z
    .array(z.union([RecordInput, AnyRow]))
    .min(1)
    .max(MOST_WRITTEN)
    .describe('The records, of which each is written or refused by itself.'),
});

const WriteStatus = z
  .enum(['created', 'replaced', 'unchanged', 'failed'])
  .describe(
    '`created`: it is new. `replaced`: it took the place of the records in `replaced`. `unchanged`: it was there as it is. `failed`: ' +
      '`error` says why.',
  );

export const RecordWritten = z.object({
  index: z.int().describe('The place of the record in the request, from 0.'),
  status: WriteStatus,
  id: RecordId.nullable().describe(
    'The id of the record, which follows from its content; null when it failed.',
  ),
  replaced: z.array(RecordId).describe('The ids of the records with the same `user_id` that are gone.'),
  error: z
    .object({
      code: z.enum(['invalid_request', 'conflict']),
      field: z.string().nullable().describe('The field of the record that is wrong.'),
      message: z.string(),
    })
    .nullable(),
});
export type RecordWritten = z.infer<typeof RecordWritten>;

export const RecordsWritten = z.object({
  corpus: CorpusName,
  created: z.int(),
  replaced: z.int(),
  unchanged: z.int(),
  failed: z.int(),
  records: z.array(RecordWritten).describe('What became of each record, in the order of the request.'),
});
export type RecordsWritten = z.infer<typeof RecordsWritten>;

export const RecordPatch = z
  .strictObject({
    instruction: Instruction.optional().describe('What is asked for.'),
    input: Text.optional().describe('What the instruction is about, where that is a text of its own.'),
    output: Text.optional().describe('The answer.'),
    system: Text.optional().describe('What the answerer is told to be or to heed.'),
    history: z
      .array(Turn)
      .max(MOST_TURNS)
      .optional()
      .describe('The turns of the conversation before the instruction, oldest first.'),
    source: Name.nullable().optional().describe('Where the record is from.'),
    user_id: Name.nullable().optional().describe('Your own key of the record.'),
    metadata: Metadata.optional().describe(
      'The fields that change: they are set, those that are null are removed, and all others stay.',
    ),
  })
  .refine((patch) => Object.keys(patch).length > 0, 'name at least one field to change')
  .meta({ minProperties: 1 });
export type RecordPatch = z.infer<typeof RecordPatch>;

export const RecordChanged = z.object({
  status: WriteStatus.extract(['replaced', 'unchanged']),
  record: InstructionRecord.describe(
    'The record as it is now. Its id follows from its content, and is another one.',
  ),
  replaced: z.array(RecordId).describe('The id that it had before; empty when nothing changed.'),
});
export type RecordChanged = z.infer<typeof RecordChanged>;

/** Which records: by their ids, or by the keys of the user. */
export const RecordKeys = z
  .strictObject({
    ids: z
      .array(RecordId)
      .min(1)
      .max(MOST_WRITTEN)
      .optional()
      .describe('The ids of records. This or `user_ids` is given.'),
    user_ids: z.array(Name).min(1).max(MOST_WRITTEN).optional().describe('Your own keys of records.'),
  })
  .refine(
    ({ ids, user_ids: own }) => (ids === undefined) !== (own === undefined),
    'name one of ids and user_ids',
  )
  .meta({ oneOf: [{ required: ['ids'] }, { required: ['user_ids'] }] });
export type RecordKeys = z.infer<typeof RecordKeys>;

const Missing = z.array(z.string()).describe('Those of the keys under which the corpus has no record.');

export const RecordsFound = z.object({
  records: z.array(InstructionRecord).describe('In the order of the keys.'),
  missing: Missing,
  rest: z
    .array(z.string())
    .describe('The keys that are left for a further request, since an answer ends after 8 MiB.'),
});
export type RecordsFound = z.infer<typeof RecordsFound>;

export const RecordsDeleted = z.object({
  corpus: CorpusName,
  deleted: z.int().describe('How many records were deleted.'),
  missing: Missing,
});
export type RecordsDeleted = z.infer<typeof RecordsDeleted>;
