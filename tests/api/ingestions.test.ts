import { readFile, readdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { RecordPage } from '../../schemas/api/corpora.ts';
import { IngestionAccepted } from '../../schemas/api/ingestions.ts';
import { answerOf, endOf, errorOf, jsonLines, startService, upload } from './service.ts';
import type { Service } from './service.ts';
import { ROWS } from './rows.ts';

const MAX_BYTES = 200_000;

let service: Service;

beforeAll(async () => {
  service = await startService({
    encoder: 'tiny',
    environment: { KINDRED_MAX_UPLOAD_BYTES: String(MAX_BYTES) },
  });
});

function post(query: string, body: RequestInit['body'] = null, contentType?: string): Promise<Response> {
  const headers = contentType === undefined ? {} : { 'content-type': contentType };
  return service.fetch(`/v1/corpora/house/ingestions${query}`, {
    method: 'POST',
    headers,
    ...(body === null ? {} : { body }),
    ...(body instanceof ReadableStream ? { duplex: 'half' as const } : {}),
  });
}

/** A body without a declared length, in `count` pieces of `size` bytes. */
function pieces(count: number, size: number): ReadableStream<Uint8Array> {
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      if (sent === count) controller.close();
      else controller.enqueue(new Uint8Array(size).fill(120));
      sent += 1;
    },
  });
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(10);
}

describe('202: an upload', () => {
  it('is read with a shipped map that is named, and the report says what was not read', async () => {
    const rows = [
      { prompt: 'Count the sheep.', assert: [{ value: 'Three.' }], notes: 'Nobody reads these words.' },
      { prompt: 'Count the goats.' },
    ];
    const response = await post('?file_name=tests.jsonl&map=promptfoo', jsonLines(rows));
    const { job } = await answerOf(IngestionAccepted, response, 202);
    const not_read = { without_output: 1, fields: [{ name: 'notes', rows: 1 }], notes: [] };
    expect(await endOf(service, job)).toMatchObject({ map: 'promptfoo', not_read, result: { not_read } });
  });

  it('is accepted with its job, where to follow it, and its size', async () => {
    const body = jsonLines(ROWS);
    const response = await post('?file_name=rows.jsonl', body);
    const location = response.headers.get('location');
    const accepted = await answerOf(IngestionAccepted, response, 202);
    expect(accepted).toMatchObject({ corpus: 'house', bytes: Buffer.byteLength(body) });
    expect(location).toBe(`/v1/jobs/${accepted.job}`);
    expect(await endOf(service, accepted.job)).toMatchObject({
      state: 'completed',
      file_name: 'rows.jsonl',
      done: ROWS.length,
      result: { rows: ROWS.length, rejected: 0 },
    });
  });

  it.each([
    ['JSON, which is a file as any other', 'application/json', 'rows.json', JSON.stringify(ROWS)],
    ['JSONL', 'application/x-ndjson', 'rows.jsonl', jsonLines(ROWS)],
    ['CSV', 'text/csv', 'rows.csv', 'instruction,output\nWrite a song,La\nCount to three,1 2 3\n'],
    ['gzip', 'application/gzip', 'rows.jsonl.gz', gzipSync(jsonLines(ROWS))],
    ['no known type', 'application/octet-stream', 'rows.jsonl', jsonLines(ROWS)],
  ])('is read whatever its content type: %s', async (_name, contentType, fileName, body) => {
    const { job } = await answerOf(IngestionAccepted, post(`?file_name=${fileName}`, body, contentType), 202);
    expect(await endOf(service, job)).toMatchObject({ state: 'completed', rejected: 0 });
  });

  it('keeps the split, the source and the columns that its name and the request say, and is filtered by them', async () => {
    const name = encodeURIComponent('lang=sv/squad_dev.jsonl');
    const query = `?file_name=${name}&source=made-up`;
    const { job } = await answerOf(
      IngestionAccepted,
      post(query, jsonLines([{ instruction: 'Sjung.' }])),
      202,
    );
    expect(await endOf(service, job)).toMatchObject({ state: 'completed', result: { stored: 1 } });
    for (const [filter, found] of [
      ['split=dev', 1],
      ['split=train', 0],
      [`file=${name}`, 1],
      ['file=squad_dev.jsonl', 0],
      ['source=made-up&split=dev', 1],
    ] as const) {
      const page = await service.fetch(`/v1/corpora/house/records?${filter}`);
      const { records } = RecordPage.parse(await page.json());
      expect([filter, records.length]).toEqual([filter, found]);
      for (const { metadata } of records) expect(metadata).toEqual({ lang: 'sv' });
    }
  });

  it('is refused when its name leads elsewhere', async () => {
    for (const name of [
      '/etc/rows.jsonl',
      '../rows.jsonl',
      'a/../rows.jsonl',
      'a//b.jsonl',
      'a\\b.jsonl',
      'a/',
    ]) {
      const error = await errorOf(
        post(`?file_name=${encodeURIComponent(name)}`, jsonLines(ROWS)),
        'invalid_request',
      );
      expect(error.field).toBe('file_name');
    }
  });

  it('is read without a content type and without a name', async () => {
    const { job } = await answerOf(IngestionAccepted, post('', Buffer.from(jsonLines(ROWS))), 202);
    expect(await endOf(service, job)).toMatchObject({ state: 'completed', file_name: 'upload' });
  });

  it('is read by the column map that is given', async () => {
    const columns = encodeURIComponent(JSON.stringify({ instruction: 'prompt', output: 'reply' }));
    const body = jsonLines([{ prompt: 'Name a colour', reply: 'Blue' }]);
    const response = post(`?file_name=a.jsonl&layout=columns&columns=${columns}`, body);
    const { job } = await answerOf(IngestionAccepted, response, 202);
    expect(await endOf(service, job)).toMatchObject({
      state: 'completed',
      layout: 'columns',
      result: { rows: 1 },
    });
  });

  it('is removed from the disk once it has been ingested', async () => {
    const { job } = await upload(service, 'house', ROWS);
    await endOf(service, job);
    expect(await readdir(service.uploads)).not.toContain(job);
  });

  it('reports the lines that could not be read, with line, reason and excerpt, and reads the rest', async () => {
    const body = `${jsonLines(ROWS.slice(0, 2))}{"instruction":\n${jsonLines(ROWS.slice(2, 4))}`;
    const { job } = await answerOf(IngestionAccepted, post('?file_name=rows.jsonl', body), 202);
    const report = await endOf(service, job);
    expect(report).toMatchObject({ state: 'completed', rejected: 1, result: { rows: 4, rejected: 1 } });
    expect(report.rejections).toMatchObject([{ line: 3, excerpt: '{"instruction":' }]);
  });
});

