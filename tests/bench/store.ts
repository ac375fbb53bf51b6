import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { openEmbeddedStore } from '../../services/store/embedded/stores.ts';
import type { EmbeddedRecord, NearestQuery, RecordStore, SpaceSignature } from '../../services/store/port.ts';
import { randomVector, recordWith, seededRandom, vectorsFor } from '../contract/store-samples.ts';

/**
 * Figures of the embedded store: node --import tsx tests/bench/store.ts [records, default 50000]
 * Three corpora, 50 labels, four sources, about 900 bytes of JSON and two vectors of 384 dimensions a record.
 */
const SIGNATURE: SpaceSignature = { spaceId: 'bench', dimensions: { task: 384, content: 384 } };
const BATCH = 256;
const REPEATS = 21;

function syntheticRecord(at: number, random: () => number): EmbeddedRecord {
  const record = recordWith(`${at}`, {
    corpus: `corpus-${at % 3}`,
    instruction: `Do the thing number ${at}. `.repeat(8),
    output: 'A sentence of an answer. '.repeat(16),
    source: `source-${at % 4}`,
    user_id: `${at}`,
    label: { name: `verb|noun-${at % 50}`, confidence: 0.9 },
    metadata: { difficulty: at % 10, split: at % 2 === 0 ? 'train' : 'test', row: at },
  });
  return { record, vectors: vectorsFor(random, randomVector, SIGNATURE) };
}

function say(what: string, value: number, unit: string): void {
  console.log(`${what.padEnd(52)} ${value.toFixed(1).padStart(9)} ${unit}`);
}

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const start = performance.now();
  const value = await work();
  return { value, ms: performance.now() - start };
}

async function median(what: string, work: () => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < REPEATS; round++) times.push((await timed(work)).ms);
  say(what, times.sort((a, b) => a - b)[REPEATS >> 1] ?? 0, 'ms');
}

async function insert(store: RecordStore, count: number): Promise<void> {
  const random = seededRandom(1);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let spent = 0;
  for (let start = 0; start < count; start += BATCH) {
    const size = Math.min(BATCH, count - start);
    const batch = Array.from({ length: size }, (_, at) => syntheticRecord(start + at, random));
    // Making the records is not the store's work: neither its time nor its pauses count.
    await nextTurn();
    delay.enable();
    spent += (await timed(() => store.upsert(batch))).ms;
    delay.disable();
  }
  say('insert', (count / spent) * 1_000, 'records/s');
  say('longest pause of the event loop while inserting', delay.max / 1e6, 'ms');
}

async function queries(store: RecordStore): Promise<void> {
  const random = seededRandom(2);
  const query = (limit: number, rest: Partial<NearestQuery> = {}): (() => Promise<unknown>) => {
    return () => store.nearest({ space: 'task', vector: randomVector(random, 384), limit, ...rest });
  };
  const label = { must: [{ key: 'label', match: { value: 'verb|noun-7' } }] };
  await median('nearest 50', query(50));
  await median('nearest 50 in one corpus of three', query(50, { corpora: ['corpus-1'] }));
  await median('nearest 50 of one label of fifty', query(50, { where: label }));
  await median(
    'nearest 50, without two sources',
    query(50, {
      where: { must_not: [{ key: 'source', match: { any: ['source-0', 'source-1'] } }] },
    }),
  );
  await median('nearest 1000', query(1_000));
}

async function reads(store: RecordStore): Promise<void> {
  const page = await store.scroll({ corpora: ['corpus-1'] }, { limit: 256 });
  const ids = page.records.map(({ record }) => record.id);
  const hashes = page.records.map(({ record }) => record.text_hash);
  const row = { must: [{ key: 'metadata.difficulty', match: { any: [3, 4] } }] };
  await median('count all', () => store.count({}));
  await median('count by metadata', () => store.count({ where: row }));
  await median('facet of labels', () => store.facet('label', {}));
  await median('facet of labels in one corpus', () => store.facet('label', { corpora: ['corpus-1'] }));
  await median('page of 50', () => store.scroll({}, { limit: 50, after: ids[100] ?? '' }));
  await median('page of 50 by metadata', () =>
    store.scroll({ where: row }, { limit: 50, after: ids[100] ?? '' }),
  );
  await median('sample of 50 from one corpus', () => store.sample({ corpora: ['corpus-1'] }, 50, 7));
  await median('existing, 256 ids', () => store.existing(ids));
  await median('fetch, 256 ids', () => store.fetch(ids));
  await median('vectors of 256 text hashes', () => store.vectorsByTextHash(hashes));
}

async function walk(store: RecordStore): Promise<number> {
  let walked = 0;
  let after: string | null = null;
  do {
    const page = await store.scroll({}, { limit: 1_000, ...(after !== null && { after }) });
    walked += page.records.length;
    after = page.next;
  } while (after !== null);
  return walked;
}

async function sizeOf(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  let bytes = 0;
  for (const entry of entries.filter((one) => one.isFile())) {
    bytes += (await stat(join(entry.parentPath, entry.name))).blocks * 512;
  }
  return bytes / 1e6;
}

async function main(count: number): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'kindred-bench-'));
  try {
    say('records', count, '');
    say('load average before (figures need a quiet machine)', loadavg()[0] ?? 0, '');
    const first = await openEmbeddedStore(directory, SIGNATURE);
    await insert(first, count);
    await first.close();
    say('disk', await sizeOf(directory), 'MB');
    global.gc?.();
    const before = process.memoryUsage();
    const { value: store, ms } = await timed(() => openEmbeddedStore(directory, SIGNATURE));
    say('open', ms, 'ms');
    await store.scroll({}, { limit: 1 });
    global.gc?.();
    const after = process.memoryUsage();
    say('heap taken by opening (run node with --expose-gc)', (after.heapUsed - before.heapUsed) / 1e6, 'MB');
    await queries(store);
    await reads(store);
    const { value: walked, ms: walking } = await timed(() => walk(store));
    say('walk through all with vectors', (walked / walking) * 1_000, 'records/s');
    say('resident memory', process.memoryUsage.rss() / 1e6, 'MB');
    const { value: deleted, ms: deleting } = await timed(() => store.delete({ corpora: ['corpus-1'] }));
    say(`delete ${deleted} records, disk given back`, deleting, 'ms');
    say('disk afterwards', await sizeOf(directory), 'MB');
    await store.close();
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

await main(Number(process.argv[2] ?? 50_000));
