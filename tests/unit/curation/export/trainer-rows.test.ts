import { describe, expect, it } from 'vitest';
import type { TrainerLayoutName } from '../../../../schemas/curation/trainer-layout.ts';
import type { Json } from '../../../../schemas/record.ts';
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
function written(
  row: Row,
  layout: TrainerLayoutName,
  more: Partial<TrainerFile> = {},
): readonly Row[] | string {
  const content = fittingLayout(row)?.read(row);
  if (content === undefined) throw new Error('no layout fits');
  const record = toRecord(content, 'c', null);
  try {
    return TRAINER_WRITERS[layout](new Draft(record, readExample(record), { ...FILE, layout, ...more }));
  } catch (error) {
    if (error instanceof Misfit) return error.reason;
    throw error;
  }
}

const say = (role: string, content: Json, more: Row = {}): Row => ({ role, content, ...more });
const CALL = { id: 'c1', type: 'function', function: { name: 'add', arguments: '{"a":1}' } };
const TOOLS = [{ type: 'function', function: { name: 'add', parameters: { type: 'object' } } }];
const WITH_TOOLS: Row = {
  messages: [
    say('user', 'Add.'),
    say('assistant', null, { tool_calls: [CALL] }),
    say('tool', '2', { tool_call_id: 'c1' }),
    say('assistant', 'It is 2.'),
  ],
  tools: TOOLS,
};

describe('a record with tools', () => {
  it('keeps them and their calls in messages, as texts whose type no tool changes', () => {
    const [row] = written(WITH_TOOLS, 'messages') as readonly Row[];
    expect(row?.['tools']).toBe(JSON.stringify(TOOLS));
    expect(row?.['messages']).toMatchObject([
      { role: 'user', tool_calls: null },
      { role: 'assistant', content: '', tool_calls: [CALL] },
      { role: 'tool', content: '2', tool_call_id: 'c1' },
      { role: 'assistant', content: 'It is 2.' },
    ]);
  });

  it('keeps them in sharegpt as LLaMA-Factory has them', () => {
    const [row] = written(WITH_TOOLS, 'sharegpt') as readonly Row[];
    expect(row?.['conversations']).toEqual([
      { from: 'human', value: 'Add.' },
      { from: 'function_call', value: '{"name":"add","arguments":{"a":1}}' },
      { from: 'observation', value: '2' },
      { from: 'gpt', value: 'It is 2.' },
    ]);
  });

  it('is read from ShareGPT and from parts of a content too', () => {
    const sharegpt = {
      conversations: [
        { from: 'human', value: 'Add.' },
        { from: 'function_call', value: '{"name": "add", "arguments": {"a": 1}}' },
        { from: 'observation', value: '2' },
        { from: 'gpt', value: 'It is 2.' },
      ],
    };
    const parts = {
      messages: [
        say('user', 'Add.'),
        say('assistant', [{ type: 'tool_use', id: 'c1', name: 'add', input: { a: 1 } }]),
        say('user', [{ type: 'tool_result', tool_use_id: 'c1', content: '2' }]),
        say('assistant', 'It is 2.'),
      ],
    };
    const expected = (written(WITH_TOOLS, 'sharegpt') as readonly Row[])[0]?.['conversations'];
    for (const row of [sharegpt, parts])
      expect((written(row, 'sharegpt') as readonly Row[])[0]?.['conversations']).toEqual(expected);
  });

  it('is not expressible in alpaca and in plain texts', () => {
    expect(written(WITH_TOOLS, 'alpaca')).toBe('tools');
    expect(written(WITH_TOOLS, 'prompt-completion', { plain: true })).toBe('tools');
  });
});

