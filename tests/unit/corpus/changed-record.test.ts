import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ColumnMap } from '../../../schemas/layout.ts';
import type { InstructionRecord } from '../../../schemas/record.ts';
import {
  changedContent,
  changedOrigin,
  type ContentChange,
} from '../../../services/corpus/changed-record.ts';
import { readCorpus } from '../../../services/corpus/read-corpus.ts';
import { toRecord } from '../../../services/corpus/record.ts';
import { originalRow } from '../../../services/corpus/row-origin.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindred-changed-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The record that ingestion makes of a row. */
async function ingested(
  json: string,
  { columns, name = 'row.jsonl' }: { readonly columns?: ColumnMap; readonly name?: string } = {},
): Promise<InstructionRecord> {
  const file = join(folder, name);
  await writeFile(file, `${json}\n`);
  const { rows } = await readCorpus(file, columns ? { columns } : {});
  for await (const row of rows) if ('content' in row) return toRecord(row.content, 'main', null, row.origin);
  throw new Error('the row cannot be read');
}

/** The record after a change, and the row that an export writes of it. */
function changed(before: InstructionRecord, change: ContentChange) {
  const content = changedContent(before, change);
  const record = toRecord(content, 'main', null, changedOrigin(before, content));
  return { record, row: JSON.parse(JSON.stringify(originalRow(record))) as unknown };
}

describe('a changed record is exported as its row with the change', () => {
  it('in the layout alpaca, with its other fields as they were', async () => {
    const before = await ingested('{"id":7,"instruction":"Add.","input":null,"output":"4","level":"easy"}');
    const { record, row } = changed(before, { output: '5' });
    expect(row).toEqual({ id: 7, instruction: 'Add.', input: null, output: '5', level: 'easy' });
    expect(record).toMatchObject({ output: '5', user_id: '7', origin: { file: 'row.jsonl', line: 1 } });
    expect(record.id).not.toBe(before.id);
  });

  it('in its place, also where several rows begin in its line', async () => {
    const before = await ingested(
      '[{"instruction":"Add.","output":"4"},{"instruction":"Sum.","output":"6"}]',
      {
        name: 'row.json',
      },
    );
    expect(changed(before, { output: '5' }).record.origin).toMatchObject({ line: 1, row_in_line: 1 });
    expect(changed(before, { history: [{ role: 'user', content: 'A' }] }).record.origin).toMatchObject({
      row_in_line: 1,
    });
  });

  it('in the layout of messages', async () => {
    const before = await ingested(
      '{"messages":[{"role":"user","content":"Add."},{"role":"assistant","content":"4"}],"level":1}',
    );
    expect(changed(before, { output: '5', system: 'Be short.' }).row).toMatchObject({
      messages: [
        { role: 'system', content: 'Be short.' },
        { role: 'user', content: 'Add.' },
        { role: 'assistant', content: '5' },
      ],
      level: 1,
    });
  });

  it('where an answer was a number, which stood in the metadata too', async () => {
    const before = await ingested('{"question":"6 times 7?","answer":42,"level":"easy"}');
    const { record, row } = changed(before, { output: 'forty-two' });
    expect(row).toEqual({ question: '6 times 7?', answer: 'forty-two', level: 'easy' });
    expect(record.metadata).toEqual({ level: 'easy' });
  });

  it('in another layout where its own joins columns and cannot be written', async () => {
    const columns = { instruction: '{task}: {text}', output: 'answer' };
    const before = await ingested('{"task":"Add","text":"2 and 2","answer":"4"}', { columns });
    expect(changed(before, { output: '5' }).row).toEqual({ task: 'Add', text: '2 and 2', answer: '5' });
    const { record, row } = changed(before, { instruction: 'Add 2 and 3.' });
    expect(row).toMatchObject({ instruction: 'Add 2 and 3.', output: '4' });
    expect(record.origin).toMatchObject({ file: 'row.jsonl', line: 1, layout: 'alpaca' });
  });

  it('with fields of the metadata that are set, added and removed', async () => {
    const before = await ingested('{"instruction":"Add.","output":"4","level":1,"pages":2}');
    const { row, record } = changed(before, { metadata: { level: null, pages: 3, topics: [4] } });
    expect(row).toEqual({ instruction: 'Add.', output: '4', pages: 3, topics: [4] });
    expect(record.metadata).toEqual({ pages: 3, topics: [4] });
  });

  it('without what was noted of the exact form of a value that has changed', async () => {
    const before = await ingested(
      '{"instruction":"Add.","output":"a\\u0000b","big":12345678901234567890,"other":0.10000000000000000001}',
    );
    expect(Object.keys(before.exact ?? {})).toContain('/output');
    const { record } = changed(before, { output: 'plain', metadata: { big: 1 } });
    expect(Object.keys(record.exact ?? {})).toEqual(['/other']);
    expect(changed(record, { metadata: { other: 1 } }).record.exact).toBeUndefined();
  });
});

it('a change to what is there already changes nothing, the id included', async () => {
  const before = await ingested('{"instruction":"Add.","output":"4","a":1}');
  const { record } = changed(before, { output: '4', metadata: { a: 1, none: null } });
  expect(record).toEqual(before);
});
