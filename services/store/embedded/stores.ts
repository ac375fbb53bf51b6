import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { KindredError } from '../../../schemas/errors.ts';
import { EmbeddedStore } from './store.ts';
import { loadIndex } from './load-index.ts';
import type { RecordStore, RecordStores, SpaceSignature } from '../port.ts';
import { collectionName } from '../collection-name.ts';
import { refusingOlder } from '../refusing-older.ts';
import { claimDirectory, claimedSpace, reclaimDirectory } from './space-manifest.ts';
import { hasUnfinishedMerge, logsOf, segmentFolders } from './collection-files.ts';
import { cutsOf, wasCutInSeal } from './mend-collection.ts';
import { Segments, SILENT, type StoreLog } from './segments.ts';
import { openCollection, whileNobodyOpens } from './zvec-collection.ts';

/**
 * Opens the record store in files below `directory`, for a single process.
 * @throws KindredError `space_mismatch` when the directory belongs to another space, `data_directory_busy` when another
 * process has it open, `store_unavailable` when it cannot be read
 */
export async function openEmbeddedStore(
  directory: string,
  signature: SpaceSignature,
  log = SILENT,
): Promise<RecordStore> {
  const stores = embeddedStores(directory, log);
  await stores.claim(signature);
  return stores.open(signature);
}

/**
 * The record stores in files below `directory`, one for each space. Only one process at a time may open a store.
 * @param log is told what a store does by itself
 */
export function embeddedStores(directory: string, log = SILENT): RecordStores {
  const pathOf = (signature: SpaceSignature): string => join(directory, collectionName(signature.spaceId));
  return {
    nameOf: ({ spaceId }) => spaceId,
    live: () => claimedSpace(directory),
    claim: (signature) => readable(directory, () => claimDirectory(directory, signature)),
    open: (signature) => readable(directory, () => openEncoding(directory, signature, log)),
    exists: (signature) => Promise.resolve(existsSync(pathOf(signature))),
    makeLive: (signature) => reclaimDirectory(directory, signature),
    remove: (signature) => rm(pathOf(signature), { recursive: true, force: true, maxRetries: 3 }),
  };
}

async function openEncoding(
  directory: string,
  signature: SpaceSignature,
  log: StoreLog,
): Promise<RecordStore> {
  const start = performance.now();
  const found = await mended(directory, join(directory, collectionName(signature.spaceId)), log);
  const collection = await openCollection(directory, signature);
  const segments = new Segments(collection, () => collection.stats.docCount, log);
  try {
    segments.opened(found);
    const index = await loadIndex(collection);
    if (found.killed) {
      const ms = Math.round(performance.now() - start);
      log.info({ directory, records: index.size, ms }, 'The store is whole, with all that was acknowledged');
    }
    return refusingOlder(new EmbeddedStore(signature, { collection, index, segments, log }));
  } catch (cause) {
    await segments.close();
    throw cause;
  }
}

/** Looks at the files of a collection, mends what a kill has cut off, and tells what was found. */
async function mended(
  directory: string,
  path: string,
  log: StoreLog,
): Promise<{ segments: number; killed: boolean }> {
  if (!existsSync(path)) return { segments: 0, killed: false };
  const cutInSeal = wasCutInSeal(path);
  const killed = cutInSeal || hasUnfinishedMerge(path) || logsOf(path).length > 0;
  if (killed) log.info({ directory }, 'The store was not closed; reading what was written last again');
  if (cutsOf(path).length > 0) {
    await whileNobodyOpens(directory, path, () => {
      // A process that is writing leaves such files for moments, so only what is found now counts.
      for (const { what, mend } of cutsOf(path)) {
        mend();
        log.warn({ directory }, what);
      }
    });
  }
  return { segments: segmentFolders(path).length, killed };
}

/** Runs `use` so that errors of the file system become a `store_unavailable` that names the directory. */
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
