import { describe, expect, it } from 'vitest';
import { ColumnMap, unwritableField } from '../../../schemas/layout.ts';
import { columnsLayout } from '../../../services/corpus/layouts/columns.ts';
import type { Row } from '../../../services/corpus/row.ts';
import { toRecord } from '../../../services/corpus/record.ts';
import { originalRow, originOf } from '../../../services/corpus/row-origin.ts';

const ROW: Row = {
  doc: { question: 'Capital?', hints: ['It is cold.', 'It is north.'] },
  'doc.title': 'a column whose name has a dot',
  turns: [{ content: 'First.' }, { content: 'Last.' }],
  cell: '{"ask": {"it": "Now?"}}',
  definition: 'Name it.',
  inputs: 'Norway',
  blank: ' ',
  Answer: 'Oslo',
  candidates: ['Lund', 'Oslo'],
  right: 1,
  label: 'x',
};

/** What a map reads of the row, having made sure that the row comes back whole. */
function readWith(map: ColumnMap, row: Row = ROW): { instruction: string; input: string; output: string } {
  const layout = columnsLayout(ColumnMap.parse(map)).forRow?.(row);
  if (layout === undefined) throw new Error('a column map has columns for each row');
  const content = layout.read(row);
  const record = toRecord(content, 'c', null, originOf(row, content, layout, { file: 'f', line: 1 }));
  expect(JSON.stringify(originalRow(record))).toBe(JSON.stringify(row));
  const { instruction, input, output } = content;
  return { instruction, input, output };
}

describe('a value of a column map', () => {
  it.each([
    ['a path into an object', 'doc.question', 'Capital?'],
    ['a path into a list', 'turns[0].content', 'First.'],
    ['a path from the end of a list', 'turns[-1].content', 'Last.'],
    ['a path into the text of a cell', 'cell.ask.it', 'Now?'],
    ['a column whose own name has dots, before a path', 'doc.title', 'a column whose name has a dot'],
    ['a name in other letters', 'answer', 'Oslo'],
    ['several joined', '{definition}\n{inputs}', 'Name it.\nNorway'],
    ['joined paths, and what is missing', '{doc.question} {nothing}', 'Capital?'],
  ])('%s', (_what, instruction, read) => {
    expect(readWith({ instruction })).toMatchObject({ instruction: read });
  });

  it('is the first of a list that the row has a text for', () => {
    const map = { instruction: ['nothing', 'blank', 'doc.question'], output: ['nothing', 'Answer'] };
    expect(readWith(map)).toEqual({ instruction: 'Capital?', input: '', output: 'Oslo' });
  });

  it('may be a text that is the same for all rows', () => {
    const map = { instruction: { text: 'Summarise it.' }, input: 'definition' };
    expect(readWith(map)).toEqual({ instruction: 'Summarise it.', input: 'Name it.', output: '' });
  });

  it('may be one of several choices, which then end the input', () => {
    const map = {
      instruction: 'definition',
      input: 'inputs',
      options: 'candidates',
      output: { from: 'candidates', by: 'right' },
    };
    expect(readWith(map)).toEqual({
      instruction: 'Name it.',
      input: 'Norway\n\nA. Lund\nB. Oslo',
      output: 'Oslo',
    });
  });

  it('that names a column takes its text word for word, and leaves the rest in the metadata', () => {
    const { metadata } = columnsLayout({ instruction: 'definition', input: 'doc.question' }).read(ROW);
    expect(Object.keys(metadata)).toEqual(Object.keys(ROW).filter((name) => name !== 'definition'));
  });

  it('says what is missing when a row has none of what is joined', () => {
    const layout = columnsLayout({ instruction: '{nothing}: {nowhere}' });
    expect(() => layout.read(ROW)).toThrow(/`\{nothing\}: \{nowhere\}` is empty/);
  });

  it('cannot be written when it is no single column', () => {
    expect(unwritableField({ instruction: 'a', output: ['b', 'c.d'] })).toBeNull();
    expect(unwritableField({ instruction: '{a} {b}' })).toBe('instruction');
    expect(unwritableField({ instruction: 'a', output: { from: 'b', by: 'c' } })).toBe('output');
    expect(unwritableField({ instruction: 'a', options: 'b' })).toBe('options');
  });
});
