import { expect, onTestFinished, test } from 'vitest';
import { openQdrantStore } from '../../services/store/qdrant/stores.ts';
import type { RecordStore } from '../../services/store/port.ts';
import { freshLayout, removeCollections } from '../contract/qdrant-samples.ts';
import { requiredQdrant } from '../contract/qdrant-server.ts';
import { randomRecords, seededRandom, SIGNATURE, vectorsFor } from '../contract/store-samples.ts';
import { FaultyProxy, refusal, type Fault } from './faulty-proxy.ts';

const address = requiredQdrant();
const SHORT = { timeout: 500, retryFor: 600 };

async function openThroughProxy(
  write = { timeout: 2_000, retryFor: 10_000 },
): Promise<{ store: RecordStore; proxy: FaultyProxy }> {
  const proxy = new FaultyProxy(address.url);
  const layout = freshLayout();
  const spoilt = { ...address, url: await proxy.open() };
  const store = await openQdrantStore(spoilt, layout, SIGNATURE, { read: SHORT, write });
  onTestFinished(async () => {
    await proxy.close();
    await removeCollections(address, layout);
  });
  return { store, proxy };
}

const records = randomRecords(seededRandom(1), 600);
const query = { space: 'task', vector: vectorsFor(seededRandom(2)).task, limit: 5 } as const;

test('the server is asked to send its answers uncompressed, the only way without a pause of 40 ms', async () => {
  const { store, proxy } = await openThroughProxy();
  await store.upsert(records);
  await store.nearest(query);
  await store.scroll({}, { limit: 100 });
  expect([...proxy.encodings]).toEqual(['identity']);
});

const PASSING: [string, Fault][] = [
  ['429 with Retry-After', refusal(429, 'too many', { 'retry-after': '1' })],
  ['429 without Retry-After', refusal(429, 'too many')],
  ['500', refusal(500, 'panicked')],
  ['503', refusal(503, 'shard unavailable')],
  ['a connection cut before the request arrives', { kind: 'cut before' }],
  ['a connection cut after the server has written', { kind: 'cut after' }],
  ['no answer at all', { kind: 'stall' }],
];

test.each(PASSING)('a write goes on after %s, and every record is there once', async (_name, fault) => {
  const { store, proxy } = await openThroughProxy();
  proxy.next.push(fault, null, fault, fault);
  await store.upsert(records);
  expect(proxy.next).toEqual([]);
  expect(await store.count({})).toBe(600);
  const { records: stored } = await store.scroll({}, { limit: 1_000 });
  const expected = [...records].sort((a, b) => (a.record.id < b.record.id ? -1 : 1));
  expect(stored).toEqual(expected);
});

test.each(PASSING)('a question that meets %s once is answered', async (_name, fault) => {
  const { store, proxy } = await openThroughProxy();
  await store.upsert(records);
  const undisturbed = await store.nearest(query);
  proxy.next.push(fault);
  expect(await store.nearest(query)).toEqual(undisturbed);
});

test.each(PASSING)(
  'a question that always meets %s fails with store_unavailable in time',
  async (_name, fault) => {
    const { store, proxy } = await openThroughProxy();
    proxy.always = fault;
    const started = performance.now();
    await expect(store.nearest(query)).rejects.toMatchObject({ code: 'store_unavailable' });
    expect(performance.now() - started).toBeLessThan(5_000);
  },
);

test('a write that no try gets through fails with store_unavailable and is not acknowledged', async () => {
  const { store, proxy } = await openThroughProxy(SHORT);
  proxy.always = { kind: 'stall' };
  await expect(store.upsert(records)).rejects.toMatchObject({ code: 'store_unavailable' });
  proxy.always = null;
  expect(await store.count({})).toBe(0);
});

test('a full disk is told in plain words and not tried again at once', async () => {
  const { store, proxy } = await openThroughProxy();
  proxy.always = refusal(507, 'No space left on device: WAL buffer size exceeds');
  const before = proxy.requests;
  await expect(store.upsert(records.slice(0, 10))).rejects.toMatchObject({
    code: 'store_unavailable',
    message: expect.stringMatching(/no room left.*nothing was written/) as string,
  });
  expect(proxy.requests).toBe(before + 1);
});

test.each([401, 403])('a refused key (%i) names QDRANT_API_KEY and gives no key away', async (status) => {
  const { store, proxy } = await openThroughProxy();
  proxy.always = refusal(status, 'Invalid API key');
  await expect(store.count({})).rejects.toMatchObject({
    code: 'store_unavailable',
    message: expect.stringContaining('QDRANT_API_KEY') as string,
  });
});

test.each([
  ['an older Qdrant', { title: 'qdrant', version: '1.15.4' }, /1\.15\.4.*1\.16 or newer/],
  ['a server that is no Qdrant', { hello: 'world' }, /no Qdrant/],
])('%s is refused in plain words', async (_name, body, message) => {
  const proxy = new FaultyProxy(address.url);
  const url = await proxy.open();
  onTestFinished(() => proxy.close());
  proxy.always = { kind: 'answer', status: 200, body };
  const opening = openQdrantStore({ ...address, url }, freshLayout(), SIGNATURE);
  await expect(opening).rejects.toMatchObject({
    code: 'store_unavailable',
    message: expect.stringMatching(message) as string,
  });
});

test('an encoder of another space is refused with space_mismatch, and the records stay', async () => {
  const layout = freshLayout();
  onTestFinished(() => removeCollections(address, layout));
  const store = await openQdrantStore(address, layout, SIGNATURE);
  await store.upsert(records.slice(0, 10));
  const other = { ...SIGNATURE, spaceId: 'test/space:2' };
  await expect(openQdrantStore(address, layout, other)).rejects.toMatchObject({ code: 'space_mismatch' });
  expect(await store.count({})).toBe(10);
});

test('eight processes that open a new collection at once all get it', async () => {
  const layout = freshLayout();
  onTestFinished(() => removeCollections(address, layout));
  const stores = await Promise.all(
    Array.from({ length: 8 }, () => openQdrantStore(address, layout, SIGNATURE)),
  );
  await Promise.all(stores.map((store, at) => store.upsert(records.slice(at * 50, at * 50 + 60))));
  expect(await stores[0]?.count({})).toBe(410);
});

test('records are found while the index is put off and after it is built', async () => {
  const { store } = await openThroughProxy();
  await store.startLoading();
  await store.upsert(records);
  const deferred = await store.nearest(query);
  await store.endLoading();
  await store.untilSettled(AbortSignal.timeout(30_000));
  expect(await store.nearest(query)).toEqual(deferred);
});