describe('a preference pair, whatever the shape of its answers', () => {
  const shapes: Row[] = [
    { prompt: 'Q?', chosen: 'good', rejected: 'bad' },
    { messages: [say('user', 'Q?')], chosen: say('assistant', 'good'), rejected: say('assistant', 'bad') },
    {
      chosen: [say('user', 'Q?'), say('assistant', 'good')],
      rejected: [say('user', 'Q?'), say('assistant', 'bad')],
    },
  ];

  it.each(shapes)('has both in one shape in alpaca, sharegpt and preference: %j', (row) => {
    const pairs = { lesson: 'pairs', beside: false } as const;
    expect(written(row, 'alpaca', pairs)).toMatchObject([
      { instruction: 'Q?', chosen: 'good', rejected: 'bad' },
    ]);
    expect(written(row, 'sharegpt', pairs)).toMatchObject([
      {
        conversations: [{ from: 'human', value: 'Q?' }],
        chosen: { from: 'gpt', value: 'good' },
        rejected: { from: 'gpt', value: 'bad' },
      },
    ]);
    expect(written(row, 'preference', { ...pairs, plain: true })).toEqual([
      { prompt: 'Q?', chosen: 'good', rejected: 'bad' },
    ]);
    expect(written(row, 'preference', pairs)).toMatchObject([
      { prompt: [{ content: 'Q?' }], chosen: [{ content: 'good' }], rejected: [{ content: 'bad' }] },
    ]);
  });

  it('is two marked rows in kto, and the chosen answer in messages', () => {
    for (const row of shapes) {
      expect(written(row, 'kto', { lesson: 'labels', plain: true })).toEqual([
        { prompt: 'Q?', completion: 'good', label: true },
        { prompt: 'Q?', completion: 'bad', label: false },
      ]);
      expect(written(row, 'messages')).toMatchObject([
        { messages: [{ content: 'Q?' }, { content: 'good' }] },
      ]);
    }
  });

  it('is cut where the two conversations begin to differ', () => {
    const row = {
      chosen: [say('user', 'A'), say('assistant', 'B'), say('user', 'C'), say('assistant', 'D')],
      rejected: [say('user', 'A'), say('assistant', 'B'), say('user', 'C'), say('assistant', 'E')],
    };
    expect(written(row, 'preference', { lesson: 'pairs' })).toMatchObject([
      {
        prompt: [{ content: 'A' }, { content: 'B' }, { content: 'C' }],
        chosen: [{ content: 'D' }],
        rejected: [{ content: 'E' }],
      },
    ]);
  });
});

describe('what a layout cannot hold is named, and never written as something else', () => {
  const loose = { messages: [say('user', 'A'), say('user', 'B'), say('assistant', 'C')] };
  const trailing = { messages: [say('user', 'A'), say('assistant', 'B'), say('user', 'C')] };
  const picture = {
    messages: [
      say('user', [
        { type: 'text', text: 'A' },
        { type: 'image_url', image_url: { url: 'x' } },
      ]),
      say('assistant', 'B'),
    ],
  };
  const cases: [string, Row, TrainerLayoutName, string, Partial<TrainerFile>?][] = [
    ['earlier turns that are no pairs', loose, 'alpaca', 'history'],
    ['turns out of turn', loose, 'sharegpt', 'order_of_turns'],
    ['a turn after the answer', trailing, 'prompt-completion', 'order_of_turns'],
    ['a picture', picture, 'messages', 'media'],
    ['no answer', { instruction: 'A', output: '' }, 'alpaca', 'no_answer'],
    ['an answer marked as bad', { instruction: 'A', output: 'B', label: false }, 'messages', 'bad_answer'],
    [
      'no rejected answer',
      { instruction: 'A', output: 'B' },
      'preference',
      'no_rejected',
      { lesson: 'pairs' },
    ],
    ['no mark', { instruction: 'A', output: 'B' }, 'kto', 'no_label', { lesson: 'labels' }],
    [
      'a system prompt',
      { instruction: 'A', output: 'B', system: 'S' },
      'prompt-completion',
      'system',
      { plain: true },
    ],
    [
      'a list in a table',
      { instruction: 'A', output: 'B', history: [['C', 'D']] },
      'alpaca',
      'history',
      { table: true },
    ],
  ];

  it.each(cases)('%s', (_name, row, layout, reason, more = {}) => {
    expect(written(row, layout, more)).toBe(reason);
  });

  it('is left away where losses are allowed, and what would be wrong is not', () => {
    const lossy = { lossy: true };
    expect(written(loose, 'alpaca', lossy)).toMatchObject([{ instruction: 'B', output: 'C', history: [] }]);
    expect(written({ instruction: 'A', output: 'B', label: false }, 'alpaca', lossy)).toBe('bad_answer');
  });
});

describe('history', () => {
  it('is a list of pairs, as LLaMA-Factory has it', () => {
    const row = {
      messages: ['A', 'B', 'C', 'D'].map((text, at) => say(at % 2 === 0 ? 'user' : 'assistant', text)),
    };
    expect(written(row, 'alpaca')).toMatchObject([{ instruction: 'C', output: 'D', history: [['A', 'B']] }]);
  });
});
