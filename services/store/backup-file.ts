import { counted } from '../../schemas/counted.ts';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { KindredError } from '../../schemas/errors.ts';
import { InstructionRecord } from '../../schemas/record.ts';
import { isErrno } from '../runtime/is-errno.ts';
import type { CopyWatch } from './copy-records.ts';
import type { EmbeddedRecord } from './port.ts';
import { faultOfRecord } from './record-faults.ts';
import type { AlteredRecord } from './verify.ts';
import { addTo } from './walk-records.ts';

/*
 * A backup is a gzipped file of JSON lines: one `Start`, a `Line` for every record in the order of ids, and one `End`.
 */
const Start = z.object({ kindred_backup: z.literal(1), space_id: z.string() });
const Line = z.object({ record: InstructionRecord, task: z.base64(), content: z.base64() });
const End = z.object({ records: z.int(), checksum: z.string() });

const RECORDS_AT_ONCE = 500;
/** At most this many altered records are listed; all are counted. */
const MOST_LISTED = 10_000;

export interface BackedUp {
  readonly records: number;
  /** SHA-256 over every record and its vectors, in hexadecimal. */
  readonly checksum: string;
}

export interface CheckedBackup extends BackedUp {
  /** The id of the vector space. */
  readonly space_id: string;
  /** How many records were altered before they came into the backup. */
  readonly altered: number;
  /** These records, the first 10,000 of them. */
  readonly listed: readonly AlteredRecord[];
}

/**
 * Reads a backup to its end, and changes nothing. What was altered in the file is found by the checksum at its end, what was
 * altered in the store before the backup by the ids of the records.
 * @throws KindredError `invalid_request` when the file is no whole backup
 */
export async function checkBackup(path: string, watch: CopyWatch): Promise<CheckedBackup> {
  const hash = createHash('sha256');
  const listed: AlteredRecord[] = [];
  let [records, altered, spaceId, last] = [0, 0, '', ''];
  let end: BackedUp | null = null;
  for await (const part of partsOf(path)) {
    watch.signal.throwIfAborted();
    if ('spaceId' in part) spaceId = part.spaceId;
    else if ('end' in part) end = part.end;
    else {
      for (const embedded of part.records) {
        addTo(hash, embedded);
        const { id } = embedded.record;
        if (id <= last) throw notWhole(path, `record ${id} comes after ${last}`);
        last = id;
        const why = faultOfRecord(embedded, null);
        if (why === null) continue;
        altered++;
        if (listed.length < MOST_LISTED) listed.push({ id, why });
      }
      records += part.records.length;
      watch.onProgress(`${records} records checked`);
    }
  }
  const checksum = hash.digest('hex');
  if (end?.records !== records || end.checksum !== checksum) {
    throw notWhole(path, `it ends after ${counted(records, 'record')}, and its end names others`);
  }
  return { records, checksum, space_id: spaceId, altered, listed };
}

/** The records of a backup in slices. */
export async function* recordsOfBackup(path: string): AsyncGenerator<readonly EmbeddedRecord[]> {
  for await (const part of partsOf(path)) if ('records' in part) yield part.records;
}

type BackupPart =
  { readonly spaceId: string } | { readonly records: readonly EmbeddedRecord[] } | { readonly end: BackedUp };

/** Reads the start of a backup, its records in slices, and after the last slice its end. */
async function* partsOf(path: string): AsyncGenerator<BackupPart> {
  let records: EmbeddedRecord[] = [];
  let number = 0;
  let ended = false;
  for await (const text of textLines(path)) {
    number++;
    const line = parsed(path, text, number);
    if (ended) throw notWhole(path, `line ${number} comes after its end`);
    if (number === 1) yield { spaceId: spaceOf(path, line) };
    else if (isEnd(line)) {
      ended = true;
      if (records.length > 0) yield { records };
      yield { end: line };
      records = [];
    } else if (records.push(embeddedOf(path, line, number)) === RECORDS_AT_ONCE) {
      yield { records };
      records = [];
    }
  }
  if (records.length > 0) yield { records };
}

/**
 * The lines of a gzipped file. Both streams end with the reading, however that ends: a stream that is left alone and fails
 * later would end the process.
 */
async function* textLines(path: string): AsyncGenerator<string> {
  const file = createReadStream(path);
  const unzipped = createGunzip().setEncoding('utf8');
  unzipped.on('error', () => undefined);
  file.on('error', (error) => unzipped.destroy(error)).pipe(unzipped);
  let begun: string[] = [];
  try {
    for await (const chunk of unzipped as AsyncIterable<string>) {
      const [first = '', ...others] = chunk.split('\n');
      begun.push(first);
      for (const other of others) {
        yield begun.join('');
        begun = [other];
      }
    }
    const last = begun.join('');
    if (last !== '') yield last;
  } catch (cause) {
    if (isErrno(cause, 'ENOENT'))
      throw new KindredError(
        'invalid_request',
        `There is no file ${path}: name one that "kindred backup" has written.`,
      );
    throw notWhole(path, cause instanceof Error ? cause.message : String(cause));
  } finally {
    file.destroy();
    unzipped.destroy();
  }
}

function parsed(path: string, text: string, number: number): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw notWhole(path, `line ${number} is not JSON`);
  }
}

function spaceOf(path: string, line: unknown): string {
  const start = Start.safeParse(line).data;
  if (start === undefined) throw notWhole(path, 'it does not begin as one');
  return start.space_id;
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
    `${path} is no whole backup: ${why}. Nothing was written. Take another backup: "kindred backup --verify FILE" tells ` +
      'whether one is whole.',
  );
}

function fromBase64(text: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer);
}
