import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { CorpusList } from '../../schemas/api/corpora.ts';
import { JobList, JobReport } from '../../schemas/api/jobs.ts';
import { jsonLines } from '../api/service.ts';
import { temporaryDirectory } from '../api/temporary-directory.ts';
import { finished, firstLine, runCli, startCli } from './run-cli.ts';

const MINUTES = 60_000;

describe('kindred, stopped in the middle of a job', { timeout: 5 * MINUTES }, () => {
  /** More rows than the queue holds at a time, so that the file is still being read when the service stops. */
  const ROWS = 3_000;

  it('keeps the job and its upload, and jobs --wait brings it to its end', async () => {
    const directory = await temporaryDirectory();
    const own = join(directory, 'data');
    const rows = Array.from({ length: ROWS }, (_, index) => ({
      output: 'An answer.',
      instruction: `Name the number ${index}.`,
    }));
    const file = join(directory, 'numbers-to-name.jsonl');
    await writeFile(file, jsonLines(rows));
    const server = startCli('serve', '--port', '0', '--data', own, '--quiet');
    const ended = finished(server);
    const url = (await firstLine(server)).split(' ').at(-1) ?? '';
    const started = await runCli('ingest', file, '--corpus', 'numbers', '--no-wait', '--url', url, '--quiet');
    const id = started.stdout.trim();
    await jobIs(url, id, 'active');
    server.kill('SIGTERM');
    expect((await ended).code).toBe(0);
    const waited = await runCli('jobs', '--wait', '--json', '--data', own);
    expect(waited.code, waited.stderr).toBe(0);
    expect(JobList.parse(JSON.parse(waited.stdout)).jobs).toMatchObject([
      { id, state: 'completed', result: { rows: ROWS } },
    ]);
    const corpora = await runCli('corpora', '--json', '--data', own);
    expect(corpora.code, corpora.stderr).toBe(0);
    expect(CorpusList.parse(JSON.parse(corpora.stdout)).corpora).toEqual([
      { name: 'numbers', records: ROWS },
    ]);
  });
});

async function jobIs(url: string, id: string, state: JobReport['state']): Promise<void> {
  for (;;) {
    const report = JobReport.parse(await (await fetch(`${url}/v1/jobs/${id}`)).json());
    if (report.state === state) return;
    if (report.state === 'completed') throw new Error('The job ended before it could be stopped.');
    await sleep(20);
  }
}
