import { QdrantClient } from '@qdrant/js-client-rest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQdrantStore } from '../../services/store/qdrant/stores.ts';
import type { RecordStore } from '../../services/store/port.ts';
import { verifyRecords } from '../../services/store/verify.ts';
import { freshLayout, removeCollections } from '../contract/qdrant-samples.ts';
import { requiredQdrant } from '../contract/qdrant-server.ts';
import { seededRandom, SIGNATURE } from '../contract/store-samples.ts';
import { genuineRecords } from './genuine-records.ts';

const address = requiredQdrant();
const client = new QdrantClient({ url: address.url, checkCompatibility: false });
const layout = freshLayout();
const watch = { signal: new AbortController().signal, onProgress: () => undefined };

describe('a record that was altered in Qdrant', () => {
  let store: RecordStore;
  beforeAll(async () => {
    store = await openQdrantStore(address, layout, SIGNATURE);
  });
  afterAll(async () => {
    await store.close();
    await removeCollections(address, layout);
  });

  it('is found by "verify", whatever was altered, and nothing else is', async () => {
    const records = genuineRecords(seededRandom(7), 600);
    // A zero may come back without its sign, which is no alteration.
    const zeros = records.map(({ record, vectors }) => ({
      record,
      vectors: { ...vectors, content: vectors.content.map((one, at) => (at === 0 ? 1 : -0 * one)) },
    }));
    await store.upsert(zeros);
    expect(await verifyRecords(store, watch)).toEqual({
      records: 600,
      with_checksum: 600,
      altered: 0,
      listed: [],
    });
    const id = (at: number): string => records[at]?.record.id ?? '';
    const set = (at: number, payload: Record<string, unknown>): Promise<unknown> =>
      client.setPayload(layout.name, { points: [id(at)], payload, wait: true });
    const json = (at: number, change: object): string =>
      JSON.stringify({ ...records[at]?.record, ...change });
    await set(0, { record: json(0, { output: 'altered' }) });
    await set(100, { record: json(100, { label: { name: 'a|b', confidence: 1 } }) });
    await set(200, { record: '{' });
    await set(300, { checksum: '0'.repeat(32) });
    const task = Array.from(records[400]?.vectors.task ?? [], (component) => -component);
    await client.updateVectors(layout.name, { points: [{ id: id(400), vector: { task } }], wait: true });
    // As earlier versions stored it, which is no alteration.
    await client.deletePayload(layout.name, { points: [id(500)], keys: ['checksum'], wait: true });
    const found = await verifyRecords(store, watch);
    expect(found).toMatchObject({ records: 600, with_checksum: 599, altered: 5 });
    expect(new Set(found.listed.map((one) => one.id))).toEqual(new Set([0, 100, 200, 300, 400].map(id)));
  });
});
