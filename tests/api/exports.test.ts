import { randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { curated } from './curation.ts';
import { endOf, errorOf, ingest, jsonLines, startService, type Service } from './service.ts';

/** More rows than a page of the store has (500), and more than two batches. */
const ROWS = Array.from({ length: 600 }, (_, at) => ({
  id: `row ${at}`,
  instruction: `${at % 2 === 0 ? 'Write a poem about' : 'List facts on'} the number ${at % 50}, version ${at}.`,
  input: at % 3 === 0 ? null : '写',
  output: `Answer "${at}",\nנכון 🙂`,
  score: at,
}));
const MIXED = [
  { prompt: 'Name a river.', completion: 'Oder' },
  {
    messages: [
      { role: 'user', content: 'Name a lake.' },
      { role: 'assistant', content: 'Śniardwy' },
    ],
    n: 1,
  },
  { instruction: 'Name a hill.', context: '', response: 'Ślęża', category: 'open' },
];

let service: Service;

beforeAll(async () => {
  service = await startService();
  await ingest(service, 'numbers', ROWS);
  await ingest(service, 'mixed', MIXED);
});

/** Exports a corpus and returns the decompressed file. */
async function exported(
  corpus: string,
  body: object,
): Promise<{ report: object; text: string; job: string }> {
  const { job, report } = await curated(service, 'export', `/v1/corpora/${corpus}/exports`, body);
  const response = await service.fetch(`/v1/jobs/${job.id}/files/${report.file}`);
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(bytes).toHaveLength(report.bytes);
  const text = (report.file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return { report, text, job: job.id };
}

describe('POST /v1/corpora/{name}/exports', () => {
  it('gives back the file that came in, byte by byte: fields, values, order', async () => {
    const { report, text } = await exported('numbers', {});
    expect(text).toBe(jsonLines(ROWS));
    expect(report).toMatchObject({ rows: ROWS.length, dropped: 0, unmarked: 0, without_origin: 0 });
    expect((await exported('numbers', { gzip: true })).text).toBe(jsonLines(ROWS));
    expect((await exported('mixed', {})).text).toBe(jsonLines(MIXED));
  });

  it('writes several files after each other, by name, and rows alike in all once', async () => {
    for (const [name, rows] of [
      ['b', [MIXED[0], MIXED[1]]],
      ['a', [MIXED[2], MIXED[0]]],
    ] as const) {
      const path = `/v1/corpora/several/ingestions?file_name=${name}.jsonl`;
      const body = jsonLines(rows);
      const { job } = (await (await service.fetch(path, { method: 'POST', body })).json()) as { job: string };
      await endOf(service, job);
    }
    expect((await exported('several', {})).text).toBe(jsonLines([MIXED[2], MIXED[0], MIXED[1]]));
  });

  it('writes all rows in another layout when asked', async () => {
    const { text } = await exported('mixed', { layout: 'dolly', format: 'json' });
    expect(JSON.parse(text)).toMatchObject([
      { instruction: 'Name a river.', response: 'Oder' },
      { instruction: 'Name a lake.', response: 'Śniardwy', n: 1 },
      { instruction: 'Name a hill.', response: 'Ślęża', category: 'open' },
    ]);
  });

  it('says how many records have what the layout does not write: an answer in `text`, what a map does not name', async () => {
    const parts = (...named: readonly [string, number][]) =>
      named.map(([part, records]) => ({ part, records }));
    const { report, text } = await exported('numbers', { layout: 'text' });
    expect(Object.keys(JSON.parse(text.split('\n')[0] ?? '') as object)).not.toContain('output');
    expect(report).toMatchObject({
      rows: 600,
      unwritten: { records: 600, parts: parts(['input', 400], ['output', 600]) },
    });
    const columns = { instruction: 'ask', output: 'reply' };
    const inColumns = await exported('numbers', { layout: 'columns', columns });
    expect(inColumns.report).toMatchObject({ unwritten: { records: 400, parts: parts(['input', 400]) } });
    for (const body of [{}, { layout: 'dolly' }])
      expect((await exported('numbers', body)).report).toMatchObject({ unwritten: { records: 0 } });
    const mapped = await exported('mixed', { layout: 'columns', columns, format: 'csv' });
    expect(mapped.text.split('\n')[0]).toMatch(/^ask,reply/);
  });

  it('writes marks beside the rows, nested in JSON and as columns in tables', async () => {
    const { job } = await curated(service, 'group-tasks', '/v1/corpora/numbers/task-groups', {});
    const { text } = await exported('numbers', { marks: [job.id, job.id] });
    const first = JSON.parse(text.split('\n')[0] ?? '') as Record<string, unknown>;
    expect(first).toMatchObject({
      ...ROWS[0],
      _kindred: { 'group-tasks': { title: 'write a poem' }, 'group-tasks_2': { is_suspect: false } },
    });
    const { text: csv } = await exported('numbers', { marks: [job.id], format: 'csv' });
    expect(csv.split('\n')[0]).toBe(
      'id,instruction,input,output,score,_kindred.id,_kindred.group-tasks.group,_kindred.group-tasks.title,' +
        '_kindred.group-tasks.similarity,_kindred.group-tasks.is_outlier,_kindred.group-tasks.is_suspect,' +
        '_kindred.group-tasks.suggested_label',
    );
    expect((await exported('numbers', { marks: [job.id], apply: true })).report).toMatchObject({
      dropped: 0,
    });
  });

  it('leaves out what a selection did not take, and keeps the order of the file', async () => {
    const { job } = await curated(service, 'select', '/v1/corpora/numbers/selections', { budget: 10 });
    const { report, text } = await exported('numbers', { marks: [job.id], apply: true });
    expect(report).toMatchObject({ rows: 10, dropped: ROWS.length - 10 });
    const rows = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { score: number; _kindred: object });
    const scores = rows.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => a - b));
    for (const { _kindred } of rows) expect(_kindred).toMatchObject({ select: { keep: true } });
  });

  it.each(['jsonl', 'csv'])(
    'leaves out what marks say, with nothing beside the rows that stay, in %s',
    async (format) => {
      const { job } = await curated(service, 'select', '/v1/corpora/numbers/selections', { budget: 10 });
      const applied = { marks: [job.id], apply: true, format };
      const { report, text } = await exported('numbers', { ...applied, without_marks: true });
      expect(report).toMatchObject({ rows: 10, dropped: ROWS.length - 10, unmarked: 0 });
      const marked = await exported('numbers', applied);
      expect(marked.text).toContain('_kindred');
      const all = (await exported('numbers', { format })).text.split('\n');
      expect(text).not.toContain('_kindred');
      expect(all).toEqual(expect.arrayContaining(text.split('\n')));
    },
  );

  it('says which records came after the marks', async () => {
    await ingest(service, 'growing', ROWS.slice(0, 10));
    const { job } = await curated(service, 'group-tasks', '/v1/corpora/growing/task-groups', {});
    await ingest(service, 'growing', ROWS.slice(0, 12));
    const { report } = await exported('growing', { marks: [job.id] });
    expect(report).toMatchObject({ rows: 12, unmarked: 2, not_taken: 0 });
    const applied = await exported('growing', { marks: [job.id], apply: true });
    expect(applied.report).toMatchObject({ rows: 12, unmarked: 2, not_taken: 0 });
  });

  it('leaves out rows that a selection never saw, also in a layout for trainers, and counts them', async () => {
    await ingest(service, 'later', ROWS.slice(0, 10));
    const { job } = await curated(service, 'select', '/v1/corpora/later/selections', { budget: 4 });
    await ingest(service, 'later', ROWS.slice(0, 13));
    for (const more of [{}, { layout: 'alpaca' }]) {
      const { report, text } = await exported('later', { marks: [job.id], apply: true, ...more });
      expect(report).toMatchObject({ rows: 4, dropped: 6, not_taken: 3, unmarked: 0 });
      expect(text.trim().split('\n')).toHaveLength(4);
    }
    const beside = await exported('later', { marks: [job.id] });
    expect(beside.report).toMatchObject({ rows: 13, unmarked: 3, not_taken: 0 });
  });

  it('404 and 409: marks of jobs that are not there or have none', async () => {
    const path = '/v1/corpora/numbers/exports';
    const missing = await errorOf(service.postJson(path, { marks: [randomUUID()] }), 'not_found');
    expect(missing.field).toBe('marks');
    await errorOf(service.postJson('/v1/corpora/absent/exports', {}), 'not_found');
  });

  it('400, with the way out, for marks of a job about another corpus', async () => {
    const { job } = await curated(service, 'group-tasks', '/v1/corpora/mixed/task-groups', {});
    const wrong = service.postJson('/v1/corpora/numbers/exports', { marks: [job.id] });
    const { message } = await errorOf(wrong, 'invalid_request');
    expect(message).toContain("(group-tasks) are on the corpus 'mixed', not on 'numbers'");
  });

  it('400: names what does not go together', async () => {
    const path = '/v1/corpora/numbers/exports';
    for (const [body, field] of [
      [{ format: 'parquet', gzip: true }, 'gzip'],
      [{ apply: true }, 'apply'],
      [{ marks: [randomUUID()], without_marks: true }, 'without_marks'],
      [{ marks: [randomUUID()], apply: true, without_marks: true, layout: 'kto' }, 'without_marks'],
      [{ columns: { instruction: 'a' } }, 'columns'],
      [{ layout: 'columns' }, 'columns'],
      [{ space: 'content' }, 'space'],
      [{ marks: ['../etc'] }, 'marks.0'],
    ] as const) {
      expect((await errorOf(service.postJson(path, body), 'invalid_request')).field).toBe(field);
    }
  });

  it('places every row on a plane for Embedding Atlas, with neighbours by number of row', async () => {
    const { job, report } = await curated(service, 'export', '/v1/corpora/mixed/exports', {
      format: 'atlas',
    });
    const bytes = await (await service.fetch(`/v1/jobs/${job.id}/files/${report.file}`)).arrayBuffer();
    const { parquetReadObjects } = await import('hyparquet');
    const rows = await parquetReadObjects({ file: bytes });
    expect(rows.map(({ text }) => text as string)).toEqual(['Name a river.', 'Name a lake.', 'Name a hill.']);
    for (const [at, { projection_x, projection_y, __neighbors }] of rows.entries()) {
      expect([projection_x, projection_y].every(Number.isFinite)).toBe(true);
      const { ids, distances } = __neighbors as { ids: bigint[]; distances: number[] };
      expect(ids.map(Number).sort()).toEqual([0, 1, 2].filter((other) => other !== at));
      expect(distances).toEqual(distances.toSorted((a, b) => a - b));
    }
  });
});
