import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { KindredError } from '../../../schemas/errors.ts';
import { EmbeddedStore } from './store.ts';
import { loadIndex } from './load-index.ts';
import type { RecordStore, RecordStores, SpaceSignature } from '../port.ts';
import { collectionName } from '../collection-name.ts';
import { claimDirectory, claimedSpace, reclaimDirectory } from './space-manifest.ts';
import { openCollection } from './zvec-collection.ts';

/**
 * The record store of one process, in files below `directory`.
 * Throws `space_mismatch` when the directory belongs to another space, `data_directory_busy` when another process has
 * it open, `store_unavailable` when it cannot be read.
 */
export async function openEmbeddedStore(directory: string, signature: SpaceSignature): Promise<RecordStore> {
  const stores = embeddedStores(directory);
  await stores.claim(signature);
  return stores.open(signature);
}

/** The record stores in files below `directory`, a space each. Only one process at a time may open one. */
export function embeddedStores(directory: string): RecordStores {
  const pathOf = (signature: SpaceSignature): string => join(directory, collectionName(signature.spaceId));
  return {
    nameOf: ({ spaceId }) => spaceId,
    live: () => claimedSpace(directory),
    claim: (signature) => readable(directory, () => claimDirectory(directory, signature)),
    open: (signature) => readable(directory, () => openEncoding(directory, signature)),
    exists: (signature) => Promise.resolve(existsSync(pathOf(signature))),
    makeLive: (signature) => reclaimDirectory(directory, signature),
    remove: (signature) => rm(pathOf(signature), { recursive: true, force: true, maxRetries: 3 }),
  };
}

async function openEncoding(directory: string, signature: SpaceSignature): Promise<RecordStore> {
  const collection = await openCollection(directory, signature);
  const index = await loadIndex(collection).catch((cause: unknown) => {
    collection.closeSync();
    throw cause;
  });
  return new EmbeddedStore(signature, collection, index);
}

/** What goes wrong with files, as the store's own error. */
async function readable<T>(directory: string, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (cause) {
    if (cause instanceof KindredError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new KindredError(
      'store_unavailable',
      `The record store in ${directory} cannot be opened: ${reason}`,
      {
        cause,
      },
    );
  }
}
