/**
 * How long it takes until a record that is written over HTTP can be found: one new record, one that replaces another by its
 * user_id, one that is changed in its answer alone, and 1,000 at once. After each write a search looks whether it is found, in a corpus
 * of ROWS other records. On the embedded store, and with REDIS_URL and QDRANT_URL over these too (Redis without the queue of an
 * installation; the collection is one of its own, which is removed). The processor time beside each median is that of this process,
 * service and client together, which a busy machine does not lengthen.
 *
 *   node --import tsx tests/bench/record-writes.ts [--rows 20000] [--writes 200] [--store qdrant]
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { QdrantClient } from '@qdrant/js-client-rest';
import { createHttp } from '../../clients/typescript/src/http.ts';
import { createClient, type Client } from '../../clients/typescript/src/kindred-client.ts';
import { startApi } from '../../services/api/main.ts';
import { compose, type Kindred } from '../../services/compose.ts';
import { readConfig } from '../../services/config.ts';
import { recordWith, seededRandom, vectorsFor } from '../contract/store-samples.ts';
import { quantile } from './support/figures.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '20000' },
    writes: { type: 'string', default: '200' },
    store: { type: 'string' },
  },
});
const ROWS = Number(values.rows);
const WRITES = Number(values.writes);
const CORPUS = 'bench';
const BATCH = 1_000;
const WARM_UP = 10;

async function fill({ encodings }: Kindred): Promise<void> {
  const { store } = encodings.live();
  const random = seededRandom(5);
  for (let from = 0; from < ROWS; from += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, ROWS - from) }, (_, at) => ({
      record: recordWith(`row ${from + at}`, {
        ...{ corpus: CORPUS, user_id: `row-${from + at}`, source: 'bench' },
        metadata: { topic: `topic ${at % 40}`, length: at, checked: at % 2 === 0 },
      }),
      vectors: vectorsFor(random, undefined, store.signature),
    }));
    await store.upsert(rows);
  }
}

const recordOf = (key: string, output: string) => ({
  user_id: key,
  instruction: `Explain to a newcomer what the part with the number ${key} is good for.`,
  input: `Part ${key} stands beside the pump and has two valves.`,
  output,
  metadata: { topic: 'parts' },
});

interface Times {
  readonly all: number[];
  /** Milliseconds of processor time of all writes. */
  cpu: number;
}

/** Milliseconds of each write, which is then looked for. */
async function timed(
  client: Client,
  write: (key: string) => Promise<unknown>,
  output: string,
): Promise<Times> {
  const times: Times = { all: [], cpu: 0 };
  for (let at = -WARM_UP; at < WRITES; at++) {
    const key = `p${at + WARM_UP}`;
    const [began, used] = [performance.now(), process.cpuUsage()];
    await write(key);
    const { user, system } = process.cpuUsage(used);
    if (at >= 0) times.all.push(performance.now() - began);
    if (at >= 0) times.cpu += (user + system) / 1_000;
    const { instruction, input } = recordOf(key, output);
    const { hits } = await client.search(CORPUS, {
      ...{ text: `${instruction}\n\n${input}`, space: 'content', limit: 5 },
    });
    const found = hits.filter(({ record }) => record.user_id === key);
    if (found.length !== 1 || found[0]?.record.output !== output) throw new Error(`${key} was not found`);
  }
  return times;
}

async function measure(name: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), 'kindred-writes-'));
  const kindred = await compose(readConfig({ ...environment, KINDRED_DATA: data }), (error) =>
    console.error(error),
  );
  const api = await startApi(kindred, { host: '127.0.0.1', port: 0, sweeps: false });
  try {
    await fill(kindred);
    const client = createClient(createHttp(api.url, new AbortController().signal));
    const put = (output: string) => (key: string) => client.putRecords(CORPUS, [recordOf(key, output)]);
    const patch = (key: string) => client.patchRecord(CORPUS, key, { output: 'Third.' }, 'user_id');
    print(name, 'one new record', await timed(client, put('First.'), 'First.'));
    print(name, 'one replaced by its user_id', await timed(client, put('Second.'), 'Second.'));
    print(name, 'the answer of one changed', await timed(client, patch, 'Third.'));
    const many = Array.from({ length: 1_000 }, (_, at) => recordOf(`many-${at}`, 'First.'));
    const began = performance.now();
    const { created } = await client.putRecords(CORPUS, many);
    console.log(`${name}: ${created} new records at once in ${Math.round(performance.now() - began)} ms`);
  } finally {
    await api.close();
    await kindred.close();
    await rm(data, { recursive: true, force: true });
  }
}

function print(name: string, what: string, { all: times, cpu }: Times): void {
  const [median, late] = [quantile(times, 0.5), quantile(times, 0.95)];
  console.log(
    `${name}, ${ROWS} records: ${what}: median ${median.toFixed(1)} ms, 95% within ${late.toFixed(1)} ms, ` +
      `processor ${(cpu / times.length).toFixed(1)} ms (n = ${times.length})`,
  );
}

const { REDIS_URL, QDRANT_URL } = process.env;
if (values.store !== 'qdrant') await measure('embedded', {});
if (values.store !== 'embedded' && REDIS_URL !== undefined && QDRANT_URL !== undefined) {
  const collection = `bench-${randomUUID()}`;
  await measure('Qdrant and Redis', { REDIS_URL, QDRANT_URL, QDRANT_COLLECTION: collection });
  const qdrant = new QdrantClient({ url: QDRANT_URL, checkCompatibility: false });
  const { collections } = await qdrant.getCollections();
  for (const { name } of collections.filter((one) => one.name.startsWith(collection))) {
    await qdrant.deleteCollection(name);
  }
}
