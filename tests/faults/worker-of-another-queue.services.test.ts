import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JobReport } from '../../schemas/api/jobs.ts';
import { TINY } from '../encoder-folder.ts';
import { corpusOf, jobUntil, startIngestion } from './ingested-over-http.ts';
import { Topology } from './topology.ts';

const LONG = 120_000;
const ROWS = 20;
/** Within this a worker takes a job that waits. */
const TAKES_MS = 2_000;
const MARK = '{kindred}:installation';

let topology: Topology;
let theirs = '';
beforeAll(async () => {
  topology = await Topology.start({ settings: { KINDRED_ENCODER: TINY } });
  theirs = await mkdtemp(join(tmpdir(), 'kindred-theirs-'));
}, LONG);
afterAll(async () => {
  await topology.stop();
  await rm(theirs, { recursive: true, force: true });
});

const isDone = ({ state }: JobReport): boolean => state === 'completed';

test(
  'a worker whose Redis becomes that of another installation runs none of its jobs, and works on when it has its own again',
  async () => {
    const own = await topology.api();
    topology.worker();
    await jobUntil(own, await startIngestion(own, 'own', corpusOf(ROWS)), isDone);

    const redis = new Redis(topology.redis.url);
    const mark = (await redis.get(MARK)) ?? '';
    await redis.flushall();
    const installation = crypto.randomUUID();
    await redis.set(MARK, JSON.stringify({ installation, since: Date.now() }));
    const variables = { KINDRED_DATA: theirs, QDRANT_COLLECTION: 'theirs' };
    const { url } = await topology.apiProcess({ ...variables, KINDRED_ADOPT_QUEUE: installation });
    const job = await startIngestion(url, 'theirs', corpusOf(ROWS));
    await sleep(TAKES_MS);
    const waiting = (await (await fetch(`${url}/v1/jobs/${job}`)).json()) as JobReport;
    expect(waiting).toMatchObject({ done: 0, error: null });
    expect(isDone(waiting)).toBe(false);
    expect(await (await fetch(`${own}/v1/corpora`)).json()).toMatchObject({ total: 1 });
    topology.worker(variables);
    expect(await jobUntil(url, job, isDone)).toMatchObject({ result: { stored: ROWS } });
    expect(await (await fetch(`${url}/v1/corpora/theirs`)).json()).toMatchObject({ records: ROWS });

    await redis.set(MARK, mark);
    redis.disconnect();
    const again = await startIngestion(own, 'again', corpusOf(ROWS));
    expect(await jobUntil(own, again, isDone)).toMatchObject({ result: { stored: ROWS } });
    expect(await (await fetch(`${own}/v1/corpora/again`)).json()).toMatchObject({ records: ROWS });
  },
  LONG,
);
