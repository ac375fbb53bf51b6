import type { z } from 'zod';
import type {
  RecordChanged,
  RecordKeys,
  RecordPatch,
  RecordsDeleted,
  RecordsFound,
  RecordsToWrite,
  RecordsWritten,
} from '../../../schemas/api/record-writes.ts';
import { RECORD } from './examples.ts';

const OLD_ID = '9d2f6a41-7c58-5e1b-8a3d-60b7f2c4e915';

export const RECORDS_TO_WRITE: z.input<typeof RecordsToWrite> = {
  records: [
    {
      user_id: 'row-17',
      instruction: RECORD.instruction,
      input: RECORD.input,
      output: RECORD.output,
      metadata: { difficulty: 'easy' },
    },
    { user_id: 'row-18', instruction: '' },
  ],
};

export const RECORDS_WRITTEN: RecordsWritten = {
  corpus: 'house',
  created: 0,
  replaced: 1,
  unchanged: 0,
  failed: 1,
  records: [
    { index: 0, status: 'replaced', id: RECORD.id, replaced: [OLD_ID], error: null },
    {
      index: 1,
      status: 'failed',
      id: null,
      replaced: [],
      error: {
        code: 'invalid_request',
        field: 'instruction',
        message: 'instruction: an instruction needs text',
      },
    },
  ],
};

export const RECORD_PATCH: RecordPatch = {
  output: RECORD.output,
  metadata: { difficulty: 'easy', draft: null },
};

export const RECORD_CHANGED: RecordChanged = { status: 'replaced', record: RECORD, replaced: [OLD_ID] };

export const RECORD_KEYS: Record<string, RecordKeys> = {
  'by id': { ids: [RECORD.id] },
  'by your own': { user_ids: ['row-17', 'row-18'] },
};

export const RECORDS_FOUND: RecordsFound = { records: [RECORD], missing: ['row-18'], rest: [] };

export const RECORDS_DELETED: RecordsDeleted = { corpus: 'house', deleted: 1, missing: ['row-18'] };

export const RECORD_DELETED: RecordsDeleted = { corpus: 'house', deleted: 1, missing: [] };
