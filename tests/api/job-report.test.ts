import { describe, expect, it } from 'vitest';
import { JobReport } from '../../schemas/api/jobs.ts';
import type { IngestCorpusProgress } from '../../schemas/jobs.ts';
import { toJobReport, type UserJob } from '../../services/api/jobs/job-report.ts';
import { asSeenBy } from '../../services/api/jobs/user-jobs.ts';
import type { Access } from '../../services/access/access.ts';
import { REEMBEDDED } from '../contract/queue-samples.ts';
import type { JobSnapshot } from '../../services/queue/port.ts';

type Ingestion = JobSnapshot<'ingest-corpus'>;

const CREATED = Date.UTC(2025, 0, 1, 12);
const STARTED = CREATED + 1_000;

function ingestion(changes: Partial<Ingestion> = {}): Ingestion {
  return {
    id: '5f0c9a3e-8f5d-4c3b-9a4e-2d1f6b7c8d90',
    name: 'ingest-corpus',
    state: 'waiting',
    payload: {
      corpus: 'house',
      path: '/data/uploads/1',
      file_name: 'house.jsonl',
      remove_after: true,
      format: null,
      layout: null,
      columns: null,
    },
    progress: null,
    result: null,
    error: null,
    attempts: 0,
    children: { finished: 0, unfinished: 0 },
    createdAt: CREATED,
    startedAt: null,
    finishedAt: null,
    ...changes,
  };
}

function progress(changes: Partial<IngestCorpusProgress> = {}): IngestCorpusProgress {
  return {
    stage: 'reading',
    rows_read: 0,
    rows_total: null,
    batches: 0,
    bytes_read: 0,
    bytes_total: 1_000,
    rejected: 0,
    rejections: [],
    layout: 'alpaca',
    format: 'jsonl',
    ...changes,
  };
}

const RESULT = {
  rows: 98,
  stored: 98,
  skipped: 0,
  embedded: 90,
  reused: 8,
  truncated: 0,
  inference_ms: 900,
  rejected: 2,
};

describe('the report of a job that waits', () => {
  it('knows no total, no rate and no eta, and promises none', () => {
    const report = toJobReport(ingestion(), CREATED + 5_000);
    expect(report).toMatchObject({ stage: 'waiting', done: 0, total: null, rate: null, eta_seconds: null });
  });
});

describe('the report of a job that reads', () => {
  const reading = ingestion({
    state: 'active',
    startedAt: STARTED,
    progress: progress({ rows_read: 51, rejected: 1, batches: 2, bytes_read: 250 }),
    children: { finished: 1, unfinished: 1 },
  });

  it('estimates the total from the share of bytes read, and says that it is an estimate', () => {
    expect(toJobReport(reading, STARTED + 1_000)).toMatchObject({ total: 200, total_is_estimate: true });
  });

  it('counts the rows of finished batches as done, rejected rows not among them', () => {
    expect(toJobReport(reading, STARTED + 1_000).done).toBe(25);
  });

  it('gives rows per second since the start, and the rest of the rows at that rate as eta', () => {
    expect(toJobReport(reading, STARTED + 5_000)).toMatchObject({ rate: 5, eta_seconds: 35 });
  });

  it('has no total before the first byte', () => {
    const first = ingestion({ state: 'active', startedAt: STARTED, progress: progress() });
    expect(toJobReport(first, STARTED + 10)).toMatchObject({ stage: 'reading', total: null, done: 0 });
  });

  it('never reports more done than there is, when a batch finished before it was counted', () => {
    const ahead = ingestion({
      state: 'active',
      startedAt: STARTED,
      progress: progress({ rows_read: 50, batches: 1, bytes_read: 1_000 }),
      children: { finished: 2, unfinished: 0 },
    });
    const report = toJobReport(ahead, STARTED + 1_000);
    expect(report.done).toBeLessThanOrEqual(report.total ?? 0);
  });
});

describe('the report of a job that embeds', () => {
  it('knows the exact total once the file has been read: its rows without the rejected ones', () => {
    const embedding = ingestion({
      state: 'waiting-children',
      startedAt: STARTED,
      progress: progress({ stage: 'embedding', rows_read: 100, rows_total: 100, rejected: 2, batches: 4 }),
      children: { finished: 2, unfinished: 2 },
    });
    const expected = { stage: 'embedding', done: 49, total: 98, total_is_estimate: false };
    expect(toJobReport(embedding, STARTED + 1_000)).toMatchObject(expected);
  });

  it('lists the rejections with line, reason and excerpt', () => {
    const rejections = [{ line: 7, reason: 'not JSON', excerpt: '{"a":' }];
    const embedding = ingestion({
      state: 'active',
      progress: progress({ stage: 'embedding', rejected: 1, rejections }),
    });
    expect(toJobReport(embedding, STARTED)).toMatchObject({ rejected: 1, rejections });
  });
});

describe('the report of a job that has ended', () => {
  it('takes its numbers from the result', () => {
    const completed = ingestion({
      state: 'completed',
      result: RESULT,
      startedAt: CREATED + 9_990,
      finishedAt: CREATED + 10_000,
      progress: progress({ stage: 'done', rows_read: 100, rows_total: 100 }),
    });
    const expected = { stage: 'done', done: 98, total: 98, rejected: 2, eta_seconds: 0, result: RESULT };
    expect(toJobReport(completed, CREATED + 99_000)).toMatchObject(expected);
  });

  it('gives the rate of the whole job, although its last step was taken up a moment before the end', () => {
    const completed = ingestion({
      state: 'completed',
      result: RESULT,
      startedAt: CREATED + 9_990,
      finishedAt: CREATED + 10_000,
    });
    expect(toJobReport(completed, CREATED + 99_000).rate).toBeCloseTo(9.8);
  });

  it('promises no end of a job that failed, and says why it did', () => {
    const failed = ingestion({
      state: 'failed',
      error: 'nothing readable',
      startedAt: STARTED,
      finishedAt: STARTED + 1_000,
      progress: progress({ rows_read: 50, batches: 1, bytes_read: 500 }),
      children: { finished: 1, unfinished: 0 },
    });
    expect(toJobReport(failed, STARTED + 9_000)).toMatchObject({
      error: 'nothing readable',
      eta_seconds: null,
    });
  });

  it('keeps the shape that the schema promises in every state', () => {
    const states = [
      'waiting',
      'delayed',
      'active',
      'waiting-children',
      'completed',
      'failed',
      'cancelled',
    ] as const;
    for (const state of states)
      expect(() => JobReport.parse(toJobReport(ingestion({ state }), CREATED))).not.toThrow();
  });
});

it('a re-embedding names to a key its own corpora alone', () => {
  const result = { ...REEMBEDDED, switched: false, waiting_for: ['ours', 'theirs'] };
  const job = {
    ...ingestion(),
    name: 'reembed-corpus',
    payload: { corpus: 'ours', space_id: 's' },
    result,
  } as unknown as UserJob;
  const access = (corpora: string[] | null): Access => ({
    id: 'a',
    name: 'a',
    scopes: new Set(['read']),
    corpora: corpora === null ? null : new Set(corpora),
  });
  expect(asSeenBy(access(['ours']), job).result).toMatchObject({ waiting_for: ['ours'] });
  expect(asSeenBy(access(null), job).result).toMatchObject({ waiting_for: ['ours', 'theirs'] });
});
