/**
 * Whether one client stops another: eight clients ask about a corpus of as many labels as rows, while another client asks
 * for demonstrations from a small one. Prints the percentiles of the other client alone and meanwhile, and their ratio.
 * It asks alone and meanwhile in turn, so that what else the machine does slows both alike; in the first turn nothing about
 * the corpus is known yet.
 *
 *   node --import tsx tests/bench/many-labels.ts [--store qdrant] [--labels 100000] [--seconds 15]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { compose } from '../../services/compose.ts';
import { readConfig } from '../../services/config.ts';
import { recordWith, seededRandom, vectorsFor } from '../contract/store-samples.ts';
import { TINY } from '../encoder-folder.ts';
import { serveAlone } from '../faults/served.ts';
import { Topology } from '../faults/topology.ts';
import { quantile } from './support/figures.ts';

const { values } = parseArgs({
  options: {
    store: { type: 'string', default: 'embedded' },
    labels: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: '15' },
  },
});
const LABELS = Number(values.labels);
const SMALL = 200;
const ASKERS = 8;
const BATCH = 2_000;
const ROUNDS = 4;

async function fill(environment: Record<string, string | undefined>): Promise<void> {
  const kindred = await compose(readConfig(environment), (error) => console.error(error));
  const { store } = kindred.encodings.live();
  const random = seededRandom(7);
  const row = (at: number) => ({
    record: recordWith(`row ${at}`, {
      corpus: at < SMALL ? 'small' : 'many',
      label: { name: `verb${at}|noun`, confidence: 1 },
    }),
    vectors: vectorsFor(random, undefined, store.signature),
  });
  for (let from = 0; from < LABELS + SMALL; from += BATCH) {
    await store.upsert(
      Array.from({ length: Math.min(BATCH, LABELS + SMALL - from) }, (_, at) => row(from + at)),
    );
  }
  await kindred.close();
}

/** Milliseconds of the other client's questions. */
async function otherClient(url: string): Promise<number[]> {
  const times: number[] = [];
  const end = performance.now() + (Number(values.seconds) * 1_000) / ROUNDS;
  for (let at = 0; performance.now() < end; at++) {
    const body = JSON.stringify({ instruction: `Do row ${at % SMALL}.`, corpora: ['small'] });
    const began = performance.now();
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/v1/demonstrations`, { method: 'POST', headers, body });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`the other client got ${response.status}`);
    times.push(performance.now() - began);
    await sleep(20);
  }
  return times;
}

/** Eight clients that ask until they are told to stop. */
function startAskers(url: string, answers: number[]): () => Promise<unknown> {
  let goesOn = true;
  const paths = ['many', 'many/tasks', 'many/tasks?limit=1000&examples=10', 'missing'];
  const askers = Array.from({ length: ASKERS }, async (_, at) => {
    while (goesOn) {
      const began = performance.now();
      const response = await fetch(`${url}/v1/corpora/${paths[at % paths.length]}`);
      await response.arrayBuffer();
      if (response.status >= 500) throw new Error(`an asker got ${response.status}`);
      answers.push(performance.now() - began);
    }
  });
  return () => {
    goesOn = false;
    return Promise.all(askers);
  };
}

async function measure(url: string): Promise<void> {
  await otherClient(url);
  const [alone, meanwhile, answers] = [[] as number[], [] as number[], [] as number[]];
  for (let round = 0; round < ROUNDS; round++) {
    alone.push(...(await otherClient(url)));
    const stop = startAskers(url, answers);
    meanwhile.push(...(await otherClient(url)));
    await stop();
  }
  const told = (times: number[]): string =>
    [0.5, 0.95].map((share) => `p${share * 100} ${quantile(times, share).toFixed(0)} ms`).join(', ');
  console.log(`the other client alone: ${told(alone)}; meanwhile: ${told(meanwhile)}`);
  console.log(`${ASKERS} askers: ${answers.length} answers, ${told(answers)}`);
  console.log(`ratio of p95: ${(quantile(meanwhile, 0.95) / quantile(alone, 0.95)).toFixed(2)}`);
}

if (values.store === 'qdrant') {
  const topology = await Topology.start({ settings: { KINDRED_ENCODER: TINY } });
  try {
    await fill(topology.environment);
    await measure(await topology.api());
  } finally {
    await topology.stop();
  }
} else {
  const data = await mkdtemp(join(tmpdir(), 'kindred-labels-'));
  const environment = { KINDRED_DATA: data, KINDRED_ENCODER: TINY };
  await fill(environment);
  const served = await serveAlone(environment);
  await measure(served.url).finally(() => served.stop());
  await rm(data, { recursive: true, force: true });
}
