import { describe, expect, it } from 'vitest';
import { InstructionContent } from '../../../schemas/record.ts';
import { detectLayout, fittingLayout, layoutNamed, LAYOUTS } from '../../../services/corpus/layouts.ts';
import { columnsLayout } from '../../../services/corpus/layouts/columns.ts';
import type { Layout } from '../../../services/corpus/layouts/layout.ts';
import { RowProblem, type Row } from '../../../services/corpus/row.ts';
import { RENAMED, ROWS } from './layout-rows.ts';

function problemOf(layout: Layout, row: Row): string {
  try {
    layout.read(row);
  } catch (error) {
    if (error instanceof RowProblem) return error.message;
    throw error;
  }
  throw new Error('the row was read');
}

describe('layouts', () => {
  for (const layout of LAYOUTS) {
    const rows = layout.name === 'columns' ? [] : ROWS[layout.name];
    it(`${layout.name}: fits its rows, and no other layout takes them first`, () => {
      expect(rows.map((row) => fittingLayout(row)?.name)).toEqual(rows.map(() => layout.name));
    });

    it(`${layout.name}: a row that is read and written again has every field as it was`, () => {
      for (const row of rows) expect(layout.write(layout.read(row))).toMatchObject(row);
    });

    it(`${layout.name}: reading what was written gives the same content`, () => {
      for (const row of rows) {
        const content = layout.read(row);
        expect(layout.read(layout.write(content))).toEqual(content);
      }
    });

    it(`${layout.name}: gives content of the one shape`, () => {
      for (const row of rows) expect(InstructionContent.parse(layout.read(row))).toEqual(layout.read(row));
    });
  }

  it('read fields under other names, and write them under their own', () => {
    for (const { name, row, written } of RENAMED) {
      const layout = layoutNamed(name, null);
      expect(fittingLayout(row)?.name).toBe(name);
      expect(layout.write(layout.read(row))).toMatchObject(written);
    }
  });

  it('keep id and source as text, a number too, and leave what is neither in the metadata', () => {
    const alpaca = layoutNamed('alpaca', null);
    const read = (row: Row): unknown => {
      const { user_id, source, metadata } = alpaca.read({ instruction: 'A', ...row });
      return { user_id, source, metadata };
    };
    expect(read({ id: 'x', source: 's' })).toEqual({ user_id: 'x', source: 's', metadata: {} });
    expect(read({ id: 12, dataset: 'd' })).toEqual({
      user_id: '12',
      source: 'd',
      metadata: { id: 12, dataset: 'd' },
    });
    expect(read({ conversation_id: 'c' })).toMatchObject({ user_id: 'c' });
    expect(read({ id: ['x'], source: 'y'.repeat(1_001) })).toMatchObject({ user_id: null, source: null });
  });

  it('name the field that is wrong and the way out', () => {
    const alpaca = layoutNamed('alpaca', null);
    expect(problemOf(alpaca, { input: 'B' })).toMatch(/`instruction` is missing: .*column map/);
    expect(problemOf(alpaca, { instruction: ' \n' })).toMatch(/`instruction` is empty/);
    expect(problemOf(alpaca, { instruction: ['A'] })).toMatch(/`instruction` is a list, not text/);
    expect(problemOf(alpaca, { instruction: 'A', input: {} })).toMatch(/`input` is an object, not text/);
    expect(problemOf(alpaca, { instruction: 'A', history: 'x' })).toMatch(/`history` is not a list of turns/);
    const long = { instruction: 'A', output: 'x'.repeat(1_000_001) };
    expect(problemOf(alpaca, long)).toMatch(
      /`output` has 1000001 characters, more than 1000000: shorten or split/,
    );
  });

  it('are told for a file by the majority of its rows', () => {
    const query = { query: 'A', response: 'B' };
    expect(detectLayout([{ text: 'A' }, query, query])?.name).toBe('query-response');
    expect(detectLayout([{ input_ids: [1] }])).toBeNull();
    expect(detectLayout([])).toBeNull();
  });
});

describe('a column map', () => {
  const layout = columnsLayout({
    instruction: 'ask',
    output: 'reply',
    history: 'before',
    source: 'from',
    user_id: 'key',
  });

  it('says which column is which field, and the others are metadata', () => {
    const row = {
      ask: 'A',
      reply: 'B',
      before: [['q', 'a']],
      from: 's',
      key: 4,
      id: 'kept',
      instruction: 'unused',
    };
    const content = layout.read(row);
    expect(content).toMatchObject({ instruction: 'A', output: 'B', source: 's', user_id: '4' });
    expect(content.history).toHaveLength(2);
    expect(content.metadata).toEqual({ key: 4, id: 'kept', instruction: 'unused' });
    expect(layout.write(content)).toEqual(row);
  });

  it('names the column that is missing', () => {
    expect(problemOf(layout, { reply: 'B' })).toMatch(/`ask` is missing/);
  });

  it('is needed by the layout `columns` and refused by others', () => {
    expect(() => layoutNamed('columns', null)).toThrow(/needs a column map/);
    expect(() => layoutNamed('alpaca', { instruction: 'ask' })).toThrow(/leave one of them out/);
  });
});
