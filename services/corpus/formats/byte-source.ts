import { createReadStream, type ReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { KindredError } from '../../../schemas/errors.ts';
import { DamagedData, type Compression } from './damaged-data.ts';
import { decompressZstd, refuseOtherZstd } from './zstd.ts';

const HEAD_BYTES = 64 * 1024;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** The longest beginning that is looked at to tell how a file is compressed. */
const BEGIN_BYTES = 6;
/**
 * Text shrinks to a fifth or a twentieth when it is compressed. A file that grows more than this many times when it is
 * decompressed was made to fill a disk, or to keep a process busy for days.
 */
const MAX_GROWTH = 250;
/** Up to this size a file may grow more often than that, because a gigabyte of one repeated row does no harm. */
const ALWAYS_ALLOWED_BYTES = 1024 ** 3;
const UTF8_BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** The bytes of a file. When they are compressed they are decompressed, whatever the name of the file is. */
export interface ByteSource {
  readonly path: string;
  /** The name of the file in messages. Its extension is a hint on the format. */
  readonly name: string;
  readonly compression: Compression | null;
  /** Size of the file on the disk in bytes. */
  readonly bytesTotal: number;
  /** The first 64 KiB after decompression, or the whole file when it is shorter. */
  readonly head: Buffer;
  /** Number of bytes read from the disk since the last `open`. */
  bytesRead(): number;
  /** Adds to this number what was read by random access, for formats that are not read as a stream. */
  countRead(bytes: number): void;
  /** Streams the bytes from the beginning. When the iteration ends early, the file is closed before it returns. */
  open(): AsyncGenerator<Buffer, void, undefined>;
}

/**
 * Opens the file at `path` for reading.
 * @throws KindredError `not_found` when there is none, `invalid_request` when it cannot be read
 */
export async function openByteSource(path: string, name: string = basename(path)): Promise<ByteSource> {
  const { size, compression } = await inspect(path, name);
  const head = await readHead(streamFile(path, name, compression, () => undefined));
  let counted = 0;
  return {
    path,
    name,
    compression,
    bytesTotal: size,
    head,
    bytesRead: () => Math.min(size, counted),
    countRead: (bytes) => {
      counted += bytes;
    },
    open: () => {
      counted = 0;
      return streamFile(path, name, compression, (bytesRead) => {
        counted = bytesRead;
      });
    },
  };
}

async function inspect(
  path: string,
  name: string,
): Promise<{ size: number; compression: Compression | null }> {
  const { size, begin } = await beginningOf(path, name);
  const compression = compressionOf(begin);
  if (compression === 'Zstandard') refuseOtherZstd(begin, name);
  return { size, compression };
}

async function beginningOf(path: string, name: string): Promise<{ size: number; begin: Buffer }> {
  try {
    const { size } = await stat(path);
    const handle = await open(path);
    try {
      const begin = Buffer.alloc(BEGIN_BYTES);
      await handle.read(begin, 0, begin.length, 0);
      return { size, begin };
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw cannotOpen(name, error);
  }
}

/** A file of Zstandard may begin with a frame that decoders skip, as those of parallel compressors do. */
function compressionOf(begin: Buffer): Compression | null {
  const hex = begin.toString('hex');
  if (hex.startsWith('1f8b')) return 'gzip';
  return /^(28b52ffd|5.2a4d18)/.test(hex) ? 'Zstandard' : null;
}

function cannotOpen(name: string, cause: unknown): KindredError {
  const code = errorCode(cause);
  if (code === 'ENOENT') return new KindredError('not_found', `There is no file ${name}.`, { cause });
  const why = code === 'EISDIR' ? 'it is a directory; name the files in it' : `it cannot be opened (${code})`;
  return new KindredError('invalid_request', `${name} cannot be read: ${why}.`, { field: 'path', cause });
}

/** The code of an error of files or of zlib; empty when it has none. */
function errorCode(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

async function* streamFile(
  path: string,
  name: string,
  compression: Compression | null,
  countRead: (bytes: number) => void,
): AsyncGenerator<Buffer, void, undefined> {
  let read = 0;
  const count = (bytes: number): void => {
    read = bytes;
    countRead(bytes);
  };
  let bytes = 0;
  for await (const chunk of chunksOf(path, compression, count)) {
    bytes += chunk.length;
    if (bytes > Math.max(ALWAYS_ALLOWED_BYTES, MAX_GROWTH * read)) throw growsTooMuch(name);
    yield chunk;
  }
}

function chunksOf(
  path: string,
  compression: Compression | null,
  countRead: (bytes: number) => void,
): AsyncGenerator<Buffer, void, undefined> {
  return compression === 'Zstandard'
    ? decompressZstd(path, countRead)
    : readStream(path, compression === 'gzip', countRead);
}

async function* readStream(
  path: string,
  gzipped: boolean,
  countRead: (bytes: number) => void,
): AsyncGenerator<Buffer, void, undefined> {
  const file = createReadStream(path);
  // The iteration below throws the errors of both streams, so there is nothing to do in the callback.
  const stream = gzipped ? pipeline(file, createGunzip(), () => undefined) : file;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      countRead(file.bytesRead);
      yield chunk;
    }
  } catch (error) {
    throw errorCode(error).startsWith('Z_') ? new DamagedData('gzip') : error;
  } finally {
    await closed(file);
  }
}

function growsTooMuch(name: string): KindredError {
  return new KindredError(
    'payload_too_large',
    `${name} grows more than ${MAX_GROWTH} times when it is decompressed, as no text does. Send it decompressed.`,
  );
}

/** Closes a file and resolves when its descriptor is free. The result of a read that is under way is dropped. */
async function closed(file: ReadStream): Promise<void> {
  if (file.closed) return;
  file.on('error', () => undefined);
  const done = new Promise<void>((resolve) => file.once('close', resolve));
  file.destroy();
  await done;
}

async function readHead(chunks: AsyncGenerator<Buffer, void, undefined>): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of chunks) {
      parts.push(chunk);
      size += chunk.length;
      if (size >= HEAD_BYTES) break;
    }
  } catch (error) {
    if (!(error instanceof DamagedData)) throw error;
  }
  return Buffer.concat(parts).subarray(0, HEAD_BYTES);
}