describe('202: a file on the server', () => {
  it('is read from below the import directory, and stays there', async () => {
    const path = join(service.importDir, 'rows.jsonl');
    await writeFile(path, jsonLines(ROWS));
    const { job } = await answerOf(IngestionAccepted, post('?path=rows.jsonl'), 202);
    expect(await endOf(service, job)).toMatchObject({ state: 'completed', file_name: 'rows.jsonl' });
    expect(await readFile(path, 'utf8')).toBe(jsonLines(ROWS));
  });
});

describe('400 invalid_request', () => {
  it('names the maps there are when none has the name, and takes no path for one', async () => {
    const error = await errorOf(post('?map=nothing', 'x'), 'invalid_request');
    expect(error).toMatchObject({ field: 'map', message: expect.stringContaining('lm-eval') as string });
    expect(await errorOf(post('?map=../maps/spider', 'x'), 'invalid_request')).toMatchObject({
      field: 'map',
    });
  });

  it('for a path outside the import directory', async () => {
    const error = await errorOf(post('?path=../data/store'), 'invalid_request');
    expect(error).toMatchObject({ field: 'path' });
  });

  it('for a path and a body at once', async () => {
    expect(await errorOf(post('?path=rows.jsonl', 'x'), 'invalid_request')).toMatchObject({ field: 'path' });
  });

  it('for an empty body, saying what belongs there', async () => {
    const error = await errorOf(post('?file_name=rows.jsonl'), 'invalid_request');
    expect(error.message).toMatch(/body of the request is the file/);
  });

  it.each(['', '..', '-x', 'a/b', 'ü', 'a'.repeat(65)])('for the corpus name "%s"', async (name) => {
    const path = `/v1/corpora/${encodeURIComponent(name)}/ingestions`;
    const response = await service.fetch(path, { method: 'POST', body: 'x' });
    expect([400, 404, 405]).toContain(response.status);
    expect(await readdir(service.uploads)).toEqual([]);
  });

  it.each([
    ['columns', '{"instruction"'],
    ['columns.instruction', '{}'],
    ['columns.reply', '{"instruction":"a","reply":"b"}'],
  ])('for a column map that is wrong at %s', async (field, columns) => {
    const response = post(`?columns=${encodeURIComponent(columns)}`, 'x');
    expect(await errorOf(response, 'invalid_request')).toMatchObject({ field });
  });

  it('for a format or layout that does not exist, naming those that do', async () => {
    const error = await errorOf(post('?format=xlsx', 'x'), 'invalid_request');
    expect(error.field).toBe('format');
    expect(error.message).toMatch(/parquet/);
  });
});

describe('413 payload_too_large', () => {
  it('for a declared length above the limit, before anything is written', async () => {
    const error = await errorOf(post('', 'x'.repeat(MAX_BYTES + 1)), 'payload_too_large');
    expect(error.message).toMatch(/KINDRED_MAX_UPLOAD_BYTES/);
    expect(await readdir(service.uploads)).toEqual([]);
  });

  it('for a stream that turns out to be above it; what was written is removed', async () => {
    await errorOf(post('', pieces(30, 10_000)), 'payload_too_large');
    expect(await readdir(service.uploads)).toEqual([]);
  });
});

describe('an upload that breaks off', () => {
  it('leaves neither a file nor a job', async () => {
    const before = await service.kindred.queue.list('ingest-corpus', 100);
    const sent = request(`${service.url}/v1/corpora/house/ingestions`, { method: 'POST' });
    sent.on('error', () => undefined);
    sent.write('x'.repeat(1_000));
    await until(async () => (await readdir(service.uploads)).length > 0);
    sent.destroy();
    await until(async () => (await readdir(service.uploads)).length === 0);
    expect(await service.kindred.queue.list('ingest-corpus', 100)).toHaveLength(before.length);
  });
});
