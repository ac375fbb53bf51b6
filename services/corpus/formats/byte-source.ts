import { createReadStream, type ReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { KindredError } from '../../../schemas/errors.ts';

const HEAD_BYTES = 64 * 1024;
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);
/**
 * Text shrinks to a fifth or a twentieth when it is compressed. A file that grows more than this many times when it is
 * decompressed was made to fill a disk, or to keep a process busy for days.
 */
const MAX_GROWTH = 250;
/** Up to this size a file may grow more often than that, because a gigabyte of one repeated row does no harm. */
const ALWAYS_ALLOWED_BYTES = 1024 ** 3;
const UTF8_BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** The bytes of a file. When they are compressed with gzip they are decompressed, whatever the name of the file is. */
export interface ByteSource {
  readonly path: string;
  /** The name of the file in messages. Its extension is a hint on the format. */
  readonly name: string;
  readonly gzipped: boolean;
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
  const { size, gzipped } = await inspect(path, name);
  const head = await readHead(streamFile(path, gzipped, () => undefined));
  let counted = 0;
  let current: ReadStream | null = null;
  return {
    path,
    name,
    gzipped,
    bytesTotal: size,
    head,
    bytesRead: () => Math.min(size, counted + (current?.bytesRead ?? 0)),
    countRead: (bytes) => {
      counted += bytes;
    },
    open: () => {
      counted = 0;
      return streamFile(path, gzipped, (file) => {
        current = file;
      });
    },
  };
}

async function inspect(path: string, name: string): Promise<{ size: number; gzipped: boolean }> {
  try {
    const { size } = await stat(path);
    const handle = await open(path);
    try {
      const magic = Buffer.alloc(GZIP_MAGIC.length);
      await handle.read(magic, 0, magic.length, 0);
      return { size, gzipped: magic.equals(GZIP_MAGIC) };
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw cannotOpen(name, error);
  }
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

/** Whether reading has failed because compressed data are damaged or end early. */
export function isDamagedGzip(error: unknown): boolean {
  return errorCode(error).startsWith('Z_');
}

async function* streamFile(
  path: string,
  gzipped: boolean,
  opened: (file: ReadStream) => void,
): AsyncGenerator<Buffer, void, undefined> {
  const file = createReadStream(path);
  opened(file);
  // The iteration below throws the errors of both streams, so there is nothing to do in the callback.
  const stream = gzipped ? pipeline(file, createGunzip(), () => undefined) : file;
  let bytes = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > Math.max(ALWAYS_ALLOWED_BYTES, MAX_GROWTH * file.bytesRead)) throw growsTooMuch(path);
      yield chunk;
    }
  } finally {
    await closed(file);
  }
}

function growsTooMuch(path: string): KindredError {
  return new KindredError(
    'payload_too_large',
    `${basename(path)} grows more than ${MAX_GROWTH} times when it is decompressed, as no text does. Send it decompressed.`,
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
    if (!isDamagedGzip(error)) throw error;
  }
  return Buffer.concat(parts).subarray(0, HEAD_BYTES);
}

/** Whether the head of a source is the whole file. */
export function isWhole(source: ByteSource): boolean {
  return source.head.length < HEAD_BYTES;
}

/** The head as text, without a byte order mark. */
export function headText(source: ByteSource): string {
  return new TextDecoder(utf16Encoding(source.head) ?? 'utf-8').decode(source.head, { stream: true });
}

/** The file as UTF-8 without a byte order mark; UTF-16, as spreadsheets write it, is converted. */
export async function* openText(source: ByteSource): AsyncGenerator<Buffer, void, undefined> {
  const encoding = utf16Encoding(source.head);
  const decoder = encoding === null ? null : new TextDecoder(encoding);
  let bom = source.head.subarray(0, UTF8_BOM.length).equals(UTF8_BOM) ? UTF8_BOM.length : 0;
  for await (const chunk of source.open()) {
    if (decoder !== null) yield Buffer.from(decoder.decode(chunk, { stream: true }));
    else yield chunk.subarray(bom);
    bom = Math.max(0, bom - chunk.length);
  }
}

function utf16Encoding(head: Buffer): 'utf-16le' | 'utf-16be' | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return null;
}