/** Whether the head of a source is the whole file. */
export function isWhole(source: ByteSource): boolean {
  return source.head.length < HEAD_BYTES;
}

/** The head as text, without a byte order mark. */
export function headText(source: ByteSource): string {
  const text = new TextDecoder(utf16Encoding(source.head) ?? 'utf-8').decode(source.head, { stream: true });
  return hasOldLineEnds(source.head) ? text.replaceAll('\r', '\n') : text;
}

/** Whether lines end with carriage returns alone, as programs for the old Mac OS write them. */
function hasOldLineEnds(head: Buffer): boolean {
  return head.includes(CARRIAGE_RETURN) && !head.includes(LINE_FEED);
}

function withLineFeeds(text: Buffer): Buffer {
  return Buffer.from(text).map((byte) => (byte === CARRIAGE_RETURN ? LINE_FEED : byte)) as Buffer;
}

/**
 * The file as UTF-8 without a byte order mark; UTF-16, as spreadsheets write it, is converted, and so are line ends that are
 * carriage returns alone.
 */
export async function* openText(source: ByteSource): AsyncGenerator<Buffer, void, undefined> {
  const encoding = utf16Encoding(source.head);
  const decoder = encoding === null ? null : new TextDecoder(encoding);
  let bom = source.head.subarray(0, UTF8_BOM.length).equals(UTF8_BOM) ? UTF8_BOM.length : 0;
  const isOld = hasOldLineEnds(source.head);
  for await (const chunk of source.open()) {
    const text =
      decoder === null ? chunk.subarray(bom) : Buffer.from(decoder.decode(chunk, { stream: true }));
    yield isOld ? withLineFeeds(text) : text;
    bom = Math.max(0, bom - chunk.length);
  }
}

function utf16Encoding(head: Buffer): 'utf-16le' | 'utf-16be' | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return null;
}
