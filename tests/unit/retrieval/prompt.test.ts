import { describe, expect, it } from 'vitest';
import { abstention } from '../../../services/retrieval/abstention.ts';
import { orderForPrompt } from '../../../services/retrieval/order.ts';
import { renderPrompt, type Exchange } from '../../../services/retrieval/prompt.ts';

const demonstration: Exchange = { system: '', history: [], instruction: 'Add.', input: '1 + 1', output: '2' };
const query: Exchange = { system: '', history: [], instruction: 'Subtract.', input: '', output: null };

describe('the order of demonstrations', () => {
  const nearness = (n: number): number => n;

  it('near_last puts the most similar next to the query', () => {
    expect(orderForPrompt([2, 3, 1, 4], nearness, 'near_last')).toEqual([1, 2, 3, 4]);
  });

  it('near_first puts it at the start', () => {
    expect(orderForPrompt([2, 3, 1, 4], nearness, 'near_first')).toEqual([4, 3, 2, 1]);
  });

  it('alternate puts the two most similar at the ends and the least similar in the middle', () => {
    expect(orderForPrompt([1, 2, 3, 4, 5], nearness, 'alternate')).toEqual([4, 2, 1, 3, 5]);
  });
});

describe('the rendered prompt', () => {
  it('messages: each demonstration is a user and an assistant turn, the query is the last user turn', () => {
    expect(renderPrompt([demonstration], query, 'messages')).toEqual([
      { role: 'user', content: 'Add.\n\n1 + 1' },
      { role: 'assistant', content: '2' },
      { role: 'user', content: 'Subtract.' },
    ]);
  });

  it('messages: earlier turns of a demonstration come before it', () => {
    const turns = { ...demonstration, history: [{ role: 'user' as const, content: 'Hello.' }] };
    expect(renderPrompt([turns], query, 'messages')[0]).toEqual({ role: 'user', content: 'Hello.' });
  });

  it('messages: the system text of a demonstration stands before its first user turn, that of the query at the beginning', () => {
    const told = {
      ...demonstration,
      system: 'You are a calculator.',
      history: [
        { role: 'assistant' as const, content: 'Ready.' },
        { role: 'user' as const, content: 'Hello.' },
      ],
    };
    const asking = { ...query, system: 'Be brief.', history: [{ role: 'user' as const, content: 'Hi.' }] };
    expect(renderPrompt([told], asking, 'messages')).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'assistant', content: 'Ready.' },
      { role: 'user', content: 'You are a calculator.\n\nHello.' },
      { role: 'user', content: 'Add.\n\n1 + 1' },
      { role: 'assistant', content: '2' },
      { role: 'user', content: 'Hi.' },
      { role: 'user', content: 'Subtract.' },
    ]);
  });

  it('text: the system text is a section of its own', () => {
    expect(renderPrompt([{ ...demonstration, system: 'You are a calculator.' }], query, 'text')).toMatch(
      /^System: You are a calculator\.\nInstruction: Add\./,
    );
  });

  it('alpaca: sections of the template, the last response left open', () => {
    expect(renderPrompt([demonstration], query, 'alpaca')).toBe(
      '### Instruction:\nAdd.\n\n### Input:\n1 + 1\n\n### Response:\n2\n\n### Instruction:\nSubtract.\n\n### Response:\n',
    );
  });

  it('text: one line a section, the last answer left open', () => {
    expect(renderPrompt([demonstration], query, 'text')).toBe(
      'Instruction: Add.\nInput: 1 + 1\nAnswer: 2\n\nInstruction: Subtract.\nAnswer:',
    );
  });
});

describe('the reason for too few demonstrations', () => {
  const none = {
    candidates: 0,
    near_copies: 0,
    without_answer: 0,
    repeated: 0,
    below_threshold: 0,
    below_fit: 0,
    same_group: 0,
    too_long: 0,
    refused: 0,
  };

  it('is null when there are as many as asked for', () => {
    expect(abstention(4, 4, { ...none, candidates: 50, near_copies: 3 })).toBeNull();
  });

  it('says that nothing matched when there was no candidate', () => {
    expect(abstention(4, 0, none)).toMatch(/no record matches/i);
  });

  it('says that the text asks for nothing where that is why nothing fits', () => {
    expect(abstention(4, 0, { ...none, candidates: 50, below_fit: 50 }, 0.013)).toBe(
      '0 of 4: the text hardly asks for anything that a demonstration could help with (chance 0.01; min_fit lowers the least chance).',
    );
  });

  it('names every cause with its count', () => {
    expect(abstention(4, 0, { ...none, candidates: 1, near_copies: 1 })).toBe(
      '0 of 4: of 1 candidate, 1 near copy of the query (allow_near takes it).',
    );
    const reason = abstention(4, 1, { ...none, candidates: 9, near_copies: 2, below_threshold: 6 });
    expect(reason).toBe(
      '1 of 4: of 9 candidates, 6 below the score threshold (score_threshold lowers it), 2 near copies of the query (allow_near takes them).',
    );
  });
});
