import { expect, it } from 'vitest';
import { assertFields } from '../../../../services/curation/deduplicate/part-options.ts';
import type { PartField } from '../../../../services/curation/rows/row-parts.ts';

const field = (path: string, part: PartField['part']): PartField => ({
  ...{ path, part },
  by: 'name',
  rows: 1,
  apart: 0,
});
const FIELDS = [field('messages', 'task'), field('messages', 'answer'), field('lang', 'task')];
const NONE = { task_fields: [], answer_fields: [], ignore_fields: [] };

it('a field of which the user says two things is refused', () => {
  const options = { ...NONE, task_fields: ['lang'], ignore_fields: ['Lang'] };
  expect(() => {
    assertFields(options, FIELDS, 1);
  }).toThrow("'Lang' stands in task_fields and in ignore_fields");
});

it('names each field once when one is unknown', () => {
  expect(() => {
    assertFields({ ...NONE, task_fields: ['x'] }, FIELDS, 1);
  }).toThrow('They have messages, lang.');
});
