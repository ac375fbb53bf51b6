import { beforeAll, describe, expect, it } from 'vitest';
import type { ExportReport } from '../../schemas/curation/export.ts';
import { curated } from './curation.ts';
import { errorOf, ingest, startService, type Service } from './service.ts';

const ROWS = [
  { instruction: 'Name a river.', input: '', output: 'Oder', source: 'a', score: 1 },
  { instruction: 'Name a lake.', input: '', output: '=SUM(A1)', source: 'b', score: 'N/A' },
  { instruction: 'And a deep one?', output: 'Baikal', history: [['Name a lake.', 'Śniardwy']] },
  {
    messages: [
      { role: 'user', content: 'Add 1 and 1.' },
      {
        role: 'assistant',
        tool_calls: [{ id: 'c', type: 'function', function: { name: 'add', arguments: '{}' } }],
      },
      { role: 'tool', content: '2', tool_call_id: 'c' },
      { role: 'assistant', content: '2' },
    ],
    tools: [{ type: 'function', function: { name: 'add' } }],
  },
  { prompt: 'Is a tomato a fruit?', chosen: 'Yes.', rejected: 'No.' },
];

let service: Service;

beforeAll(async () => {
  service = await startService();
  await ingest(service, 'rows', ROWS);
  await ingest(service, 'pairs', ROWS.slice(4));
});

