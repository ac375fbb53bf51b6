import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IngestionAccepted } from '../../schemas/api/ingestions.ts';
import { startApi, type RunningApi } from '../../services/api/main.ts';
import { compose, type Kindred } from '../../services/compose.ts';
import { readConfig } from '../../services/config.ts';
import { createLogger } from '../../services/runtime/log.ts';
import { startWorkers } from '../../workers/main.ts';
import { keysFor } from './queue-board.ts';
import { answerOf, jsonLines } from './service.ts';
import { TINY } from '../encoder-folder.ts';
import { temporaryDirectory } from './temporary-directory.ts';

interface LogLine {
  readonly level: number;
  readonly request_id?: string;
  readonly asker?: string;
  readonly job_id?: string;
  readonly outcome?: string;
  readonly err?: { message: string };
}

describe('the log of a service at the level debug', () => {
  const lines: LogLine[] = [];
  let text = '';
  let kindred: Kindred;
  let api: RunningApi;
  let keys: Readonly<Record<string, string>>;
  const send = (path: string, key: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${api.url}${path}`, { ...init, headers: { ...init.headers, authorization: `Bearer ${key}` } });
  /** Ingests rows, waits until the job has ended, and returns the id of the job. */
  const ingested = async (requestId: string, body: string): Promise<string> => {
    const path = '/v1/corpora/house/ingestions?file_name=rows.jsonl';
    const init = { method: 'POST', body, headers: { 'x-request-id': requestId } };
    const { job } = await answerOf(IngestionAccepted, send(path, keys['writer'] ?? '', init), 202);
    await (await send(`/v1/jobs/${job}/events`, keys['writer'] ?? '')).text();
    return job;
  };
  const ofJob = (job: string): LogLine[] => lines.filter(({ job_id }) => job_id === job);

  beforeAll(async () => {
    const base = await temporaryDirectory();
    const made = await keysFor([['writer', ['write'], null]]);
    keys = made.keys;
    const logger = createLogger('debug', {
      write: (line) => {
        text += line;
        lines.push(JSON.parse(line) as LogLine);
      },
    });
    const data = await mkdtemp(join(base, 'data-'));
    const config = readConfig({ KINDRED_DATA: data, KINDRED_ENCODER: TINY, KINDRED_KEYS: made.file });
    kindred = await compose(
      config,
      (error) => {
        throw error;
      },
      logger,
    );
    api = await startApi(kindred, { host: '127.0.0.1', port: 0, logger });
    await startWorkers(kindred);
  });
  afterAll(async () => {
    await api.close();
    await kindred.close();
  });

  it('joins a request and its job: one line has both ids, and who asked', async () => {
    const job = await ingested('my-upload', jsonLines([{ instruction: 'Write a poem.', output: 'Roses.' }]));
    const [accepted, ...others] = ofJob(job);
    const keyId = keys['writer']?.split('_')[1];
    expect(accepted).toMatchObject({ request_id: 'my-upload', job_id: job, asker: keyId });
    expect(others.at(-1)).toMatchObject({ outcome: 'completed' });
    expect(lines).toContainEqual(expect.objectContaining({ job_id: `${job}-0`, parent_id: job }));
  });

  it('tells of a job that failed, as an error with its reason', async () => {
    const job = await ingested('my-mistake', jsonLines([{ nothing: 1 }]));
    expect(ofJob(job).at(-1)).toMatchObject({ level: 50, outcome: 'failed' });
    expect(ofJob(job).at(-1)?.err?.message).toMatch(/\w/);
  });

  it('holds no key, right or wrong, wherever it was sent', async () => {
    const key = keys['writer'] ?? '';
    const wrong = `kindred_0123456789abcdef_${'w'.repeat(43)}`;
    const basic = Buffer.from(`me:${key}`).toString('base64');
    for (const sent of [key, wrong]) await (await send('/v1/corpora', sent)).text();
    await (await fetch(`${api.url}/v1/corpora?key=${key}`)).text();
    await (await fetch(`${api.url}/admin/queues`, { headers: { authorization: `Basic ${basic}` } })).text();
    await (await send('/v1/corpora', key, { headers: { 'x-request-id': key } })).text();
    expect(lines.length).toBeGreaterThan(5);
    // The secret is everything after the second underscore, because it may contain underscores itself.
    const secret = key.split('_').slice(2).join('_');
    expect(secret.length).toBeGreaterThan(40);
    for (const hidden of [secret, 'w'.repeat(43), basic]) expect(text).not.toContain(hidden);
  });
});
