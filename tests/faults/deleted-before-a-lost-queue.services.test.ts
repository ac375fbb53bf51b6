import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TINY } from '../encoder-folder.ts';
import { corpusOf, jobUntil, startIngestion } from './ingested-over-http.ts';
import { Topology } from './topology.ts';

const LONG = 120_000;
const ROWS = 20;

let topology: Topology;
let api: string;
beforeAll(async () => {
  topology = await Topology.start({ settings: { KINDRED_ENCODER: TINY } });
  api = await topology.api();
  topology.worker();
}, LONG);
afterAll(() => topology.stop());

async function ingested(corpus: string): Promise<void> {
  const job = await startIngestion(api, corpus, corpusOf(ROWS));
  await jobUntil(api, job, ({ state }) => state === 'completed');
}

test(
  'a corpus that was deleted, and filled anew after Redis was emptied, keeps its rows when a process starts',
  async () => {
    await ingested('again');
    expect((await fetch(`${api}/v1/corpora/again`, { method: 'DELETE' })).status).toBe(200);
    const redis = new Redis(topology.redis.url);
    await redis.flushall();
    redis.disconnect();
    await ingested('again');
    // It finishes deletions before it listens.
    const second = await topology.api();
    const response = await fetch(`${second}/v1/corpora/again`);
    expect(await response.json()).toMatchObject({ records: ROWS });
  },
  LONG,
);
