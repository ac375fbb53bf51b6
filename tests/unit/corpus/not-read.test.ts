import { describe, expect, it } from 'vitest';
import type { InstructionContent } from '../../../schemas/record.ts';
import { layoutFor } from '../../../services/corpus/layouts.ts';
import { countNotRead, unreadFields } from '../../../services/corpus/not-read.ts';
import type { Row } from '../../../services/corpus/row.ts';

const contentOf = (row: Row): InstructionContent => layoutFor(row, null).read(row);
const unreadOf = (row: Row): string[] => unreadFields(contentOf(row));

describe('the fields of a row that were not read', () => {
  it('are those with prose of which nothing is in the record', () => {
    const row = {
      question: 'A?',
      answer: 'B',
      why: 'This is so for a reason.',
      steps: ['Do one thing and wait.'],
    };
    expect(unreadOf(row)).toEqual(['why', 'steps']);
  });

  it('are not ids, addresses, dates, categories and numbers', () => {
    const row = {
      ...{
        question: 'A?',
        answer: 'B',
        category: 'open question',
        hash: 'a0b1',
        when: '2026-01-02 at noon or later',
      },
      ...{ url: 'https://example.org/a page with words', n: 3, path: '/a/b c d e', code: '{"a": "b c d e"}' },
    };
    expect(unreadOf(row)).toEqual([]);
  });

  it('are not names of sorts, however many words they have, but longer texts in such a field', () => {
    const row = {
      question: 'A?',
      answer: 'B',
      category: 'questions about a late invoice',
      topic: 'a lake in May',
    };
    expect(unreadOf(row)).toEqual([]);
    expect(
      unreadOf({ ...row, topic: 'Tell of a lake in May and of all that swims in it. '.repeat(2) }),
    ).toEqual(['topic']);
  });

  it('are not those whose text is in the record in another form', () => {
    expect(
      unreadOf({ instruction: 'Do it now, please.', output: 'B', text: 'Below: Do it now, please. B' }),
    ).toEqual([]);
    const options = ['the first of them all', 'the second of them all'];
    expect(unreadOf({ question: 'A?', choices: options, answer: 0 })).toEqual([]);
    expect(
      unreadOf({ question: 'A?', answers: ['one long answer to it', 'another long answer to it'] }),
    ).toEqual([]);
    expect(unreadOf({ prompt: 'A?', chosen: 'B', rejected: 'a bad answer to that question' })).toEqual([]);
    expect(unreadOf({ prompt: 'A?', completion: 'a bad answer to that', label: false })).toEqual([]);
  });

  it('are shorter texts too where no answer was found', () => {
    expect(unreadOf({ question: 'A?', reaction: 'Oslo, certainly' })).toEqual(['reaction']);
    expect(unreadOf({ question: 'A?', answer: 'B', reaction: 'Oslo, certainly' })).toEqual([]);
  });

  it('may be in a script without spaces', () => {
    expect(unreadOf({ question: 'A?', answer: 'B', note: '首都是奥斯陆这座城市在北方' })).toEqual(['note']);
  });
});

describe('the count of what was not read', () => {
  it('goes on where the rows before left it', () => {
    const rows = [
      { question: 'A?' },
      { question: 'A?', answer: 'B' },
      { question: 'A?', note: 'four words are here' },
    ];
    const [first, ...others] = rows.map(contentOf);
    const before = countNotRead(undefined, first === undefined ? [] : [first], ['one']);
    const after = countNotRead(countNotRead(before, others, ['one', 'two']), others, []);
    expect(after).toEqual({ without_output: 3, fields: [{ name: 'note', rows: 2 }], notes: ['one', 'two'] });
  });

  it('lists no more than twenty fields, however many there are', () => {
    const rows = Array.from({ length: 50 }, (_, at) => ({
      question: 'A?',
      [`note${at}`]: 'four words are here',
    }));
    const { fields } = countNotRead(undefined, rows.map(contentOf), []);
    expect(fields).toHaveLength(20);
  });
});
