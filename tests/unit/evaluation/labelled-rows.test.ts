import { expect, test } from 'vitest';
import type { InstructionContent, Metadata } from '../../../schemas/record.ts';
import type { CorpusRow } from '../../../services/corpus/read-corpus.ts';
import { readLabelledRows } from '../../../services/evaluation/labelled-rows.ts';

const content = (instruction: string, metadata: Metadata, input = ''): InstructionContent => ({
  instruction,
  input,
  output: 'An answer.',
  system: '',
  history: [],
  source: 'somewhere',
  user_id: null,
  metadata,
});

async function* rows(...contents: InstructionContent[]): AsyncGenerator<CorpusRow> {
  yield { rejection: { line: 1, reason: 'broken', excerpt: '' } };
  const origin = { file: 'rows.jsonl', line: 2, layout: 'alpaca', fields: [] } as const;
  for (const [index, one] of contents.entries())
    yield await Promise.resolve({ line: index + 2, content: one, origin: { ...origin, fields: [] } });
}

const fields = { label: 'task', text: [], withoutSame: [] };

test('takes labels of any plain kind, and counts rows without one and rows that could not be read', async () => {
  const found = await readLabelledRows(
    rows(
      content('Add.', { task: 3 }, '1 and 2'),
      content('Sing.', { task: 'song' }),
      content('Skip.', {}),
      content('Empty.', { task: '' }),
    ),
    fields,
  );
  expect(found).toEqual({
    texts: ['Add.\n\n1 and 2', 'Sing.'],
    labels: ['3', 'song'],
    exclusions: [],
    unlabelled: 2,
    rejected: 1,
  });
});

test('text and exclusions come from the fields that are named', async () => {
  const found = await readLabelledRows(
    rows(content('Add.', { task: 'a', title: 'T' }, 'in'), content('Sing.', { task: 'b', template: 5 })),
    { ...fields, text: ['title', 'input'], withoutSame: ['template', 'source'] },
  );
  expect(found.texts).toEqual(['T\n\nin', '']);
  expect(found.exclusions).toEqual([
    { field: 'template', values: [null, '5'] },
    { field: 'source', values: ['somewhere', 'somewhere'] },
  ]);
});

test.each([
  ['label', { ...fields, label: 'intent' }, /No row has the field `intent`.*task/],
  ['text', { ...fields, text: ['body'] }, /`body`/],
  ['exclusion', { ...fields, withoutSame: ['kind'] }, /`kind`/],
  ['name of something that every object has', { ...fields, label: 'constructor' }, /`constructor`/],
])('a %s that no row has is refused, with the fields that there are', async (_, asked, message) => {
  const read = readLabelledRows(rows(content('a', { task: 'x' }), content('b', { task: 'y' })), asked);
  await expect(read).rejects.toThrow(message);
});

test('one label is not enough', async () => {
  const read = readLabelledRows(rows(content('a', { task: 'x' }), content('b', { task: 'x' })), fields);
  await expect(read).rejects.toMatchObject({ code: 'invalid_request' });
});
