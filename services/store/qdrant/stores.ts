import type { RecordStore, RecordStores, SpaceSignature } from '../port.ts';
import { collectionOf, mismatch, prepareCollection } from './collection.ts';
import { QdrantConnection, READ_RETRY, WRITE_RETRY } from './connection.ts';
import { resumeIndexing } from './indexing.ts';
import { readCapabilities, type Capabilities } from './server.ts';
import { QdrantStore } from './store.ts';
import type { QdrantAddress, QdrantLayout } from '../../config.ts';

/**
 * The record store on a Qdrant server, for any number of processes.
 * Throws `space_mismatch` when the server keeps another space under this name, `store_unavailable` when it does not
 * answer or is too old.
 */
export async function openQdrantStore(
  address: QdrantAddress,
  layout: QdrantLayout,
  signature: SpaceSignature,
  retry = { read: READ_RETRY, write: WRITE_RETRY },
): Promise<RecordStore> {
  const stores = qdrantStores(address, layout, retry);
  await stores.claim(signature);
  return stores.open(signature);
}

/** The record stores on a Qdrant server: a collection for each space, and an alias to the one that answers. */
export function qdrantStores(
  address: QdrantAddress,
  layout: QdrantLayout,
  retry = { read: READ_RETRY, write: WRITE_RETRY },
): RecordStores {
  const writer = new QdrantConnection(address, retry.write);
  const reader = new QdrantConnection(address, retry.read);
  let known: Capabilities | null = null;
  // Before anything else is asked of it: what a server is too old for fails in ways that say nothing.
  const capabilities = async (): Promise<Capabilities> => (known ??= await readCapabilities(reader));
  const live = async (): Promise<string | null> => {
    await capabilities();
    const { aliases } = await reader.call((client) => client.getAliases());
    return aliases.find(({ alias_name }) => alias_name === layout.name)?.collection_name ?? null;
  };
  const exists = async (collection: string): Promise<boolean> =>
    (await reader.call((client) => client.collectionExists(collection))).exists;
  const stores: RecordStores = {
    nameOf: (signature) => collectionOf(layout, signature),
    live,
    claim: async (signature) => {
      const found = await live();
      if (found === stores.nameOf(signature)) return;
      if (found !== null) throw mismatch(layout.name, found, signature);
      await prepareCollection(reader, layout, signature, await capabilities());
      await pointAlias(reader, layout, signature, null);
    },
    open: async (signature) => {
      const collection = await prepareCollection(reader, layout, signature, await capabilities());
      // A load that was killed may have left it put off; one that is under way merely indexes earlier.
      await resumeIndexing(reader, collection);
      return new QdrantStore(signature, collection, reader, writer);
    },
    exists: (signature) => exists(collectionOf(layout, signature)),
    makeLive: async (signature) => pointAlias(writer, layout, signature, await live()),
    remove: async (signature) => {
      await writer.call((client) => client.deleteCollection(collectionOf(layout, signature)));
    },
  };
  return stores;
}

/** In one request, so that the alias always leads somewhere. */
async function pointAlias(
  connection: QdrantConnection,
  layout: QdrantLayout,
  signature: SpaceSignature,
  from: string | null,
): Promise<void> {
  const alias_name = layout.name;
  const create = { create_alias: { alias_name, collection_name: collectionOf(layout, signature) } };
  const actions = from === null ? [create] : [{ delete_alias: { alias_name } }, create];
  await connection.call((client) => client.updateCollectionAliases({ actions }));
}
