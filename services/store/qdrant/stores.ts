import type { RecordStore, RecordStores, SpaceSignature } from '../port.ts';
import { refusingOlder } from '../refusing-older.ts';
import { collectionOf, mismatch, prepareCollection } from './collection.ts';
import { QdrantConnection, READ_RETRY, WRITE_RETRY } from './connection.ts';
import { resumeIndexing } from './indexing.ts';
import { readCapabilities, type Capabilities } from './server.ts';
import type { RememberedStore } from './remembered-store.ts';
import { QdrantStore } from './store.ts';
import type { QdrantAddress, QdrantLayout } from '../../config.ts';

/**
 * Opens the record store on a Qdrant server, for any number of processes.
 * @throws KindredError `space_mismatch` when the server keeps another space under this name, `store_unavailable` when it
 * does not answer or is too old
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

/**
 * The record stores on a Qdrant server: one collection for each space, and an alias to the one that is live.
 * @param remembered knows whether there were records before; null when nobody remembers
 */
export function qdrantStores(
  address: QdrantAddress,
  layout: QdrantLayout,
  retry = { read: READ_RETRY, write: WRITE_RETRY },
  remembered: Pick<RememberedStore, 'assertNew' | 'remember'> | null = null,
): RecordStores {
  const writer = new QdrantConnection(address, retry.write);
  const reader = new QdrantConnection(address, retry.read);
  let known: Capabilities | null = null;
  // Asked before anything else: a server that is too old fails later in ways that do not say so.
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
      const found = (await live()) ?? (await madeSince(live, remembered));
      if (found !== null && found !== stores.nameOf(signature)) throw mismatch(layout.name, found, signature);
      if (found === null) {
        await prepareCollection(reader, layout, signature, await capabilities());
        await pointAlias(reader, layout, signature, null);
      }
      await remembered?.remember();
    },
    open: async (signature) => {
      const collection = await prepareCollection(reader, layout, signature, await capabilities());
      // A load that was killed may have left indexing put off. For a load that goes on now, indexing merely starts earlier.
      await resumeIndexing(reader, collection);
      return refusingOlder(new QdrantStore(signature, collection, reader, writer));
    },
    exists: (signature) => exists(collectionOf(layout, signature)),
    makeLive: async (signature) => pointAlias(writer, layout, signature, await live()),
    remove: async (signature) => {
      await writer.call((client) => client.deleteCollection(collectionOf(layout, signature)));
    },
  };
  return stores;
}

/**
 * What another process has made that starts at the same time: it remembers records only when they are there.
 * @throws KindredError `store_unavailable` when records are remembered and are not there
 */
async function madeSince(
  live: () => Promise<string | null>,
  remembered: Pick<RememberedStore, 'assertNew'> | null,
): Promise<string | null> {
  try {
    await remembered?.assertNew();
    return null;
  } catch (error) {
    const found = await live();
    if (found === null) throw error;
    return found;
  }
}

/** Makes the alias lead to the collection of a space, in one request, so that it leads somewhere at any time. */
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
