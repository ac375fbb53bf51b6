import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QdrantConnection, READ_RETRY } from '../../services/store/qdrant/connection.ts';
import { CollectionReader } from '../../services/store/qdrant/collection-reader.ts';
import { sampledPoints } from '../../services/store/qdrant/sample.ts';
import { openQdrantStore } from '../../services/store/qdrant/stores.ts';
import type { RecordStore } from '../../services/store/port.ts';
import { freshLayout, removeCollections } from './qdrant-samples.ts';
import { requiredQdrant } from './qdrant-server.ts';
import { randomRecords, seededRandom, SIGNATURE } from './store-samples.ts';

const RECORDS = 400;
const address = requiredQdrant();
const layout = freshLayout();
const connection = new QdrantConnection(address, READ_RETRY);
let store: RecordStore;

beforeAll(async () => {
  store = await openQdrantStore(address, layout, SIGNATURE);
  await store.upsert(randomRecords(seededRandom(5), RECORDS));
});
afterAll(async () => {
  await store.close();
  await removeCollections(address, layout);
});

async function drawn(count: number, seed: number, window: number): Promise<string[]> {
  const points = await sampledPoints(
    new CollectionReader(connection, layout.name),
    { must: [] },
    { count, seed, window },
  );
  return points.map(({ record }) => record.id);
}

describe('sampling among more records than it looks at', () => {
  it('draws as many distinct records as asked for, wherever the window begins, and the same for a seed', async () => {
    for (let seed = 0; seed < 30; seed++) {
      const ids = await drawn(20, seed, 100);
      expect(new Set(ids).size).toBe(20);
      expect(await drawn(20, seed, 100)).toEqual(ids);
    }
  });

  it('reaches every record, each about as often', async () => {
    const counts = new Map<string, number>();
    const seeds = 200;
    for (let seed = 0; seed < seeds; seed++) {
      for (const id of await drawn(20, seed, 100)) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    const expected = (seeds * 20) / RECORDS;
    expect(counts.size).toBe(RECORDS);
    // The counts are binomial with a standard deviation of about 3, to which a window of 100 adds a tenth.
    for (const count of counts.values()) expect(Math.abs(count - expected)).toBeLessThan(2 * expected);
    const spread = Math.sqrt([...counts.values()].reduce((sum, n) => sum + (n - expected) ** 2, 0) / RECORDS);
    expect(spread).toBeLessThan(expected / 2);
  });
});
