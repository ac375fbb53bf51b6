/** Parquet files written by hand, which no library would write: one column of texts, `instruction`, in one row group. */

type Field = readonly [id: number, type: number, bytes: Buffer];

const I32 = 5;
const I64 = 6;
const BINARY = 8;
const LIST = 9;
const STRUCT = 12;

function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt(value);
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
}

/** Thrift's compact protocol. */
const int = (id: number, value: number): Field => [id, I32, varint(value * 2)];
const long = (id: number, value: number): Field => [id, I64, varint(BigInt(value) * 2n)];
const text = (id: number, value: string): Field => [id, BINARY, lengthPrefixed(value)];
const nested = (id: number, ...fields: Field[]): Field => [id, STRUCT, struct(...fields)];
const list = (id: number, type: number, ...items: Buffer[]): Field => [
  id,
  LIST,
  Buffer.concat([Buffer.from([(items.length << 4) | type]), ...items]),
];

function lengthPrefixed(value: string): Buffer {
  return Buffer.concat([varint(Buffer.byteLength(value)), Buffer.from(value)]);
}

function struct(...fields: Field[]): Buffer {
  let last = 0;
  const parts = fields.map(([id, type, bytes]) => {
    const head = Buffer.from([((id - last) << 4) | type]);
    last = id;
    return Buffer.concat([head, bytes]);
  });
  return Buffer.concat([...parts, Buffer.from([0])]);
}

interface Page {
  readonly bytes: Buffer;
  /** What its header says that it decodes to. */
  readonly uncompressed?: number;
  readonly values: number;
}

const PLAIN = 0;
const RLE = 3;
const RLE_DICTIONARY = 8;
const UNCOMPRESSED = 0;
export const ZSTD = 6;

function page(type: number, { bytes, uncompressed = bytes.length }: Page, header: Field): Buffer {
  return Buffer.concat([struct(int(1, type), int(2, uncompressed), int(3, bytes.length), header), bytes]);
}

export function dataPage(data: Page, encoding: 'plain' | 'dictionary'): Buffer {
  const code = encoding === 'plain' ? PLAIN : RLE_DICTIONARY;
  return page(0, data, nested(5, int(1, data.values), int(2, code), int(3, RLE), int(4, RLE)));
}

/** The only value of a dictionary. */
export function dictionaryOf(value: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(Buffer.byteLength(value));
  return page(
    2,
    { bytes: Buffer.concat([length, Buffer.from(value)]), values: 1 },
    nested(7, int(1, 1), int(2, PLAIN)),
  );
}

/** References to the first value of the dictionary, in one run of `length`. */
export function run(length: number, values: number): Page {
  return { bytes: Buffer.concat([Buffer.from([1]), varint(length * 2), Buffer.from([0, 0, 0])]), values };
}

/** A frame of Zstandard that decodes to `blocks` times 128 KiB of zeros, four bytes each. */
export function zeros(blocks: number): Buffer {
  const block = (isLast: boolean): Buffer => {
    const head = (131_072 << 3) | (1 << 1) | (isLast ? 1 : 0);
    return Buffer.from([head & 255, (head >> 8) & 255, (head >> 16) & 255, 0]);
  };
  const all = Array.from({ length: blocks }, (_, at) => block(at === blocks - 1));
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38]), ...all]);
}

export interface Claims {
  readonly rows: number;
  readonly codec?: number;
  readonly hasDictionary?: boolean;
  /** Of the column, compressed. Default: the truth. */
  readonly bytes?: number;
  readonly decodedBytes?: number;
}

export function parquetFile(pages: readonly Buffer[], claims: Claims): Buffer {
  const magic = Buffer.from('PAR1');
  const body = Buffer.concat([...pages]);
  const {
    rows,
    codec = UNCOMPRESSED,
    hasDictionary = false,
    bytes = body.length,
    decodedBytes = bytes,
  } = claims;
  const first = pages[0]?.length ?? 0;
  const column = struct(
    long(2, 4),
    nested(
      3,
      int(1, 6),
      list(2, I32, varint(0)),
      list(3, BINARY, lengthPrefixed('instruction')),
      int(4, codec),
      long(5, rows),
      long(6, decodedBytes),
      long(7, bytes),
      long(9, hasDictionary ? 4 + first : 4),
      ...(hasDictionary ? [long(11, 4)] : []),
    ),
  );
  const footer = struct(
    int(1, 1),
    list(
      2,
      STRUCT,
      struct(text(4, 'root'), int(5, 1)),
      struct(int(1, 6), int(3, 0), text(4, 'instruction'), int(6, 0)),
    ),
    long(3, rows),
    list(4, STRUCT, struct(list(1, STRUCT, column), long(2, decodedBytes), long(3, rows))),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.length);
  return Buffer.concat([magic, body, footer, length, magic]);
}
