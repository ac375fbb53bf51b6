import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CurationAccepted } from '../../schemas/api/curations.ts';
import { JobList, type JobReport } from '../../schemas/api/jobs.ts';
import { finished, firstLine, startCliWith } from '../e2e/run-cli.ts';
import { TINY } from '../encoder-folder.ts';
import { corpusOf, jobUntil, startIngestion } from './ingested-over-http.ts';
import { freePort, killed, redisServer, type Server } from './servers.ts';
import { Topology } from './topology.ts';

const MINUTES = 180_000;
const ROWS = 40;
const FILES = 5;

let folder = '';
let topology: Topology;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindred-lost-'));
  topology = await Topology.start({ folder, settings: { KINDRED_ENCODER: TINY } });
}, MINUTES);
afterAll(async () => {
  await topology.stop();
  await rm(folder, { recursive: true, force: true });
});

const below = (name: string): Promise<string[]> => readdir(join(folder, 'data', name)).catch(() => []);
const isDone = ({ state }: JobReport): boolean => state === 'completed';

/** Empties a Redis, as one does that has lost its disk. */
async function emptied(server: Server): Promise<void> {
  const redis = new Redis(server.url);
  await redis.flushall();
  redis.disconnect();
}

/** Five uploads, each into a corpus of its own. */
function accepted(api: string, name: string): Promise<string[]> {
  const starts = Array.from({ length: FILES }, (_, at) =>
    startIngestion(api, `${name}-${at}`, corpusOf(ROWS).replaceAll('number ', `number ${name}${at}.`)),
  );
  return Promise.all(starts);
}

/** Waits until the jobs are found again, and then for their end. */
async function endOf(api: string, jobs: readonly string[]): Promise<JobReport[]> {
  for (const job of jobs) {
    for (let tries = 0; (await fetch(`${api}/v1/jobs/${job}`)).status === 404 && tries < 300; tries += 1) {
      await sleep(100);
    }
  }
  return Promise.all(jobs.map((job) => jobUntil(api, job, isDone)));
}

test(
  'uploads accepted before Redis was lost are worked under their ids, once, by two APIs that start together',
  { timeout: MINUTES },
  async () => {
    const { url, process } = await topology.apiProcess();
    const jobs = await accepted(url, 'start');
    await killed(process);
    await emptied(topology.redis);
    const [first, second] = await Promise.all([topology.apiProcess(), topology.apiProcess()]);
    topology.worker();
    for (const { result } of await endOf(first.url, jobs)) {
      expect(result).toMatchObject({ rows: ROWS, stored: ROWS, skipped: 0 });
    }
    await expect.poll(() => below('accepted')).toEqual([]);
    expect(await below('uploads')).toEqual([]);

    // While both go on: a new Redis is noticed without a start, and results stay although their job is forgotten.
    const started = await fetch(`${second.url}/v1/corpora/start-0/neighbours`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    const { job: curation } = CurationAccepted.parse(await started.json());
    const { result } = await jobUntil(second.url, curation, isDone);
    expect(result).toMatchObject({ kept_until: expect.stringMatching(/^20/) as string });
    const later = await accepted(second.url, 'running');
    await emptied(topology.redis);
    for (const { result } of await endOf(first.url, later)) expect(result).toMatchObject({ rows: ROWS });
    expect(await (await fetch(`${first.url}/v1/jobs/${curation}/report`)).json()).toMatchObject({
      kind: 'neighbours',
      corpora: ['start-0'],
    });
    const list = JobList.parse(await (await fetch(`${first.url}/v1/jobs?kind=neighbours`)).json());
    expect(list.jobs.map(({ id }) => id)).toEqual([curation]);
    // What had ended is not run again.
    for (const job of jobs) expect((await fetch(`${first.url}/v1/jobs/${job}`)).status).toBe(404);
    await Promise.all([first.process, second.process].map(killed));
  },
);

test(
  'with the Redis of another installation nothing starts and nothing is removed, and both are named with the way out',
  { timeout: MINUTES },
  async () => {
    const other = redisServer(join(folder, 'other-redis'), await freePort());
    await mkdir(join(folder, 'other-redis'));
    await other.start();
    try {
      const redis = new Redis(other.url);
      const id = 'd0c0ffee-0000-4000-8000-000000000000';
      await redis.set('{kindred}:installation', JSON.stringify({ installation: id, since: 0 }));
      redis.disconnect();
      const before = [await below('curations'), await below('accepted'), await below('uploads')];
      expect(before[0]).toHaveLength(1);
      const wrong = { ...(topology.environment as Record<string, string>), REDIS_URL: other.url };
      for (const command of ['serve', 'worker']) {
        const { code, stderr } = await finished(startCliWith(wrong, command));
        expect(code).not.toBe(0);
        expect(stderr).toContain('belong to two installations');
        expect(stderr).toContain(`KINDRED_ADOPT_QUEUE=${id}`);
      }
      expect([await below('curations'), await below('accepted'), await below('uploads')]).toEqual(before);

      // The way out.
      const adopting = startCliWith({ ...wrong, KINDRED_ADOPT_QUEUE: id }, 'serve', '--no-worker');
      expect(await firstLine(adopting)).toContain('http');
      await killed(adopting);
      const again = startCliWith(wrong, 'serve', '--no-worker');
      const url = /http:\S+/.exec(await firstLine(again))?.[0] ?? '';
      expect(await below('curations')).toEqual(before[0]);

      // Another installation takes the queue while this one serves.
      const thief = new Redis(other.url);
      await thief.set(
        '{kindred}:installation',
        JSON.stringify({ installation: crypto.randomUUID(), since: 0 }),
      );
      thief.disconnect();
      const ready = await fetch(`${url}/readyz`);
      expect([ready.status, ((await ready.json()) as { queue: string }).queue]).toEqual([
        503,
        expect.stringContaining('another installation'),
      ]);
      await expect(startIngestion(url, 'late', corpusOf(3))).rejects.toThrow('503');
      expect(await below('uploads')).toEqual([]);
      await killed(again);
    } finally {
      await other.kill();
    }
  },
);
