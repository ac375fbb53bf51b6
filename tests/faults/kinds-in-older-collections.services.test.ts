import { QdrantClient } from '@qdrant/js-client-rest';
import { expect, it, onTestFinished } from 'vitest';
import { openQdrantStore } from '../../services/store/qdrant/stores.ts';
import { freshLayout, removeCollections } from '../contract/qdrant-samples.ts';
import { requiredQdrant } from '../contract/qdrant-server.ts';
import { recordWith, seededRandom, SIGNATURE, vectorsFor } from '../contract/store-samples.ts';

const address = requiredQdrant();
const client = new QdrantClient({ url: address.url, checkCompatibility: false });

it('a collection from before there were kinds opens, answers, and counts the kinds of what comes later', async () => {
  const layout = freshLayout();
  onTestFinished(() => removeCollections(address, layout));
  const random = seededRandom(5);
  const before = await openQdrantStore(address, layout, SIGNATURE);
  const old = { record: recordWith('old'), vectors: vectorsFor(random) };
  await before.upsert([old]);
  await before.close();
  // An earlier version made no such index, and strict mode refuses to count a field without one.
  await client.deletePayloadIndex(layout.name, 'kind', { wait: true });
  const strict = { enabled: true, unindexed_filtering_retrieve: false };
  await client.updateCollection(layout.name, { strict_mode_config: strict });

  const store = await openQdrantStore(address, layout, SIGNATURE);
  onTestFinished(() => store.close());
  expect(await store.fetch([old.record.id])).toEqual([old]);
  expect(await store.facet('kind', {})).toEqual({ values: [], distinct: 0, records: 0 });
  const kind = { name: 'sing', confidence: 0.5 };
  const late = { record: recordWith('late', { kind }), vectors: vectorsFor(random) };
  await store.upsert([late]);
  const counted = { values: [{ value: 'sing', count: 1 }], distinct: 1, records: 1 };
  expect(await store.facet('kind', {})).toEqual(counted);
  const sing = { key: 'kind', match: { value: 'sing' } };
  expect((await store.scroll({ where: { must: [sing] } }, { limit: 9 })).records).toEqual([late]);
  expect((await store.scroll({ where: { must_not: [sing] } }, { limit: 9 })).records).toEqual([old]);
});
