import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { z } from 'zod';
import { IngestionAccepted } from '../../schemas/api/ingestions.ts';
import { IngestionReport } from '../../schemas/api/jobs.ts';
import { ErrorBody } from '../../schemas/errors.ts';
import type { ErrorCode } from '../../schemas/errors.ts';
import { ERROR_TABLE } from '../../schemas/errors.ts';
import { startApi } from '../../services/api/main.ts';
import { compose } from '../../services/compose.ts';
import type { Kindred } from '../../services/compose.ts';
import { readConfig } from '../../services/config.ts';
import { startWorkers } from '../../workers/main.ts';
import { TINY } from '../encoder-folder.ts';
import { atEndOfFile } from '../setup/end-of-file.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** A complete service on a free loopback port, with its own data directory. */
export interface Service {
  readonly url: string;
  readonly kindred: Kindred;
  readonly importDir: string;
  readonly uploads: string;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  postJson(path: string, body: unknown): Promise<Response>;
}

export interface ServiceOptions {
  readonly environment?: Record<string, string>;
  /** Whether the service works on its jobs. When false they stay in the queue. Default: true. */
  readonly workers?: boolean;
  /** The encoder. `tiny` makes random vectors, the same for the same text. Default: the shipped one. */
  readonly encoder?: 'shipped' | 'tiny';
}

/** Starts a service for one test file. It is closed after the tests of the file. */
export async function startService({
  environment = {},
  workers = true,
  encoder = 'shipped',
}: ServiceOptions = {}): Promise<Service> {
  const base = await temporaryDirectory();
  const importDir = join(base, 'import');
  await mkdir(importDir);
  const config = readConfig({
    KINDRED_DATA: join(base, 'data'),
    KINDRED_IMPORT_DIR: importDir,
    ...(encoder === 'tiny' && { KINDRED_ENCODER: TINY }),
    ...environment,
  });
  const kindred = await compose(config, (error) => {
    throw error;
  });
  atEndOfFile(() => kindred.close());
  const api = await startApi(kindred, { host: '127.0.0.1', port: 0 });
  atEndOfFile(() => api.close());
  if (workers) await startWorkers(kindred);
  const fetchPath = (path: string, init?: RequestInit) => fetch(`${api.url}${path}`, init);
  return {
    url: api.url,
    kindred,
    importDir,
    uploads: join(config.dataDir, 'uploads'),
    fetch: fetchPath,
    postJson: (path, body) =>
      fetchPath(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
  };
}

/** Checks the status of an answer and its shape by `schema`, and returns the answer. */
export async function answerOf<S extends z.ZodType>(
  schema: S,
  response: Promise<Response> | Response,
  status = 200,
): Promise<z.output<S>> {
  const answered = await response;
  const body: unknown = await answered.json();
  expect({ status: answered.status, body }).toMatchObject({ status });
  return schema.parse(body);
}

/** Checks that an answer is an error of this code, with the status of the code, and returns the error. */
export async function errorOf(
  response: Promise<Response> | Response,
  code: ErrorCode,
): Promise<ErrorBody['error']> {
  const answered = await response;
  const { error } = await answerOf(ErrorBody, answered, ERROR_TABLE[code].status);
  expect(error).toMatchObject({ code, request_id: answered.headers.get('x-request-id') });
  return error;
}

export function jsonLines(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

/** Uploads `rows` as JSONL. */
export async function upload(
  service: Service,
  corpus: string,
  rows: readonly unknown[],
): Promise<IngestionAccepted> {
  const response = service.fetch(`/v1/corpora/${corpus}/ingestions?file_name=rows.jsonl`, {
    method: 'POST',
    body: jsonLines(rows),
  });
  return answerOf(IngestionAccepted, response, 202);
}

/** Follows the event stream of an ingestion and returns its last report. */
export async function endOf(service: Service, job: string): Promise<IngestionReport> {
  const response = await service.fetch(`/v1/jobs/${job}/events`);
  const events = parseEvents(await response.text());
  const last = events.at(-1);
  expect(last?.event).toBe('end');
  return IngestionReport.parse(last?.data);
}

/** Uploads `rows` and waits until they are stored. */
export async function ingest(
  service: Service,
  corpus: string,
  rows: readonly unknown[],
): Promise<IngestionReport> {
  const { job } = await upload(service, corpus, rows);
  const report = await endOf(service, job);
  expect(report).toMatchObject({ state: 'completed', error: null });
  return report;
}

/** Parses the events of a stream of server-sent events, without its comments. */
export function parseEvents(text: string): { event: string; data: unknown }[] {
  const blocks = text.split('\n\n').filter((block) => block.startsWith('event: '));
  return blocks.map((block) => {
    const [event = '', data = ''] = block.split('\n');
    return { event: event.slice('event: '.length), data: JSON.parse(data.slice('data: '.length)) as unknown };
  });
}
