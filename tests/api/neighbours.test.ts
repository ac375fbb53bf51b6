import { randomUUID } from 'node:crypto';
import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CorpusDeleted } from '../../schemas/api/corpora.ts';
import { CurationAccepted } from '../../schemas/api/curations.ts';
import { JobCancelled, JobList } from '../../schemas/api/jobs.ts';
import { curated } from './curation.ts';
import { answerOf, errorOf, ingest, startService, type Service } from './service.ts';

const ROWS = Array.from({ length: 40 }, (_, at) => ({
  instruction: `${at % 2 === 0 ? 'Write a poem about' : 'List facts on'} the number ${at}.`,
  output: `Answer ${at}.`,
}));

let service: Service;
let waiting: Service;
const resultsOf = ({ kindred }: Service): string => join(kindred.config.dataDir, 'curations');

beforeAll(async () => {
  service = await startService();
  waiting = await startService({ workers: false });
  await ingest(service, 'numbers', ROWS);
  await ingest(service, 'single', ROWS.slice(0, 1));
});

describe('POST /v1/corpora/{name}/neighbours', () => {
  it('makes a job that says how near the records of a corpus are', async () => {
    const { job, report } = await curated(service, 'neighbours', '/v1/corpora/numbers/neighbours', { k: 5 });
    expect(job).toMatchObject({
      corpus: 'numbers',
      corpora: ['numbers'],
      done: 40,
      total: 40,
      stage: 'done',
    });
    expect(report).toMatchObject({ rows: 40, k: 5, space: 'task' });
    expect(report.nearest?.p50).toBeGreaterThan(0.8);
  });

  it('gives a single record no neighbour, and no error', async () => {
    const { report } = await curated(service, 'neighbours', '/v1/corpora/single/neighbours', {});
    expect(report).toMatchObject({ rows: 1, k: 0, nearest: null });
  });

  it('404: names a corpus that is not there', async () => {
    const error = await errorOf(service.postJson('/v1/corpora/absent/neighbours', {}), 'not_found');
    expect(error).toMatchObject({ field: 'name' });
    expect(error.message).toContain('numbers');
  });

  it('400: names a field that does not exist, and one that is out of bounds', async () => {
    const path = '/v1/corpora/numbers/neighbours';
    expect((await errorOf(service.postJson(path, { kk: 5 }), 'invalid_request')).message).toContain('kk');
    expect(await errorOf(service.postJson(path, { k: 1_000 }), 'invalid_request')).toMatchObject({
      field: 'k',
    });
  });
});

describe('results of a curation', () => {
  it('are listed by its job, and each can be had whole', async () => {
    const { job, report } = await curated(service, 'neighbours', '/v1/corpora/numbers/neighbours', {});
    const [file] = job.result?.files ?? [];
    expect(file).toMatchObject({ name: 'report.json' });
    const response = await service.fetch(`/v1/jobs/${job.id}/files/report.json`);
    expect(response.headers.get('content-disposition')).toContain('report.json');
    const text = await response.text();
    expect(Buffer.byteLength(text)).toBe(file?.bytes);
    expect(JSON.parse(text)).toEqual(report);
  });

  it('409: are not there before their job has ended', async () => {
    const { job } = await startWaiting();
    const error = await errorOf(waiting.fetch(`/v1/jobs/${job}/report`), 'conflict');
    expect(error.message).toContain(`/v1/jobs/${job}`);
  });

  it('404: of a job that makes none, of no job, and of a file that it did not make', async () => {
    const { jobs } = await answerOf(JobList, service.fetch('/v1/jobs'));
    const ingestion = jobs.find(({ name }) => name === 'ingest-corpus')?.id ?? '';
    const curation = jobs.find(({ name }) => name === 'curate')?.id ?? '';
    expect((await errorOf(service.fetch(`/v1/jobs/${ingestion}/report`), 'not_found')).field).toBe('id');
    await errorOf(service.fetch(`/v1/jobs/${randomUUID()}/report`), 'not_found');
    expect((await errorOf(service.fetch(`/v1/jobs/${curation}/files/marks.jsonl`), 'not_found')).field).toBe(
      'file',
    );
  });

  it('400: a file is one of a list and never a path', async () => {
    const path = `/v1/jobs/${randomUUID()}/files/${encodeURIComponent('../../store/manifest.json')}`;
    expect(await errorOf(service.fetch(path), 'invalid_request')).toMatchObject({ field: 'file' });
  });

  it('go with the corpus that they came of, and so does its graph', async () => {
    const graphs = (): Promise<string[]> => readdir(join(service.kindred.config.dataDir, 'graphs'));
    await ingest(service, 'passing', ROWS);
    const before = await graphs();
    const { job } = await curated(service, 'neighbours', '/v1/corpora/passing/neighbours', {});
    await access(join(resultsOf(service), job.id));
    expect(await graphs()).toHaveLength(before.length + 1);
    await answerOf(CorpusDeleted, service.fetch('/v1/corpora/passing', { method: 'DELETE' }));
    expect(await readdir(resultsOf(service))).not.toContain(job.id);
    expect(await graphs()).toEqual(before);
    await errorOf(service.fetch(`/v1/jobs/${job.id}/report`), 'not_found');
  });

  it('of a cancelled job never come', async () => {
    const { job } = await startWaiting();
    await answerOf(JobCancelled, waiting.fetch(`/v1/jobs/${job}`, { method: 'DELETE' }));
    const error = await errorOf(waiting.fetch(`/v1/jobs/${job}/report`), 'conflict');
    expect(error.message).toContain('cancelled');
  });
});

/** Starts a curation in a service without workers, so that it stays in the queue. */
async function startWaiting(): Promise<CurationAccepted> {
  const { store, encoder } = waiting.kindred.encodings.live();
  const { vectors } = await encoder.embed(['Count to ten.']);
  const id = randomUUID();
  const content = { instruction: 'Count to ten.', input: '', output: '', system: '', history: [] };
  const rest = { source: null, user_id: null, metadata: {}, label: null, text_hash: '0'.repeat(32) };
  const [first] = vectors;
  if (first === undefined) throw new Error('no vector');
  await store.upsert([{ record: { id, corpus: 'few', ...content, ...rest }, vectors: first }]);
  return answerOf(CurationAccepted, waiting.postJson('/v1/corpora/few/neighbours', {}), 202);
}
