import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHttp } from '../../clients/typescript/src/http.ts';
import { createClient } from '../../clients/typescript/src/kindred-client.ts';
import { JobList, type JobReport } from '../../schemas/api/jobs.ts';
import { answerOf, startService, type Service } from '../api/service.ts';
import { temporaryDirectory } from '../api/temporary-directory.ts';
import { finished, startCliWith, type Finished } from '../e2e/run-cli.ts';
import { FaultyProxy, type Fault } from './faulty-proxy.ts';
import { corpusOf } from './ingested-over-http.ts';

const SIGINT_CODE = 130;
const UNAVAILABLE_CODE = 4;
const CUT: Fault = { kind: 'cut before' };
const LOST_ANSWER: Fault = { kind: 'cut after' };

let service: Service;
let proxy: FaultyProxy;
let url = '';
let file = '';

beforeAll(async () => {
  service = await startService({ encoder: 'tiny' });
  proxy = new FaultyProxy(service.url);
  url = await proxy.open();
  file = join(await temporaryDirectory(), 'rows.jsonl');
  await writeFile(file, corpusOf(20));
});
afterAll(() => proxy.close());
beforeEach(() => {
  proxy.next.length = 0;
  proxy.always = null;
});

function through(patience: string, ...args: string[]): Promise<Finished> {
  return finished(startCliWith({ KINDRED_URL: url, KINDRED_PATIENCE_SECONDS: patience }, ...args));
}

/** A command asks which job is the newest before it sends its POST. */
const ingestWith = (corpus: string, ofPost: Fault | null, ...afterwards: (Fault | null)[]) => {
  proxy.next.push(null, ofPost, ...afterwards);
  return through('20', 'ingest', file, '--corpus', corpus);
};

async function jobsOn(corpus: string): Promise<JobReport[]> {
  return (await answerOf(JobList, service.fetch(`/v1/jobs?corpus=${corpus}`))).jobs;
}

describe('a connection that breaks off', { timeout: 60_000 }, () => {
  const answer = (status: number, headers = {}): Fault => ({ kind: 'answer', status, headers, body: {} });

  it('a read is made again: reset, cut within its answer, 502, 503 and 429 with Retry-After', async () => {
    const client = createClient(createHttp(url, new AbortController().signal));
    const faults = [CUT, { kind: 'cut within' } as const, answer(502), answer(503)];
    proxy.next.push(...faults, answer(429, { 'retry-after': '1' }));
    const started = performance.now();
    expect(await client.corpora()).toHaveProperty('corpora');
    expect(performance.now() - started).toBeGreaterThan(1_000);
  });

  it('a read gives up in time, and says what became of it', async () => {
    const http = createHttp(url, new AbortController().signal, null, { repeatedForMs: 500 });
    proxy.always = CUT;
    await expect(createClient(http).corpora()).rejects.toThrow(/broke off \(\w+\) before the whole answer/);
  });

  it('a command that waits comes back to its job', async () => {
    const run = await ingestWith('waits', null, CUT, LOST_ANSWER, answer(503), CUT, CUT);
    expect(run, run.stderr).toMatchObject({ code: 0 });
    expect(await jobsOn('waits')).toMatchObject([{ state: 'completed' }]);
  });

  it('an upload whose answer was lost is found, and not sent again', async () => {
    const run = await ingestWith('answer-lost', LOST_ANSWER);
    const jobs = await jobsOn('answer-lost');
    expect(jobs).toMatchObject([{ state: 'completed' }]);
    expect(run.stderr).toContain(`the job goes on as ${jobs[0]?.id}`);
    expect(run.code, run.stderr).toBe(0);
  });

  it('an upload that broke off before it was accepted says so, and is not sent again', async () => {
    const run = await ingestWith('not-accepted', CUT);
    expect(run.stderr).toContain('the job was not accepted, run the command again');
    expect(run.code).toBe(UNAVAILABLE_CODE);
    expect(await jobsOn('not-accepted')).toEqual([]);
  });

  it('a curation whose answer was lost is found, and its file comes whole although the download breaks off', async () => {
    await ingestWith('curated', null);
    const out = join(await temporaryDirectory(), 'out.jsonl');
    proxy.next.push(null, LOST_ANSWER);
    const exported = through('20', 'export', 'curated', '--out', out);
    while ((await jobsOn('curated')).length < 2) await sleep(20);
    const run = await exported;
    expect(run.code, run.stderr).toBe(0);
    const whole = await readFile(out, 'utf8');
    const [job = { id: '' }] = await jobsOn('curated');
    // Of `results` the job is read, and then its files.
    proxy.next.push(null, { kind: 'cut within' });
    const folder = await temporaryDirectory();
    const again = await through('20', 'results', job.id, '--out', folder);
    expect(again.code, again.stderr).toBe(0);
    expect(await readFile(join(folder, 'export.jsonl'), 'utf8')).toBe(whole);
  });

  it('a command that gives up names its job and the command that finds it again', async () => {
    proxy.next.push(null, null);
    proxy.always = CUT;
    const run = await through('1', 'ingest', file, '--corpus', 'given-up');
    const [job] = await jobsOn('given-up');
    expect(run.stderr).toContain(
      `The job goes on in the service as ${job?.id}; "kindred jobs ${job?.id} --wait"`,
    );
    expect(run.code).toBe(UNAVAILABLE_CODE);
  });

  it('at Ctrl-C it does so too, with the address where that is not in the environment', async () => {
    proxy.next.push(null, null);
    proxy.always = { kind: 'stall' };
    const child = startCliWith({}, 'ingest', file, '--corpus', 'interrupted', '--url', url);
    const ended = finished(child);
    const before = proxy.requests;
    while (proxy.requests < before + 3) await sleep(20);
    child.kill('SIGINT');
    const run = await ended;
    const [job] = await jobsOn('interrupted');
    expect(run.stderr).toContain(`as ${job?.id}; "kindred jobs ${job?.id} --wait --url ${url}"`);
    expect(run.code).toBe(SIGINT_CODE);
  });
});
