import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  ZVecCollectionSchema,
  ZVecCreateAndOpen,
  ZVecDataType,
  ZVecIndexType,
  ZVecInitialize,
  ZVecLogLevel,
  ZVecMetricType,
  ZVecOpen,
} from '@zvec/zvec';
import type { ZVecCollection, ZVecFieldSchema, ZVecVectorSchema } from '@zvec/zvec';
import { KindredError } from '../../../schemas/errors.ts';
import type { SpaceSignature } from '../port.ts';
import { collectionName } from '../collection-name.ts';

/** The most results that zvec gives to one query. */
export const MAX_TOPK = 100_000;

const DRAFT_PREFIX = 'creating-';

/**
 * Opens the collection of the space below `directory`, and creates it the first time.
 * Throws `data_directory_busy` when a process has it open, `store_unavailable` when it cannot be opened.
 */
export async function openCollection(directory: string, signature: SpaceSignature): Promise<ZVecCollection> {
  // The engine writes its log to stdout otherwise, where the command line prints data. Every error is thrown too.
  ZVecInitialize({ logLevel: ZVecLogLevel.FATAL });
  const path = join(directory, collectionName(signature.spaceId));
  if (!existsSync(path)) await createCollection(directory, path, signature);
  const collection = openExisting(directory, path);
  await removeDrafts(directory);
  return collection;
}

/** What the engine threw, as the store's own error. */
export function storeError(cause: unknown): KindredError {
  if (cause instanceof KindredError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new KindredError('store_unavailable', `The record store could not answer: ${reason}`, { cause });
}

/**
 * Under another name first, so that a killed process leaves no half collection behind. Of several processes that create
 * at once one renames first, takes the lock and clears the others' drafts away under them: whatever fails then is no
 * fault, and the lock decides.
 */
async function createCollection(directory: string, path: string, signature: SpaceSignature): Promise<void> {
  const draft = join(directory, `${DRAFT_PREFIX}${randomUUID()}`);
  try {
    ZVecCreateAndOpen(draft, schemaOf(signature)).closeSync();
    await rename(draft, path);
  } catch (cause) {
    await removeDraft(draft);
    if (!existsSync(path)) throw cause;
  }
}

function openExisting(directory: string, path: string): ZVecCollection {
  try {
    return ZVecOpen(path);
  } catch (cause) {
    if (!(cause instanceof Error) || !cause.message.includes("Can't lock")) throw cause;
    throw new KindredError(
      'data_directory_busy',
      `The data directory ${directory} is in use by another process, and only one at a time may open it. ` +
        'Stop that process, or set KINDRED_URL to the address of the service that has it open, or choose another ' +
        'directory with --data or KINDRED_DATA.',
      { cause },
    );
  }
}

/** Only the holder of the lock gets here; a process that loses its draft by this would find the lock taken. */
async function removeDrafts(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (name.startsWith(DRAFT_PREFIX)) await removeDraft(join(directory, name));
  }
}

/** As far as it goes: another process may be writing into the draft, and the next start removes what stays. */
async function removeDraft(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
}

function schemaOf(signature: SpaceSignature): ZVecCollectionSchema {
  const inverted = { indexType: ZVecIndexType.INVERT, enableRangeOptimization: false } as const;
  const text = (name: string, nullable = false): ZVecFieldSchema => {
    return { name, dataType: ZVecDataType.STRING, nullable };
  };
  const vector = (name: 'task' | 'content'): ZVecVectorSchema => ({
    name,
    dataType: ZVecDataType.VECTOR_FP32,
    dimension: signature.dimensions[name],
    // Vectors have length 1, so the inner product is the cosine, and they come back as they were written.
    indexParams: { indexType: ZVecIndexType.FLAT, metricType: ZVecMetricType.IP },
  });
  return new ZVecCollectionSchema({
    name: 'records',
    vectors: [vector('task'), vector('content')],
    fields: [
      text('corpus'),
      text('label', true),
      text('source', true),
      text('text_hash'),
      text('payload'),
      { name: 'terms', dataType: ZVecDataType.ARRAY_INT64, indexParams: inverted },
      { name: 'bucket', dataType: ZVecDataType.INT32, indexParams: inverted },
    ],
  });
}
