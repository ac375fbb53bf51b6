import { expect, test } from 'vitest';
import type { InstructionContent } from '../../../schemas/record.ts';
import { measureAgreement } from '../../../services/benchmark/agreement.ts';
import { collectCategories } from '../../../services/benchmark/categories.ts';
import { createTaskLabeller } from '../../../services/labels/task-labeller.ts';
import type { CorpusRow } from '../../../services/corpus/read-corpus.ts';

const labeller = createTaskLabeller();
const content = (instruction: string, input = '', output = ''): InstructionContent => ({
  instruction,
  input,
  output,
  system: '',
  history: [],
  source: null,
  user_id: null,
  metadata: {},
});

async function* rows(...contents: InstructionContent[]): AsyncGenerator<CorpusRow> {
  const origin = { file: 'rows.jsonl', line: 1, layout: 'alpaca', fields: [] } as const;
  for (const [index, one] of contents.entries())
    yield await Promise.resolve({ line: index + 1, content: one, origin: { ...origin, fields: [] } });
  yield { rejection: { line: contents.length + 1, reason: 'broken', excerpt: '' } };
}

test('rows go under their task, questions and headings too; repeated and unlabelled ones are counted', async () => {
  const found = await collectCategories(
    rows(
      content('Write a poem about rain.', '', 'Drip.'),
      content('Compose a poem.'),
      content('Rewrite the sentence.', 'It rains.'),
      content('Rewrite the sentence.', 'It snows.'),
      content('rewrite  the sentence.', 'it rains.'),
      content('Why is the sky blue?'),
      content('Schreibe ein Gedicht über den Regen.'),
    ),
    labeller,
    { onProgress: () => undefined },
  );
  expect(found.categories.map(({ name, samples }) => [name, samples.length])).toEqual([
    ['write|poem', 2],
    ['rewrite|sentence', 2],
    ['why|knowledge', 1],
  ]);
  expect(found.categories[1]?.samples[0]).toEqual({
    category: ['rewrite', 'sentence'],
    instruction: 'Rewrite the sentence.',
    input: 'Rewrite the sentence. It rains.',
    output: '',
  });
  expect(found).toMatchObject({ rows: 7, rejected: 1, unlabelled: 1, repeated: 1 });
});

test('agreement counts any of the merged names, verbs and nouns apart, and lists what differs', () => {
  const row = (instruction: string, category: string) => ({ instruction, withInput: instruction, category });
  const report = measureAgreement(
    [
      row('Write a poem about rain.', 'compose|poem##write|poem'),
      row('Write a poem about snow.', 'write|verse'),
      row('Rewrite the sentence.', 'edit|sentence'),
      row('Schreibe ein Gedicht über den Regen.', 'write|poem'),
    ],
    labeller,
  );
  expect(report).toMatchObject({ rows: 4, exact: 0.25, verb: 0.5, noun: 0.5 });
  expect(report.confusions).toEqual([
    { expected: 'write|verse', found: 'write|poem', rows: 1 },
    { expected: 'edit|sentence', found: 'rewrite|sentence', rows: 1 },
    { expected: 'write|poem', found: null, rows: 1 },
  ]);
});
