import { counted } from '../../schemas/counted.ts';
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { KindredError } from '../../schemas/errors.ts';
import { checkBackup, recordsOfBackup, type BackedUp, type CheckedBackup } from './backup-file.ts';
import { writeMissing, type CopyWatch } from './copy-records.ts';
import type { RecordStore, SpaceSignature } from './port.ts';
import { faultOfRecord } from './record-faults.ts';
import { addTo, pagesOf, type Source } from './walk-records.ts';
import { wholeLoad, type Loadable } from './whole-load.ts';

export interface Restored extends BackedUp {
  /** Number of records that the store did not have before. */
  readonly restored: number;
  /** Number of altered records of the backup that were left out. */
  readonly left_out: number;
}

export interface RestoreOptions extends CopyWatch {
  /** Whether records that were altered before they came into the backup are left out, and the others restored. */
  readonly skipAltered: boolean;
}

type Target = Loadable & Pick<RecordStore, 'signature' | 'existing' | 'upsert'>;

/** A backup has every text, so that nobody but its owner may read it. */
const OWNER_ONLY = 0o600;
/** This many ids stand in a message. */
const MOST_NAMED = 5;

/** Writes every record with its vectors to the file `path`. A backup that fails leaves no file under that name. */
export async function writeBackup(
  store: Source & { readonly signature: SpaceSignature },
  path: string,
  watch: CopyWatch,
): Promise<BackedUp> {
  const draft = `${path}.part`;
  await checkFolder(dirname(path));
  const done: BackedUp[] = [];
  try {
    const lines = Readable.from(linesOf(store, watch, (end) => done.push(end)));
    await pipeline(lines, createGzip({ level: 1 }), createWriteStream(draft, { mode: OWNER_ONLY }), {
      signal: watch.signal,
    });
    await sync(draft);
    await rename(draft, path);
    await sync(dirname(path));
  } finally {
    await rm(draft, { force: true });
  }
  const [end] = done;
  if (end === undefined) throw new Error('This is a bug: a backup ended without its end.');
  return end;
}

async function checkFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => null);
  if (found?.isDirectory() === true) return;
  throw new KindredError(
    'invalid_request',
    `There is no folder ${folder} for the backup: make it, or name another one.`,
  );
}

async function* linesOf(
  store: Source & { readonly signature: SpaceSignature },
  watch: CopyWatch,
  ended: (end: BackedUp) => void,
): AsyncGenerator<string> {
  const total = await store.count({});
  const hash = createHash('sha256');
  let records = 0;
  yield lineOf({ kindred_backup: 1, space_id: store.signature.spaceId });
  for await (const page of pagesOf(store, watch.signal)) {
    for (const embedded of page) {
      addTo(hash, embedded);
      const { record, vectors } = embedded;
      yield lineOf({ record, task: toBase64(vectors.task), content: toBase64(vectors.content) });
    }
    records += page.length;
    watch.onProgress(`${records} of ${total} records`);
  }
  const end = { records, checksum: hash.digest('hex') };
  ended(end);
  yield lineOf(end);
}

/**
 * Writes the records of a backup into `store`, leaving out those that it has already. Nothing is removed. The backup is read
 * to its end before the first record is written, so that a bad one changes nothing.
 * @throws KindredError `space_mismatch` when the vectors are of another encoder, `invalid_request` when the file is no
 * whole backup or has altered records that are not to be left out
 */
export async function restoreBackup(path: string, store: Target, options: RestoreOptions): Promise<Restored> {
  const checked = await checkBackup(path, options);
  checkSpace(path, checked, store.signature);
  if (checked.altered > 0 && !options.skipAltered) throw altered(path, checked);
  const { records, checksum } = checked;
  const restored = await wholeLoad(store, options.signal, () =>
    restoreMissing(path, store, options, records),
  );
  return { records, restored, left_out: checked.altered, checksum };
}

async function restoreMissing(path: string, store: Target, watch: CopyWatch, total: number): Promise<number> {
  let [records, restored] = [0, 0];
  for await (const part of recordsOfBackup(path)) {
    watch.signal.throwIfAborted();
    const whole = part.filter((embedded) => faultOfRecord(embedded, null) === null);
    restored += await writeMissing(store, whole);
    records += part.length;
    watch.onProgress(`${records} of ${total} records restored`);
  }
  return restored;
}

function checkSpace(path: string, { space_id }: CheckedBackup, { spaceId }: SpaceSignature): void {
  if (space_id === spaceId) return;
  throw new KindredError(
    'space_mismatch',
    `${path} has vectors of the space ${space_id}, and the encoder in use makes ${spaceId}. Restore it with the ` +
      'encoder they were made with (KINDRED_ENCODER).',
  );
}

function altered(path: string, { altered: count, listed }: CheckedBackup): KindredError {
  const named = listed.slice(0, MOST_NAMED).map(({ id, why }) => `${id} (${why})`);
  return new KindredError(
    'invalid_request',
    `${path} has ${counted(count, 'record that was', 'records that were')} altered before the backup: ${named.join(', ')}` +
      `${count > named.length ? ', …' : ''}. Nothing was written. Restore an older backup, or give --skip-altered to ` +
      'leave out what was altered; "kindred backup --verify --json FILE" lists them.',
  );
}

function lineOf(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

function toBase64({ buffer, byteOffset, byteLength }: Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}

/** Has the system write a file, or the names in a folder, to the disk. */
async function sync(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
