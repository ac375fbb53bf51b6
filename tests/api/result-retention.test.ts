import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { beforeAll, expect, test } from 'vitest';
import { CurationAccepted } from '../../schemas/api/curations.ts';
import { CurationReport, JobList, ResultDeleted } from '../../schemas/api/jobs.ts';
import { sweepResults } from '../../services/api/jobs/retention.ts';
import { finished, startCliWith } from '../e2e/run-cli.ts';
import { answerOf, errorOf, ingest, startService, type Service } from './service.ts';

const DAY = 24 * 3_600_000;
const DAYS = 3;

let service: Service;
beforeAll(async () => {
  service = await startService({ encoder: 'tiny', environment: { KINDRED_RESULT_DAYS: String(DAYS) } });
  const rows = Array.from({ length: 12 }, (_, at) => ({
    instruction: `Write a poem, number ${at}.`,
    output: 'x',
  }));
  await ingest(service, 'house', rows);
});

const below = (folder: string): Promise<string[]> => readdir(join(service.uploads, '..', folder));

async function curated(): Promise<CurationReport> {
  const accepted = service.postJson('/v1/corpora/house/neighbours', {});
  const { job } = await answerOf(CurationAccepted, accepted, 202);
  await (await service.fetch(`/v1/jobs/${job}/events`)).text();
  return answerOf(CurationReport, service.fetch(`/v1/jobs/${job}`));
}

/** Sweeps as the service does, at another time, and returns what the log says. */
async function sweptAt(now: number, resultBytes = 2 ** 40): Promise<Record<string, unknown>[]> {
  const lines: Record<string, unknown>[] = [];
  const logger = pino({}, { write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>) });
  const { config, queue, results, graphs } = service.kindred;
  await sweepResults({ queue, results, graphs, logger, config: { ...config, resultBytes } }, now);
  return lines;
}

test('a job says until when its result is kept; then it and its graph are removed, each with a line', async () => {
  const { id, result } = await curated();
  const until = Date.parse(result?.kept_until ?? '');
  expect(until - Date.now()).toBeGreaterThan((DAYS - 0.01) * DAY);
  expect(until - Date.now()).toBeLessThan((DAYS + 0.01) * DAY);

  expect(await sweptAt(until - 60_000)).toEqual([]);
  expect(await below('curations')).toEqual([id]);
  const lines = await sweptAt(until + 60_000);
  expect(lines).toMatchObject([
    { result: id, reason: 'its time was over', msg: 'a result was removed' },
    { reason: 'its time was over', msg: 'a graph was removed' },
  ]);
  expect([await below('curations'), await below('graphs')]).toEqual([[], []]);
  await errorOf(service.fetch(`/v1/jobs/${id}/report`), 'not_found');
});

test('above the limit of bytes the oldest goes before its time', async () => {
  const [first, second] = [await curated(), await curated()];
  const later = Date.now() + 2 * 3_600_000;
  const bytes = (await service.kindred.results.sizeOf(second.id)).bytes;
  const lines = await sweptAt(later, bytes);
  expect(lines.map(({ result }) => result)).toContain(first.id);
  expect(await below('curations')).toEqual([second.id]);
});

test('a result is deleted by request, once, and its job stays', async () => {
  const { id } = await curated();
  const remove = () => answerOf(ResultDeleted, service.fetch(`/v1/jobs/${id}/result`, { method: 'DELETE' }));
  const first = await remove();
  expect(first).toMatchObject({ id, deleted: true });
  expect(first.bytes).toBeGreaterThan(0);
  expect(await remove()).toEqual({ id, deleted: false, bytes: 0 });
  await errorOf(service.fetch(`/v1/jobs/${id}/files/report.json`), 'not_found');
  expect((await service.fetch(`/v1/jobs/${id}`)).status).toBe(200);
  const listed = await finished(startCliWith({ KINDRED_URL: service.url }, 'results', id));
  expect(listed).toMatchObject({ code: 1, stdout: '' });
  expect(listed.stderr).toContain(`The result of ${id} is gone`);
});

test('a job names files only while they are there, also among others', async () => {
  const [kept, removed] = [await curated(), await curated()];
  await service.fetch(`/v1/jobs/${removed.id}/result`, { method: 'DELETE' });
  const { jobs } = await answerOf(JobList, service.fetch('/v1/jobs?kind=neighbours'));
  const listed = (id: string) => jobs.find((job) => job.id === id)?.result;
  expect(listed(kept.id)).toEqual(kept.result);
  const without = { rows: removed.result?.rows, files: [] };
  expect(listed(removed.id)).toEqual(without);
  expect((await answerOf(CurationReport, service.fetch(`/v1/jobs/${removed.id}`))).result).toEqual(without);
});

test('an upload whose job nobody knows is kept for a week, and then removed with a line', async () => {
  const name = crypto.randomUUID();
  await mkdir(service.uploads, { recursive: true });
  await writeFile(join(service.uploads, name), 'rows of somebody');
  const { uploads, queue, accepted } = service.kindred;
  const lines: string[] = [];
  const logger = pino({}, { write: (line) => lines.push(line) });
  const sweep = (now: number) => uploads.sweep({ queue, accepted, logger }, now);
  expect(await sweep(Date.now() + 6.9 * DAY)).toBe(0);
  expect(lines).toEqual([]);

  // One that was accepted is no leftover, however old it is.
  await accepted.add('ingest-corpus', name, { corpus: 'a' } as never, null);
  const longAgo = new Date(Date.now() - 400 * DAY);
  await utimes(join(service.uploads, name), longAgo, longAgo);
  expect(await sweep(Date.now())).toBe(0);
  await accepted.remove(name);
  expect(await sweep(Date.now())).toBe(1);
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    upload: name,
    reason: 'no job is known that would read it',
  });
});