async function exported(
  corpus: string,
  body: object,
): Promise<{ report: ExportReport; rows: Record<string, unknown>[]; text: string; job: string }> {
  const { job, report } = await curated(service, 'export', `/v1/corpora/${corpus}/exports`, body);
  const text = await (await service.fetch(`/v1/jobs/${job.id}/files/${report.file}`)).text();
  const lines = report.file.endsWith('.jsonl') ? text.split('\n').filter((line) => line !== '') : [];
  return {
    report,
    text,
    job: job.id,
    rows: lines.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

describe('POST /v1/corpora/{name}/exports in a layout for trainers', () => {
  it('writes what the layout holds, with equal columns, and lists the rest with the line and the reason', async () => {
    const { report, rows, job } = await exported('rows', { layout: 'alpaca' });
    expect(rows).toHaveLength(4);
    expect(new Set(rows.map((row) => Object.keys(row).join())).size).toBe(1);
    expect(rows[2]).toMatchObject({
      output: 'Baikal',
      history: [['Name a lake.', 'Śniardwy']],
      rejected: null,
    });
    expect(rows[3]).toMatchObject({ output: 'Yes.', chosen: 'Yes.', rejected: 'No.' });
    expect(report).toMatchObject({
      rows: 4,
      trainers: {
        not_expressible: 1,
        written_in_part: 0,
        chosen_only: 0,
        reasons: [{ reason: 'tools', records: 1 }],
        llama_factory: { formatting: 'alpaca', columns: { response: 'output', history: 'history' } },
      },
    });
    const list = await (await service.fetch(`/v1/jobs/${job}/files/not-expressible.jsonl`)).text();
    expect(JSON.parse(list)).toMatchObject({ line: 4, reason: 'tools', written: false });
  });

  it('says of how many pairs the chosen answer alone was written, and which fields were not', async () => {
    const { report, rows } = await exported('rows', { layout: 'messages' });
    expect(rows).toHaveLength(5);
    expect(report.trainers).toMatchObject({ chosen_only: 1, not_expressible: 0, llama_factory: null });
    expect(report.trainers?.omitted_fields).toEqual([
      { field: 'source', records: 2 },
      { field: 'score', records: 2 },
    ]);
    expect(rows.every((row) => Object.keys(row).join() === 'messages,tools')).toBe(true);
  });

  it('writes a file of pairs when all records are pairs, or when asked', async () => {
    const alone = await exported('pairs', { layout: 'alpaca' });
    expect(alone.rows).toEqual([
      {
        instruction: 'Is a tomato a fruit?',
        input: '',
        system: '',
        history: [],
        chosen: 'Yes.',
        rejected: 'No.',
      },
    ]);
    expect(alone.report.trainers?.llama_factory).toMatchObject({ ranking: true });
    const asked = await exported('rows', { layout: 'sharegpt', ranking: true });
    expect(asked.report).toMatchObject({
      rows: 1,
      trainers: { reasons: [{ reason: 'no_rejected', records: 4 }] },
    });
    const plain = await exported('pairs', { layout: 'alpaca', ranking: false });
    expect(plain.rows).toMatchObject([{ output: 'Yes.' }]);
    expect(plain.report.trainers).toMatchObject({ chosen_only: 1 });
  });

  it('writes other fields and marks only when asked, of one type in all rows', async () => {
    const { job } = await curated(service, 'select', '/v1/corpora/rows/selections', { budget: 3 });
    const marks = { marks: [job.id], apply: true, layout: 'messages' };
    const without = await exported('rows', marks);
    expect(without.report).toMatchObject({ rows: 3, dropped: 2 });
    expect(without.text).not.toContain('_kindred');
    const { rows } = await exported('rows', { ...marks, apply: false, with_metadata: true });
    expect(rows.map(({ score }) => score)).toEqual(['1', '"N/A"', null, null, null]);
    for (const row of rows) expect(row).toHaveProperty('_kindred');
    const kept = await exported('rows', { ...marks, with_metadata: true, without_marks: true });
    expect(kept.report).toMatchObject({ rows: 3, dropped: 2 });
    for (const row of kept.rows) expect(row).toHaveProperty('score');
    expect(kept.text).not.toContain('_kindred');
  });

  it('writes only the records that a filter lets through', async () => {
    const filter = { must: [{ key: 'source', match: { value: 'b' } }] };
    expect((await exported('rows', { filter })).rows).toEqual([ROWS[1]]);
    expect((await exported('rows', { filter, layout: 'prompt-completion', plain: true })).rows).toEqual([
      { prompt: 'Name a lake.', completion: '=SUM(A1)' },
    ]);
  });

  it('keeps spreadsheets from running texts when asked, and counts them', async () => {
    const { text, report } = await exported('rows', {
      format: 'csv',
      layout: 'alpaca',
      escape_formulas: true,
    });
    expect(text).toContain(",'=SUM(A1),");
    expect(report).toMatchObject({ escaped_cells: 1 });
    const plain = await exported('rows', { format: 'csv', layout: 'alpaca' });
    expect(plain.text).toContain(',=SUM(A1),');
    // A table holds no list: the row with a history is listed, not written without it.
    expect(plain.report.trainers?.reasons.map(({ reason }) => reason).sort()).toEqual(['history', 'tools']);
  });

  it('400: names what does not go together', async () => {
    for (const [body, field] of [
      [{ plain: true }, 'plain'],
      [{ layout: 'messages', plain: true }, 'plain'],
      [{ layout: 'kto', ranking: true }, 'ranking'],
      [{ layout: 'dolly', lossy: true }, 'lossy'],
      [{ with_metadata: true }, 'with_metadata'],
      [{ layout: 'messages', format: 'csv' }, 'format'],
      [{ layout: 'messages', format: 'atlas' }, 'layout'],
      [{ escape_formulas: true }, 'escape_formulas'],
    ] as const) {
      const refused = await errorOf(service.postJson('/v1/corpora/rows/exports', body), 'invalid_request');
      expect(refused.field).toBe(field);
    }
  });
});

describe('a map for Embedding Atlas of what marks keep', () => {
  it('has equally many neighbours for each row, all of them in the file', async () => {
    const kinds = ['Write a poem about', 'List facts on', 'Translate the word', 'Add the numbers'];
    const rows = Array.from({ length: 120 }, (_, at) => ({
      instruction: `${kinds[at % 4] ?? ''} item ${at}`,
      output: `${at}`,
    }));
    await ingest(service, 'many', rows);
    const { job } = await curated(service, 'select', '/v1/corpora/many/selections', { budget: 40 });
    const made = await curated(service, 'export', '/v1/corpora/many/exports', {
      format: 'atlas',
      marks: [job.id],
      apply: true,
    });
    const bytes = await (
      await service.fetch(`/v1/jobs/${made.job.id}/files/${made.report.file}`)
    ).arrayBuffer();
    const { parquetReadObjects } = await import('hyparquet');
    const written = await parquetReadObjects({ file: bytes });
    expect(written).toHaveLength(40);
    for (const [at, { __neighbors }] of written.entries()) {
      const { ids, distances } = __neighbors as { ids: bigint[]; distances: number[] };
      expect(ids).toHaveLength(15);
      expect(new Set(ids).size).toBe(15);
      expect(ids.every((id) => Number(id) < 40 && Number(id) !== at)).toBe(true);
      expect(distances).toEqual(distances.toSorted((a, b) => a - b));
    }
  });
});
