import { spawn, type ChildProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { JobList } from '../../schemas/api/jobs.ts';
import { TINY } from '../encoder-folder.ts';
import { temporaryDirectory } from '../api/temporary-directory.ts';
import { finished, startCliWith } from '../e2e/run-cli.ts';
import { corpusOf } from './ingested-over-http.ts';
import { freePort, killed } from './servers.ts';

const BINARY = fileURLToPath(new URL('../../infra/bin/kindred.mjs', import.meta.url));
/** So many that the job is under way when the service is killed. */
const ROWS = 2_000;
/** Longer than a command pauses between two questions for its job. */
const AWAY_MS = 1_000;

let serving: ChildProcess | null = null;
afterEach(async () => {
  if (serving) await killed(serving);
});

async function serve(port: number, data: string): Promise<void> {
  const environment = { ...process.env, KINDRED_ENCODER: TINY, KINDRED_LOG_LEVEL: 'silent' };
  const child = spawn(process.execPath, [BINARY, 'serve', '--port', String(port), '--data', data], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  serving = child;
  for await (const line of createInterface(child.stdout)) if (line.includes('listens')) return;
  throw new Error('the service ended before it listened');
}

describe('a command that waits', { timeout: 120_000 }, () => {
  it('waits on while its service is killed and started again, and ends with the result', async () => {
    const folder = await temporaryDirectory();
    const port = await freePort();
    const data = join(folder, 'data');
    const file = join(folder, 'rows.jsonl');
    await writeFile(file, corpusOf(ROWS));
    await serve(port, data);
    const url = `http://127.0.0.1:${port}`;
    const child = startCliWith({ KINDRED_URL: url }, 'ingest', file, '--corpus', 'house', '--json');
    const ended = finished(child);
    await jobHasDone(url, 1);
    if (serving) await killed(serving);
    await sleep(AWAY_MS);
    await serve(port, data);
    const run = await ended;
    expect(run.code, run.stderr).toBe(0);
    const { jobs } = JobList.parse(JSON.parse(run.stdout));
    expect(jobs).toMatchObject([{ state: 'completed', result: { rows: ROWS } }]);
  });
});

async function jobHasDone(url: string, rows: number): Promise<void> {
  for (;;) {
    const { jobs } = JobList.parse(await (await fetch(`${url}/v1/jobs`)).json());
    const [job] = jobs;
    if (job?.state === 'completed') throw new Error('the job ended before the service was killed');
    if ((job?.done ?? 0) >= rows) return;
    await sleep(20);
  }
}
