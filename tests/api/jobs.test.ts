import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { IngestionAccepted } from '../../schemas/api/ingestions.ts';
import { JobCancelled, JobList, JobReport } from '../../schemas/api/jobs.ts';
import { startWorkers } from '../../workers/main.ts';
import { answerOf, endOf, errorOf, ingest, parseEvents, startService, upload } from './service.ts';
import type { Service } from './service.ts';
import { ROWS } from './rows.ts';

let service: Service;

beforeAll(async () => {
  service = await startService({ encoder: 'tiny', workers: false });
});

/** Reads the text of a response in the pieces in which it arrives. */
async function* piecesOf(response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const piece of response.body ?? []) yield decoder.decode(piece as Uint8Array, { stream: true });
}

describe('while no worker runs', () => {
  it('200: a job that waits is reported as such', async () => {
    const { job } = await upload(service, 'house', ROWS);
    const report = await answerOf(JobReport, service.fetch(`/v1/jobs/${job}`));
    expect(report).toMatchObject({ id: job, corpus: 'house', file_name: 'rows.jsonl', state: 'waiting' });
  });

  it('200: jobs are listed newest first, as many as asked for', async () => {
    const first = await upload(service, 'one', ROWS);
    const second = await upload(service, 'two', ROWS);
    const { jobs } = await answerOf(JobList, service.fetch('/v1/jobs?limit=2'));
    expect(jobs.map(({ id }) => id)).toEqual([second.job, first.job]);
  });

  it('200: jobs are listed by kind and by corpus', async () => {
    const { job } = await upload(service, 'alone', ROWS);
    const idsOf = async (query: string) =>
      (await answerOf(JobList, service.fetch(`/v1/jobs?${query}`))).jobs.map(({ id }) => id);
    expect(await idsOf('corpus=alone')).toEqual([job]);
    expect(await idsOf('corpus=alone&kind=ingest-corpus')).toEqual([job]);
    expect(await idsOf('corpus=alone&kind=deduplicate')).toEqual([]);
    expect(await idsOf('kind=reembed-corpus')).toEqual([]);
    expect(await errorOf(service.fetch('/v1/jobs?kind=baking'), 'invalid_request')).toMatchObject({
      field: 'kind',
    });
  });

  it('200: a cancelled job is cancelled, its upload gone, and it can not be cancelled again', async () => {
    const { job } = await upload(service, 'house', ROWS);
    expect(await readdir(service.uploads)).toContain(job);
    const cancel = () => answerOf(JobCancelled, service.fetch(`/v1/jobs/${job}`, { method: 'DELETE' }));
    expect(await cancel()).toEqual({ id: job, cancelled: true });
    expect(await readdir(service.uploads)).not.toContain(job);
    expect(await answerOf(JobReport, service.fetch(`/v1/jobs/${job}`))).toMatchObject({ state: 'cancelled' });
    expect(await cancel()).toEqual({ id: job, cancelled: false });
  });

  it('200: the events of a cancelled job end with its report', async () => {
    const { job } = await upload(service, 'house', ROWS);
    const stream = service.fetch(`/v1/jobs/${job}/events`).then((response) => response.text());
    await service.fetch(`/v1/jobs/${job}`, { method: 'DELETE' });
    const last = parseEvents(await stream).at(-1);
    expect(last).toMatchObject({ event: 'end', data: { id: job, state: 'cancelled' } });
  });

  it('200: asking for the head of an event stream ends at once', async () => {
    const { job } = await upload(service, 'house', ROWS);
    const response = await service.fetch(`/v1/jobs/${job}/events`, { method: 'HEAD' });
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(await response.text()).toBe('');
  });

  it('404 not_found: an unknown job, everywhere', async () => {
    const path = `/v1/jobs/${randomUUID()}`;
    await errorOf(service.fetch(path), 'not_found');
    await errorOf(service.fetch(`${path}/events`), 'not_found');
    await errorOf(service.fetch(path, { method: 'DELETE' }), 'not_found');
  });

  it('400 invalid_request: an id that is none', async () => {
    expect(await errorOf(service.fetch('/v1/jobs/17'), 'invalid_request')).toMatchObject({ field: 'id' });
  });
});

describe('once workers run', () => {
  it('200: events report a job from waiting to its end, each in the shape of a report', async () => {
    const { job } = await upload(service, 'house', ROWS);
    const response = await service.fetch(`/v1/jobs/${job}/events`);
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    let text = '';
    for await (const piece of piecesOf(response)) {
      if (text === '') await startWorkers(service.kindred);
      text += piece;
    }
    const events = parseEvents(text);
    const reports = events.map(({ data }) => JobReport.parse(data));
    expect(events.map(({ event }) => event).slice(0, -1)).not.toContain('end');
    expect(events.at(-1)?.event).toBe('end');
    expect(reports.at(0)).toMatchObject({ state: 'waiting', done: 0 });
    expect(reports.at(-1)).toMatchObject({ state: 'completed', stage: 'done', done: ROWS.length });
  });

  it('200: the events of a job that has ended are its report, and the end', async () => {
    const { id } = await ingest(service, 'house', ROWS);
    const events = parseEvents(await (await service.fetch(`/v1/jobs/${id}/events`)).text());
    expect(events.map(({ event }) => event)).toEqual(['progress', 'end']);
  });

  it('200: a file in which nothing can be read fails its job, saying what was expected', async () => {
    const response = await service.fetch('/v1/corpora/nothing/ingestions?file_name=a.jsonl', {
      method: 'POST',
      body: 'no json at all\nnone here either\n',
    });
    const { job } = await answerOf(IngestionAccepted, response, 202);
    const report = await endOf(service, job);
    expect(report).toMatchObject({ state: 'failed', eta_seconds: null });
    expect(report.error).toBeTruthy();
  });
});
