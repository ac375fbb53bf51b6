import { describe, expect, it } from 'vitest';
import { toRecord } from '../../../../services/corpus/record.ts';
import type { InstructionRecord } from '../../../../schemas/record.ts';
import { TrainerSurvey } from '../../../../services/curation/export/trainers/trainer-survey.ts';

const LONG = 'x'.repeat(9_000);

function recordOf(line: number): InstructionRecord {
  const texts = { instruction: `row ${line}`, input: '', output: '', system: '' };
  const origin = { file: 'f', line, layout: 'alpaca' as const, fields: [] };
  return toRecord({ ...texts, history: [], source: null, user_id: null, metadata: {} }, 'c', null, origin);
}

/** The numbers of the lines in the order in which a file of `rows` rows is written; the last row alone has a history. */
function orderOf(rows: number, text: string, byRow = true): number[] {
  const survey = new TrainerSurvey();
  const lineOf = new Map<string, number>();
  for (let line = 1; line <= rows; line++) {
    const record = recordOf(line);
    lineOf.set(record.id, line);
    survey.add(record, [{ instruction: text, history: line === rows ? [['q', 'a']] : [] }], {});
  }
  return survey.plan(byRow).ids.map((id) => lineOf.get(id) ?? 0);
}

describe('a file for trainers', () => {
  it('begins, when it is large, with rows that show the types of all columns', () => {
    expect(orderOf(1_000, LONG).slice(0, 3)).toEqual([1, 1_000, 2]);
  });

  it('keeps the order of the rows when it is small, or says the types of its columns itself', () => {
    expect(orderOf(4, 'x')).toEqual([1, 2, 3, 4]);
    expect(orderOf(1_000, LONG, false).at(-1)).toBe(1_000);
  });

  it('has the optional fields of turns that some row of the column uses, and no others', () => {
    const survey = new TrainerSurvey();
    const turn = { role: 'user', content: 'a', tool_calls: null, tool_call_id: null, name: null };
    const called = { ...turn, role: 'assistant', tool_calls: [{ id: null, type: 'function', function: {} }] };
    survey.add(recordOf(1), [{ prompt: [turn, called], completion: [turn], tools: null }], {});
    const { columns } = survey.plan(true);
    const fieldsOf = (at: number): unknown =>
      JSON.stringify(columns[at]?.type).match(/(role|content|tool_calls|tool_call_id|name)(?=",\{"kind)/g);
    expect(columns.map(({ name }) => name)).toEqual(['prompt', 'completion']);
    expect(fieldsOf(0)).toEqual(['role', 'content', 'tool_calls', 'name']);
    expect(fieldsOf(1)).toEqual(['role', 'content']);
  });
});
