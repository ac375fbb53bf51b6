import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { copyRecords } from '../../services/store/copy-records.ts';
import { openEmbeddedStore } from '../../services/store/embedded/stores.ts';
import { openQdrantStore } from '../../services/store/qdrant/stores.ts';
import type { RecordStore } from '../../services/store/port.ts';
import { freshLayout, removeCollections } from '../contract/qdrant-samples.ts';
import { requiredQdrant } from '../contract/qdrant-server.ts';
import { randomRecords, seededRandom, SIGNATURE } from '../contract/store-samples.ts';

const address = requiredQdrant();
const RECORDS = randomRecords(seededRandom(9), 1_300);

async function embedded(): Promise<RecordStore> {
  const directory = await mkdtemp(join(tmpdir(), 'kindred-migrate-'));
  const store = await openEmbeddedStore(directory, SIGNATURE);
  onTestFinished(async () => {
    await store.close();
    await rm(directory, { recursive: true, force: true });
  });
  return store;
}

async function qdrant(): Promise<RecordStore> {
  const layout = freshLayout();
  onTestFinished(() => removeCollections(address, layout));
  return openQdrantStore(address, layout, SIGNATURE);
}

function watch(signal = AbortSignal.timeout(60_000)) {
  return { signal, onProgress: () => undefined };
}

test('records moved to Qdrant and back are the same to the last bit', async () => {
  const [first, server, second] = [await embedded(), await qdrant(), await embedded()];
  await first.upsert(RECORDS);
  const there = await copyRecords(first, server, watch());
  expect(there).toMatchObject({ records: 1_300, copied: 1_300 });
  const back = await copyRecords(server, second, watch());
  expect(back).toEqual(there);
  const { records } = await second.scroll({}, { limit: 2_000 });
  expect(records).toEqual((await first.scroll({}, { limit: 2_000 })).records);
});

test('an interrupted copy goes on, and writes nothing twice', async () => {
  const [source, target] = [await embedded(), await qdrant()];
  await source.upsert(RECORDS);
  const stopping = new AbortController();
  const broken = copyRecords(source, target, {
    signal: stopping.signal,
    onProgress: () => stopping.abort(),
  });
  await expect(broken).rejects.toThrow();
  const before = await target.count({});
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(1_300);
  expect(await copyRecords(source, target, watch())).toMatchObject({
    records: 1_300,
    copied: 1_300 - before,
  });
});

test.each([
  ['records of its own', RECORDS.slice(0, 100), RECORDS.slice(0, 110), /110 records against 100/],
  ['another vector', RECORDS.slice(0, 100), swapped(RECORDS.slice(0, 100)), /differ/],
])('a target with %s is told, and keeps them', async (_name, here, there, message) => {
  const [source, target] = [await embedded(), await qdrant()];
  await source.upsert(here);
  await target.upsert(there);
  await expect(copyRecords(source, target, watch())).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringMatching(message) as string,
  });
  expect(await target.count({})).toBe(there.length);
});

/** The records, of which the first two have exchanged their vectors. */
function swapped(records: typeof RECORDS): typeof RECORDS {
  const [a, b, ...rest] = records;
  if (!a || !b) throw new Error('too few records');
  return [{ ...a, vectors: b.vectors }, { ...b, vectors: a.vectors }, ...rest];
}
