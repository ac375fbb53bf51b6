import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TINY } from '../encoder-folder.ts';
import { FaultyProxy } from './faulty-proxy.ts';
import { jobUntil, startIngestion } from './ingested-over-http.ts';
import { killed } from './servers.ts';
import { Topology } from './topology.ts';

const LONG = 120_000;
/** Within this a write that is let through has arrived. */
const ARRIVES_MS = 1_000;

let topology: Topology;
let api: string;
beforeAll(async () => {
  topology = await Topology.start({ settings: { KINDRED_ENCODER: TINY } });
  api = await topology.api();
}, LONG);
afterAll(() => topology.stop());

function rowsFrom(first: number, end: number): string {
  const rows = Array.from({ length: end - first }, (_, at) => ({
    instruction: `row ${first + at}`,
    output: 'x',
  }));
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

async function rowsOf(corpus: string): Promise<number[]> {
  const response = await fetch(`${api}/v1/corpora/${corpus}/records?limit=500`);
  const { records = [] } = (await response.json()) as { records?: { instruction: string }[] };
  return records.map(({ instruction }) => Number(instruction.slice('row '.length))).sort((a, b) => a - b);
}

async function ingested(corpus: string, body: string): Promise<void> {
  const job = await startIngestion(api, corpus, body);
  await jobUntil(api, job, ({ state }) => state === 'completed');
}

const statusOf = async (path: string): Promise<number> =>
  (await fetch(`${api}/v1/${path}`, { method: 'DELETE' })).status;

// Takes until the other worker has noticed that this one is asleep, and until an API looks after the deletion.
test(
  'a write that arrives after its corpus was deleted and filled anew adds nothing and takes nothing',
  async () => {
    const proxy = new FaultyProxy(topology.qdrant.url);
    const late = topology.worker({ QDRANT_URL: await proxy.open() });
    await ingested('late', rowsFrom(0, 5));
    let held = 0;
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    proxy.held = async ({ method, url = '' }) => {
      if (method !== 'PUT' || !url.includes('/points')) return;
      held++;
      await released;
    };
    const first = await startIngestion(api, 'late', rowsFrom(100, 200));
    await expect.poll(() => held, { timeout: 20_000 }).toBe(1);
    late.kill('SIGSTOP');
    topology.worker();
    expect(await statusOf(`jobs/${first}`)).toBe(200);
    expect(await statusOf('corpora/late')).toBe(200);
    await ingested('late', rowsFrom(150, 250));
    release();
    // Nobody is left who knows of the write, except for whoever looks after the deletion.
    await sleep(ARRIVES_MS);
    await killed(late);
    const anew = Array.from({ length: 100 }, (_, at) => 150 + at);
    await expect.poll(() => rowsOf('late'), { timeout: 60_000 }).toEqual(anew);
    expect(await statusOf('corpora/late')).toBe(200);
    expect(await rowsOf('late')).toEqual([]);
    await proxy.close();
  },
  LONG,
);
