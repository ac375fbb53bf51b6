import { describe, expect, test } from 'vitest';
import type { Json } from '../../../schemas/record.ts';
import { repeatsRow, restBesideRow, type RowOfTexts } from '../../../services/corpus/own-texts.ts';

const ROW: RowOfTexts = {
  instruction: 'Name it, please.',
  input: 'A tall tree',
  output: 'Oak',
  system: 'Be brief.',
  history: [
    { role: 'user', content: 'Hello' },
    { role: 'assistant', content: 'Good day' },
  ],
};
const ASKED = 'Name it, please.\n\nA tall tree';
const user = (content: string): Json => ({ role: 'user', content });
const assistant = (content: string): Json => ({ role: 'assistant', content });
const ALPACA =
  'Below is an instruction that describes a task, paired with an input.\n\n### Instruction:\nName it, please.\n\n### Input:\nA tall tree\n\n### Response:\nOak';

describe('a value repeats its row when it is', () => {
  test.each<[string, Json]>([
    ['the instruction', 'Name it, please.'],
    ['the instruction with its input', 'Name it, please.\nA tall tree '],
    ['an earlier question', 'Hello'],
    ['the turns of the request', [user('Hello'), assistant('Good day'), user(ASKED)]],
    ['the turns in the manner of ShareGPT', [{ from: 'human', value: ASKED }]],
    ['the turns as a text of JSON', JSON.stringify([user(ASKED), assistant('Oak')])],
    ['pairs of turns', [{ human: 'Hello', assistant: 'Good day' }]],
  ])('%s', (_, value) => {
    expect(repeatsRow(value, ROW, 'task')).toBe(true);
  });

  test('a chat rendered by a template', () => {
    const row = { ...ROW, system: '', history: [] };
    expect(repeatsRow(ALPACA, row, 'task')).toBe(true);
    expect(repeatsRow(`<|im_start|>user\n${ASKED}<|im_end|>\n<|im_start|>assistant\n`, row, 'task')).toBe(
      true,
    );
  });

  test('in a field of the answer, the answer', () => {
    expect(repeatsRow('Oak', ROW, 'answer')).toBe(true);
    expect(repeatsRow([assistant('Oak')], ROW, 'answer')).toBe(true);
    expect(repeatsRow([user(ASKED), assistant('Oak')], ROW, 'answer')).toBe(true);
    expect(repeatsRow('Name it, please.', ROW, 'answer')).toBe(false);
  });
});

test.each<[string, Json]>([
  ['the answer alone, which may be one of its choices', 'Oak'],
  ['a part of the request', 'A tall'],
  ['the turns in another order', [user(ASKED), user('Hello')]],
  ['a turn with something beside its text', [{ role: 'user', content: ASKED, images: ['a.png'] }]],
  ['another answer', [user(ASKED), assistant('Elm')]],
  ['an empty text', ' '],
  ['a list of texts', ['Name it, please.']],
])('a value of the request does not repeat its row when it is %s', (_, value) => {
  expect(repeatsRow(value, ROW, 'task')).toBe(false);
});

describe('what a value has beside its row', () => {
  const row = (instruction: string, output: string): RowOfTexts => ({
    instruction,
    output,
    input: '',
    system: '',
    history: [],
  });
  const rest = (text: Json, one: RowOfTexts): Json | null => restBesideRow(text, one);

  test('is equal for two requests in one template', () => {
    expect(rest('Task: add 1 and 1\nBot: 2</s>', row('add 1 and 1', '2'))).toBe(
      rest('Task: add 2 and 2\nBot: 4</s>', row('add 2 and 2', '4')),
    );
  });

  test('is another one where the value has something else too', () => {
    const texts = ['a picture', 'a poem'].map((hint) =>
      rest(`Task: add it up\nHint: ${hint}`, row('add it up', '2')),
    );
    expect(texts[0]).not.toBeNull();
    expect(texts[0]).not.toBe(texts[1]);
    expect(rest('A passage without it', row('add it up', '2'))).toBeNull();
  });

  test('keeps choices, of which one is the answer', () => {
    const choices = 'Which? A) Oslo B) Rome';
    expect(rest(choices, row('Which?', 'Oslo'))).toBe(rest(choices, row('Which?', 'Rome')));
  });

  test('is found at whole words', () => {
    expect(rest('This is it', row('is', 'x'))).toBe('This \0' + '1\0 it');
    expect(rest('This', row('is', 'x'))).toBeNull();
  });

  test('of turns with more than a text has the texts of the row in none of them', () => {
    const turns = (content: string): Json => [user('Hello'), { role: 'user', content, images: ['a.png'] }];
    expect(rest(turns(ASKED), { ...ROW, instruction: ASKED, input: '' })).toEqual(
      rest(turns('Other'), { ...ROW, instruction: 'Other', input: '' }),
    );
  });

  test('is told of long runs of blanks and signs', () => {
    const long = `${'a '.repeat(100_000)}${' '.repeat(100_000)}${'<['.repeat(50_000)}`;
    expect(rest(`${long}ask`, row('ask', 'x'))).not.toBeNull();
    expect(rest(`ask ${long}`, row('ask', 'a'))).not.toBeNull();
  });
});
