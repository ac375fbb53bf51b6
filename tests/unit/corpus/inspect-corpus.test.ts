import { describe, expect, it } from 'vitest';
import { inspectCorpus } from '../../../services/corpus/inspect-corpus.ts';
import { inspectionLines } from '../../../services/cli/print/inspection-lines.ts';
import { keptOutput } from '../cli/fake-output.ts';
import { sampleFiles } from './sample-files.ts';

const files = sampleFiles();
const ROWS = [
  {
    id: 'x',
    Question: 'Capital of Norway?',
    Response: 'Oslo',
    notes: 'Nobody reads these words.',
    lang: 'en',
  },
  { id: 'y', Question: 'Why?' },
  { id: 'z', lang: 'de' },
];
const data = ROWS.map((row) => JSON.stringify(row)).join('\n');

describe('an inspected file', () => {
  it('shows how its first rows would be read, what goes to the metadata, and what is not read', async () => {
    const report = await inspectCorpus(await files.write('rows.jsonl', data), {}, 1);
    expect(report).toMatchObject({
      format: 'jsonl',
      map: 'fields',
      looked_at: 3,
      has_more: false,
      rejected: 1,
    });
    expect(report.rows).toHaveLength(1);
    expect(report.rows[0]).toMatchObject({
      ...{ line: 1, instruction: 'Capital of Norway?', output: 'Oslo', user_id: 'x' },
      ...{ metadata: ['notes', 'lang'], unread: ['notes'] },
      columns: { instruction: 'Question', output: 'Response' },
    });
    expect(report.rejections).toEqual([
      expect.objectContaining({ line: 3, reason: expect.stringMatching(/`id`, `lang`/) as string }),
    ]);
    expect(report.not_read).toEqual({ without_output: 1, fields: [{ name: 'notes', rows: 1 }], notes: [] });
  });

  it('is told apart row by row where several rows begin in one line', async () => {
    const rows = [{ instruction: 'Sing.' }, { instruction: 'Dance.' }];
    const report = await inspectCorpus(await files.write('line.json', JSON.stringify(rows)), {}, 2);
    expect(report.rows.map(({ line, row_in_line }) => [line, row_in_line])).toEqual([
      [1, 1],
      [1, 2],
    ]);
    const lines = inspectionLines('line.json', report, keptOutput().output);
    expect(lines).toEqual(expect.arrayContaining(['row 1 of line 1', 'row 2 of line 1']));
  });

  it('is shown in lines that fit the terminal', async () => {
    const report = await inspectCorpus(await files.write('lines.jsonl', data), {}, 1);
    const lines = inspectionLines('lines.jsonl', report, keptOutput().output);
    expect(lines.join('\n')).toMatchInlineSnapshot(`
      "lines.jsonl: jsonl, map fields; 3 rows, 1 rejected

      line 1
        instruction Capital of Norway?
        output      Oslo
        id          x
        metadata    notes, lang
        not read    notes
        columns     {"instruction":"Question","output":"Response"}

      line 3 is rejected: none of the fields \`id\`, \`lang\` is known to hold a request. Say which one does, for example --columns '{"instruction":"lang"}' ("kindred inspect FILE" shows how rows are read)
      1 row has no answer; text fields not read: notes (1 row)"
    `);
  });

  it('is not read to its end', async () => {
    const many = Array.from({ length: 1_002 }, (_, at) => JSON.stringify({ prompt: `Count to ${at}.` })).join(
      '\n',
    );
    const report = await inspectCorpus(await files.write('many.jsonl', many), {}, 0);
    expect(report).toMatchObject({ looked_at: 1_000, has_more: true, rows: [] });
  });
});
