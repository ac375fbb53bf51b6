import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { z } from 'zod';
import { KindredError } from '../../schemas/errors.ts';
import { InstructionRecord } from '../../schemas/record.ts';
import { writeMissing, type CopyWatch } from './copy-records.ts';
import type { EmbeddedRecord, RecordStore, SpaceSignature } from './port.ts';
import { addTo, pagesOf, type Source } from './walk-records.ts';
import { wholeLoad, type Loadable } from './whole-load.ts';

/** A backup is gzipped JSON lines: this, a line for every record in the order of ids, and the end. */
const Start = z.object({ kindred_backup: z.literal(1), space_id: z.string() });
const Line = z.object({ record: InstructionRecord, task: z.base64(), content: z.base64() });
const End = z.object({ records: z.int(), checksum: z.string() });

export interface BackedUp {
  readonly records: number;
  /** SHA-256 over every record and vector. */
  readonly checksum: string;
}

export interface Restored extends BackedUp {
  /** Records that were missing before. */
  readonly restored: number;
}

type Target = Loadable & Pick<RecordStore, 'signature' | 'existing' | 'upsert'>;

const RESTORED_AT_ONCE = 500;

/** Writes every record with its vectors to `path`, which is there as a whole or not at all. */
export async function writeBackup(
  store: Source & { readonly signature: SpaceSignature },
  path: string,
  watch: CopyWatch,
): Promise<BackedUp> {
  const draft = `${path}.part`;
  const done: BackedUp[] = [];
  try {
    const lines = Readable.from(linesOf(store, watch, (end) => done.push(end)));
    await pipeline(lines, createGzip({ level: 1 }), createWriteStream(draft), { signal: watch.signal });
    await sync(draft);
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
  const [end] = done;
  if (end === undefined) throw new Error('This is a bug: a backup ended without its end.');
  return end;
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
 * Writes every record of a backup into `store`; those that are there already are not written again. Nothing is removed.
 * @throws KindredError `space_mismatch` for vectors of another encoder, `invalid_request` for what is no whole backup
 */
export function restoreBackup(path: string, store: Target, watch: CopyWatch): Promise<Restored> {
  return wholeLoad(store, watch.signal, () => restoreMissing(path, store, watch));
}

async function restoreMissing(path: string, store: Target, watch: CopyWatch): Promise<Restored> {
  const hash = createHash('sha256');
  let [records, restored] = [0, 0];
  let end: BackedUp | null = null;
  for await (const part of partsOf(path, store.signature)) {
    watch.signal.throwIfAborted();
    if (!Array.isArray(part)) {
      end = part;
      continue;
    }
    for (const embedded of part) addTo(hash, embedded);
    records += part.length;
    restored += await writeMissing(store, part);
    watch.onProgress(`${records} records read`);
  }
  const checksum = hash.digest('hex');
  if (end?.records !== records || end.checksum !== checksum) {
    throw notWhole(path, `it ends after ${records} records, and they are not those that its end names`);
  }
  return { records, restored, checksum };
}

/** The records of a backup in slices, and at last its end. */
async function* partsOf(
  path: string,
  signature: SpaceSignature,
): AsyncGenerator<EmbeddedRecord[] | BackedUp> {
  let part: EmbeddedRecord[] = [];
  let number = 0;
  for await (const text of textLines(path)) {
    number++;
    const line = parsed(path, text, number);
    if (number === 1) checkStart(path, line, signature);
    else if (isEnd(line)) {
      if (part.length > 0) yield part;
      part = [];
      yield line;
    } else if (part.push(embeddedOf(path, line, number)) === RESTORED_AT_ONCE) {
      yield part;
      part = [];
    }
  }
  if (part.length > 0) yield part;
}

async function* textLines(path: string): AsyncGenerator<string> {
  const file = createReadStream(path);
  const unzipped = createGunzip();
  file.on('error', (error) => unzipped.destroy(error));
  try {
    yield* createInterface({ input: file.pipe(unzipped), crlfDelay: Infinity });
  } catch (cause) {
    throw notWhole(path, cause instanceof Error ? cause.message : String(cause));
  }
}

function parsed(path: string, text: string, number: number): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw notWhole(path, `line ${number} is not JSON`);
  }
}

function checkStart(path: string, line: unknown, { spaceId }: SpaceSignature): void {
  const start = Start.safeParse(line).data;
  if (start === undefined) throw notWhole(path, 'it does not begin as one');
  if (start.space_id === spaceId) return;
  throw new KindredError(
    'space_mismatch',
    `${path} has vectors of the space ${start.space_id}, and the encoder in use makes ${spaceId}. Restore it with the ` +
      'encoder they were made with (KINDRED_ENCODER).',
  );
}

function isEnd(line: unknown): line is BackedUp {
  return End.safeParse(line).success;
}

function embeddedOf(path: string, line: unknown, number: number): EmbeddedRecord {
  if (!Line.safeParse(line).success) throw notWhole(path, `line ${number} is no record`);
  // As it was written: what the schema gives back has its keys in another order, which the checksum would see.
  const { record, task, content } = line as z.input<typeof Line>;
  return { record, vectors: { task: fromBase64(task), content: fromBase64(content) } };
}

function notWhole(path: string, why: string): KindredError {
  return new KindredError(
    'invalid_request',
    `${path} is no whole backup: ${why}. What was read before was restored.`,
  );
}

function lineOf(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

function toBase64({ buffer, byteOffset, byteLength }: Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}

function fromBase64(text: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer);
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
