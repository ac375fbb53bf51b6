import type { FileHandle } from 'node:fs/promises';

/** The most bytes of one message, which is held in memory as a whole. */
const MAX_MESSAGE_BYTES = 1024 ** 3;
const FILE_MAGIC = 'ARROW1';
/** The magic bytes of a file are filled up to eight. */
const FILE_START = 8;
const CONTINUATION = -1;
const KINDS = { 1: 'schema', 2: 'dictionary', 3: 'rows' } as const;

/** A message of an Arrow stream: a schema, a dictionary or a batch of rows. */
export interface ArrowMessage {
  /** The message as a whole, with the lengths before it. */
  readonly bytes: Buffer;
  readonly kind: 'schema' | 'dictionary' | 'rows';
  /** Of a dictionary: which one it is, and whether it takes the place of the one before. */
  readonly dictionary: string | null;
  readonly replaces: boolean;
}

/** The data end within a message, or before the end that a file must have. */
export class ArrowEndsEarly extends Error {}

/**
 * The messages of an Arrow file or stream in their order. A file is a stream between magic bytes and a table of contents,
 * which is not needed: so the rows before a point where it was cut can be read.
 * @throws ArrowEndsEarly when the data end too early
 */
export async function* arrowMessages(file: FileHandle): AsyncGenerator<ArrowMessage, void, undefined> {
  const { size } = await file.stat();
  const isFile = (await bytesAt(file, 0, FILE_START, size)).toString('latin1').startsWith(FILE_MAGIC);
  let at = isFile ? FILE_START : 0;
  while (at < size) {
    const message = await messageAt(file, at, size);
    if (message === null) return;
    yield message;
    at += message.bytes.length;
  }
  // A stream may end with its last message; a file has an end of its own.
  if (isFile) throw new ArrowEndsEarly('the Arrow file has no end');
}

/** The message that begins at a place; null where the stream says that it ends. */
async function messageAt(file: FileHandle, at: number, size: number): Promise<ArrowMessage | null> {
  const [first, second] = await wordsAt(file, at, size);
  // Before version 0.15 of Arrow a message began with its length.
  const prefix = first === CONTINUATION ? 8 : 4;
  const length = first === CONTINUATION ? second : first;
  if (length === 0) return null;
  if (length < 0) throw new Error('a message has no length');
  const head = await bytesAt(file, at + prefix, length, size);
  const { bodyLength, ...described } = describe(head);
  const whole = prefix + length + bodyLength;
  if (whole > MAX_MESSAGE_BYTES) {
    throw new Error(`a batch of rows takes more than ${MAX_MESSAGE_BYTES} bytes: write smaller batches`);
  }
  return { ...described, bytes: await bytesAt(file, at, whole, size) };
}

async function wordsAt(file: FileHandle, at: number, size: number): Promise<[number, number]> {
  const first = (await bytesAt(file, at, 4, size)).readInt32LE(0);
  return [first, first === CONTINUATION ? (await bytesAt(file, at + 4, 4, size)).readInt32LE(0) : 0];
}

async function bytesAt(file: FileHandle, at: number, length: number, size: number): Promise<Buffer> {
  if (at + length > size) throw new ArrowEndsEarly('the Arrow data end within a message');
  const bytes = Buffer.alloc(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await file.read(bytes, done, length - done, at + done);
    if (bytesRead === 0) throw new ArrowEndsEarly('the Arrow data end within a message');
    done += bytesRead;
  }
  return bytes;
}

/** Reads what a message is and the length of its body from the table (FlatBuffers) with which it begins. */
function describe(head: Buffer): Omit<ArrowMessage, 'bytes'> & { bodyLength: number } {
  const message = new FlatTable(head, head.readInt32LE(0));
  const kind = KINDS[message.byte(6) as keyof typeof KINDS];
  const bodyLength = Number(message.long(10));
  if (bodyLength < 0 || !Number.isSafeInteger(bodyLength)) throw new Error('a message has no length');
  if (kind === undefined) throw new Error('a message is of an unknown kind');
  if (kind !== 'dictionary') return { kind, bodyLength, dictionary: null, replaces: false };
  const dictionary = message.table(8);
  return { kind, bodyLength, dictionary: String(dictionary.long(4)), replaces: dictionary.byte(8) === 0 };
}

/** A table of FlatBuffers, whose fields have numbers; one that is left out is zero. */
class FlatTable {
  readonly #bytes: Buffer;
  readonly #start: number;
  readonly #fields: number;

  constructor(bytes: Buffer, start: number) {
    this.#bytes = bytes;
    this.#start = start;
    this.#fields = start - bytes.readInt32LE(start);
  }

  byte(field: number): number {
    const place = this.#place(field);
    return place === null ? 0 : this.#bytes.readUInt8(place);
  }

  long(field: number): bigint {
    const place = this.#place(field);
    return place === null ? 0n : this.#bytes.readBigInt64LE(place);
  }

  table(field: number): FlatTable {
    const place = this.#place(field);
    if (place === null) throw new Error('a message is empty');
    return new FlatTable(this.#bytes, place + this.#bytes.readInt32LE(place));
  }

  #place(field: number): number | null {
    if (field >= this.#bytes.readUInt16LE(this.#fields)) return null;
    const offset = this.#bytes.readUInt16LE(this.#fields + field);
    return offset === 0 ? null : this.#start + offset;
  }
}

/** Whether a file begins as an Arrow stream does, which has no magic bytes: with the mark of a message and its length. */
export function isArrowStream(head: Buffer): boolean {
  if (head.length < 16 || head.readInt32LE(0) !== CONTINUATION) return false;
  const length = head.readInt32LE(4);
  return length > 0 && length % 8 === 0 && head.readInt32LE(8) > 0 && head.readInt32LE(8) < length;
}
