import { QdrantClient } from '@qdrant/js-client-rest';
import { openQdrantStore, qdrantStores } from '../../services/store/qdrant/stores.ts';
import type { QdrantLayout } from '../../services/config.ts';
import { freshLayout, removeCollections } from './qdrant-samples.ts';
import { requiredQdrant } from './qdrant-server.ts';
import { describeRecordStoresContract } from './record-stores-contract.ts';
import { describeRecordStoreContract, type OpenStore } from './store-contract.ts';

const address = requiredQdrant();
const client = new QdrantClient({ url: address.url, checkCompatibility: false });

/** Opens a store in a new collection. `prepare` is called with the alias of the collection when that exists. */
function storeIn(settings: Partial<QdrantLayout>, prepare?: (alias: string) => Promise<unknown>): OpenStore {
  return async (signature) => {
    const layout = freshLayout(settings);
    const first = await openQdrantStore(address, layout, signature);
    await prepare?.(layout.name);
    let latest = first;
    return {
      store: first,
      reopen: async () => {
        await latest.close();
        latest = await openQdrantStore(address, layout, signature);
        return latest;
      },
      dispose: async () => {
        await latest.close();
        await removeCollections(address, layout);
      },
    };
  };
}

describeRecordStoreContract('Qdrant', storeIn({}));

const STRICT = {
  enabled: true,
  unindexed_filtering_retrieve: false,
  unindexed_filtering_update: false,
  max_payload_index_count: 8,
  max_query_limit: 1_000,
};

describeRecordStoreContract(
  'Qdrant in strict mode, two shards, 32-bit vectors in memory',
  storeIn({ quantization: 'none', onDisk: false, shards: 2 }, (alias) =>
    client.updateCollection(alias, { strict_mode_config: STRICT }),
  ),
  { rarityOfWords: 'Qdrant counts them shard by shard' },
);

describeRecordStoresContract('Qdrant', () => {
  const layout = freshLayout();
  return Promise.resolve({
    stores: qdrantStores(address, layout),
    dispose: () => removeCollections(address, layout),
  });
});
