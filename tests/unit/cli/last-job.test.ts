import { describe, expect, test } from 'vitest';
import type { JobReport } from '../../../schemas/api/jobs.ts';
import type { Client, JobsOf } from '../../../clients/typescript/src/kindred-client.ts';
import { jobKind, lastJob } from '../../../services/cli/last-job.ts';

/** A client that knows these jobs, newest first, each with the corpus that its marks are on. */
function clientOf(jobs: readonly (readonly [id: string, state: string, marks: string])[]) {
  const asked: JobsOf[] = [];
  const client = {
    jobs: (_: number, of: JobsOf) => {
      asked.push(of);
      return Promise.resolve(jobs.map(([id, state]) => ({ id, state }) as JobReport));
    },
    report: (id: string) => Promise.resolve({ marks_corpus: jobs.find(([known]) => known === id)?.[2] }),
  };
  return { client: client as unknown as Client, asked };
}

describe('the last job of a kind', () => {
  const jobs = [
    ['failed', 'failed', 'a'],
    ['other', 'completed', 'b'],
    ['wanted', 'completed', 'a'],
    ['older', 'completed', 'a'],
  ] as const;

  test('is the newest that completed', async () => {
    const { client, asked } = clientOf(jobs);
    expect((await lastJob(client, { kind: 'deduplicate', corpus: 'a' })).id).toBe('other');
    expect(asked).toEqual([{ kind: 'deduplicate', corpus: 'a' }]);
  });

  test('has its marks on the corpus when marks are asked for', async () => {
    expect((await lastJob(clientOf(jobs).client, { kind: 'deduplicate', corpus: 'a', marks: true })).id).toBe(
      'wanted',
    );
  });

  test('is an error where there is none, with the way out', async () => {
    await expect(lastJob(clientOf([]).client, { kind: 'select', corpus: 'a' })).rejects.toThrow(
      /select on a.*kindred jobs/,
    );
  });
});

test('a kind is named as its command or as the service names it', () => {
  expect(['dedup', 'deduplicate', 'ingest', 'groups'].map(jobKind)).toEqual([
    'deduplicate',
    'deduplicate',
    'ingest-corpus',
    'group-tasks',
  ]);
  expect(() => jobKind('bake')).toThrow(/dedup/);
});
