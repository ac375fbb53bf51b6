import { expect, test } from 'vitest';
import type { InstructionRecord } from '../../../../schemas/record.ts';
import { toRecord } from '../../../../services/corpus/record.ts';
import { rowHashes } from '../../../../services/curation/diff/row-hashes.ts';

const record = (fields: Partial<InstructionRecord>): InstructionRecord =>
  toRecord(
    {
      instruction: 'Q',
      input: '',
      output: 'A',
      system: '',
      history: [],
      source: null,
      user_id: null,
      metadata: {},
      ...fields,
    },
    'c',
    null,
  );
const BASE = rowHashes(record({}));

test.each<[string, Partial<InstructionRecord>, boolean, boolean]>([
  ['choices', { metadata: { choices: ['a'] } }, true, false],
  ['a system prompt', { system: 'Be brief.' }, true, false],
  ['an earlier turn', { history: [{ role: 'user', content: 'Hi' }] }, true, false],
  ['a rejected answer', { metadata: { rejected: 'B' } }, false, true],
  ['a label', { metadata: { label: false } }, false, true],
  [
    'bookkeeping',
    { metadata: { id: 3, date: '2024-01-01', x: 0.5 }, user_id: 'u', source: 's' },
    false,
    false,
  ],
  [
    'the columns of an export that repeat it',
    {
      metadata: {
        prompt: [{ role: 'user', content: 'Q' }],
        completion: [{ role: 'assistant', content: 'A' }],
        text: '### Instruction:\nQ\n\n### Response:\nA',
      },
    },
    false,
    false,
  ],
  ['a prompt that has more than it', { metadata: { prompt: 'Q\nIn French.' } }, true, false],
])(
  'a version of a row with %s has another request, or another answer, or neither',
  (_, fields, request, answer) => {
    const hashes = rowHashes(record(fields));
    expect([hashes.request !== BASE.request, hashes.answer !== BASE.answer]).toEqual([request, answer]);
  },
);
