import { describe, expect, it } from 'vitest';
import type { TrainerLayoutName } from '../../../../schemas/curation/trainer-layout.ts';
import { fittingLayout } from '../../../../services/corpus/layouts.ts';
import { toRecord } from '../../../../services/corpus/record.ts';
import type { Row } from '../../../../services/corpus/row.ts';
import { readExample } from '../../../../services/curation/export/trainers/example.ts';
import { Misfit } from '../../../../services/curation/export/trainers/misfit.ts';
import { Draft, type TrainerFile } from '../../../../services/curation/export/trainers/trainer-file.ts';
import { TRAINER_WRITERS } from '../../../../services/curation/export/trainers/trainer-layouts.ts';

const FILE: TrainerFile = {
  layout: 'alpaca',
  lesson: 'answers',
  beside: true,
  plain: false,
  lossy: false,
  table: false,
};

/** The rows that a row of a file becomes in a layout, or the reason why it cannot be written. */
function written(row: Row, layout: TrainerLayoutName): readonly Row[] | string {
  const content = fittingLayout(row)?.read(row);
  if (content === undefined) throw new Error('no layout fits');
  const record = toRecord(content, 'c', null);
  try {
    return TRAINER_WRITERS[layout](new Draft(record, readExample(record), { ...FILE, layout }));
  } catch (error) {
    if (error instanceof Misfit) return error.reason;
    throw error;
  }
}

const CALL = { id: 'c1', type: 'function', function: { name: 'add', arguments: '{"a":1}' } };
const langChain: Row = {
  messages: [
    { type: 'human', data: { content: 'Add.' } },
    { type: 'ai', data: { content: '', tool_calls: [{ name: 'add', args: { a: 1 }, id: 'c1' }] } },
    { type: 'tool', data: { content: '{"sum":2}', tool_call_id: 'c1' } },
    { type: 'ai', data: { content: 'It is 2.' } },
  ],
};

describe('a conversation in the form of another provider', () => {
  const added = { role: 'assistant', tool_calls: [{ function: { name: 'add', arguments: '{"a":1}' } }] };
  const gemini: Row = {
    contents: [
      { role: 'user', parts: [{ text: 'Add.' }] },
      { role: 'model', parts: [{ functionCall: { name: 'add', args: { a: 1 } } }] },
      { role: 'user', parts: [{ functionResponse: { name: 'add', response: { sum: 2 } } }] },
      { role: 'model', parts: [{ text: 'It is 2.' }] },
    ],
    tools: [{ functionDeclarations: [{ name: 'add' }] }],
  };
  const flat: Row = {
    messages: [
      { type: 'human', content: 'Add.' },
      { type: 'ai', content: '', additional_kwargs: { tool_calls: [CALL] } },
      { type: 'tool', content: '{"sum":2}', tool_call_id: 'c1' },
      { type: 'ai', content: 'It is 2.' },
    ],
  };

  it.each<[string, Row]>([
    ['Gemini', gemini],
    ['LangChain, with its class', langChain],
    ['LangChain, with older calls', flat],
  ])('keeps its calls of tools and their results: %s', (_, row) => {
    const [out] = written(row, 'messages') as readonly Row[];
    expect(out?.['messages']).toMatchObject([
      { role: 'user', content: 'Add.' },
      added,
      { role: 'tool', content: '{"sum":2}' },
      { role: 'assistant', content: 'It is 2.' },
    ]);
    expect(written(row, 'alpaca')).toBe('tools');
  });

  it('has the functions that Gemini declares as tools', () => {
    const [out] = written(gemini, 'messages') as readonly Row[];
    expect(out?.['tools']).toBe('[{"type":"function","function":{"name":"add"}}]');
  });
});

it.each(['turns', 'input', 'chat_history'])(
  'is not written without the calls of tools of a conversation under a name that is not read: %s',
  (name) => {
    const { messages } = langChain;
    expect(written({ instruction: 'Add.', output: 'It is 2.', [name]: messages ?? null }, 'messages')).toBe(
      'tools',
    );
  },
);

it('writes a pair of which the rejected answer calls a tool', () => {
  const pair = {
    prompt: 'Add.',
    chosen: [{ role: 'assistant', content: '2' }],
    rejected: [{ role: 'assistant', content: '', tool_calls: [CALL] }],
  };
  expect(written(pair, 'preference')).toMatchObject([
    { chosen: [{ content: '2' }], rejected: [{ tool_calls: [{ function: CALL.function }] }] },
  ]);
});

it('leaves a rejected answer whole in which the assistant speaks for the user', () => {
  const rejected = 'Human: And then?\n\nAssistant: Then this.';
  expect(written({ prompt: 'Tell.', chosen: 'A tale.', rejected }, 'preference')).toMatchObject([
    { rejected: [{ role: 'assistant', content: rejected }] },
  ]);
});

it('takes the rejected conversation of HH-RLHF apart as the chosen one', () => {
  const start = '\n\nHuman: One?\n\nAssistant: First.\n\nHuman: Two?\n\nAssistant:';
  const row = { chosen: `${start} Good.`, rejected: `${start} Bad.` };
  expect(written(row, 'preference')).toMatchObject([
    {
      prompt: [{ content: 'One?' }, { content: 'First.' }, { content: 'Two?' }],
      chosen: [{ role: 'assistant', content: 'Good.' }],
      rejected: [{ role: 'assistant', content: 'Bad.' }],
    },
  ]);
});
