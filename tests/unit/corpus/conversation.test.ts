import { describe, expect, it } from 'vitest';
import type { InstructionContent, Json } from '../../../schemas/record.ts';
import { fittingLayout } from '../../../services/corpus/layouts.ts';
import type { Row } from '../../../services/corpus/row.ts';

function read(row: Row): InstructionContent {
  const layout = fittingLayout(row);
  if (layout === null) throw new Error('no layout fits');
  return layout.read(row);
}

const turns = (...pairs: [string, Json][]): Row => ({
  messages: pairs.map(([role, content]) => ({ role, content })),
});

describe('reading conversations', () => {
  it('takes the last user turn before the last answer, and keeps earlier turns as history', () => {
    expect(read(turns(['user', 'A'], ['assistant', 'B'], ['user', 'C'], ['assistant', 'D']))).toMatchObject({
      instruction: 'C',
      output: 'D',
      history: [
        { role: 'user', content: 'A' },
        { role: 'assistant', content: 'B' },
      ],
      metadata: {},
    });
  });

  it('keeps turns after the last answer in the metadata', () => {
    const row = turns(['user', 'A'], ['assistant', 'B'], ['user', 'Thanks']);
    expect(read(row)).toMatchObject({ instruction: 'A', output: 'B', history: [], metadata: row });
  });

  it('takes the last user turn when nobody answers', () => {
    expect(read(turns(['user', 'A'], ['user', 'B']))).toMatchObject({
      instruction: 'B',
      output: '',
      history: [{ role: 'user', content: 'A' }],
    });
  });

  it('passes over empty answers', () => {
    const row = turns(['user', 'A'], ['assistant', 'B'], ['user', 'C'], ['assistant', '']);
    expect(read(row)).toMatchObject({ instruction: 'A', output: 'B', metadata: row });
    expect(read(turns(['user', 'A'], ['assistant', ' ']))).toMatchObject({ instruction: 'A', output: '' });
  });

  it('takes a system turn at the beginning, or the column beside the turns, as the system text', () => {
    expect(read(turns(['system', 'S'], ['user', 'A'], ['assistant', 'B']))).toMatchObject({
      system: 'S',
      history: [],
    });
    expect(read({ ...turns(['user', 'A'], ['assistant', 'B']), system_prompt: 'P' })).toMatchObject({
      system: 'P',
    });
  });

  it('looks for the question before the calls and results of tools', () => {
    const row = {
      conversations: [
        { from: 'human', value: 'Weather?' },
        { from: 'function_call', value: '{"name": "weather"}' },
        { from: 'observation', value: 'rain' },
        { from: 'gpt', value: 'It rains.' },
      ],
    };
    expect(read(row)).toMatchObject({
      instruction: 'Weather?',
      output: 'It rains.',
      history: [],
      metadata: row,
    });
  });

  it('takes the call of a tool as the answer when it is the last', () => {
    const call = { type: 'tool_call', value: '{"name": "f"}' };
    expect(
      read(turns(['user', 'A'], ['assistant', [{ type: 'reasoning', value: 'Hm.' }, call]])),
    ).toMatchObject({
      output: '{"name": "f"}',
    });
    const calls = [{ function: { name: 'f' } }];
    const row = {
      messages: [
        { role: 'user', content: 'A' },
        { role: 'assistant', content: null, tool_calls: calls },
      ],
    };
    expect(read(row)).toMatchObject({ output: JSON.stringify(calls) });
  });

  it('joins the text parts of a turn and leaves out pictures and reasoning', () => {
    const parts = [
      { type: 'text', text: 'Who is' },
      { type: 'image_url', image_url: { url: 'x' } },
      { type: 'text', value: 'this?' },
    ];
    const row = turns(['user', parts], ['assistant', [{ type: 'reasoning', value: 'Hm.' }, 'Kane.']]);
    expect(read(row)).toMatchObject({ instruction: 'Who is\nthis?', output: 'Kane.', metadata: row });
  });

  it('takes the chosen answer of every kind of preference pair, and keeps the rejected one', () => {
    const user = { role: 'user', content: 'A' };
    const good = { role: 'assistant', content: 'good' };
    const bad = { role: 'assistant', content: 'bad' };
    const pairs: Row[] = [
      { instruction: 'A', chosen: 'good', rejected: 'bad' },
      { prompt: 'A', chosen: 'good', rejected: 'bad' },
      { messages: [user], chosen: good, rejected: bad },
      { messages: [user], chosen: 'good', rejected: 'bad' },
      { prompt: 'A', chosen: [user, good], rejected: [user, bad] },
      { prompt: [user], chosen: [good], rejected: [bad] },
      { chosen_messages: [user, good], rejected: [user, bad] },
      {
        conversations: [{ from: 'human', value: 'A' }],
        chosen: { from: 'gpt', value: 'good' },
        rejected: bad,
      },
    ];
    for (const row of pairs) {
      const content = read(row);
      expect(content).toMatchObject({ instruction: 'A', output: 'good' });
      expect(content.metadata['rejected']).toEqual(row['rejected']);
    }
  });

  it('rejects a conversation without a question, and a turn without a known role', () => {
    expect(() => read(turns(['assistant', 'B']))).toThrow(/`messages` has no turn of a user with text/);
    expect(() => read(turns(['user', 'A'], ['narrator', 'B']))).toThrow(
      /turn 2 of `messages` has no known role/,
    );
  });
});
