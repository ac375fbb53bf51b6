import {
  parquetMetadataAsync,
  parquetReadObjects,
  type AsyncBuffer,
  type Compressors,
  type FileMetaData,
  type RowGroup,
} from 'hyparquet';
import { compressors, decompressLz4, decompressLz4Raw } from 'hyparquet-compressors';
import { isUtf8 } from 'node:buffer';
import { open, type FileHandle } from 'node:fs/promises';
import { KindredError } from '../../../schemas/errors.ts';
import { parquetSchema, type ParquetSchema } from './parquet-schema.ts';
import { messageOf } from './raw-row.ts';
import type { DecodedRow, TableRange, TableColumn, TableFile } from './table-file.ts';

/** About this many bytes of decoded columns are held at a time. */
const RANGE_BYTES = 32 * 1024 * 1024;
/**
 * Text never grows more than this many times when it is decompressed. A footer that claims more would make ranges so small
 * that the file were read once for every row.
 */
const MAX_GROWTH = 250;
/** The most rows that a footer may declare. */
const MAX_ROWS = 100_000_000;

export interface ParquetFile extends TableFile {
  /** The rows of the file, cut into ranges of about 32 MiB of decoded columns, in the order of the file. */
  ranges(): Generator<TableRange, void, undefined>;
}

/**
 * Opens a Parquet file.
 * @param name the name of the file in messages
 * @throws KindredError `nothing_readable` when its footer cannot be read, `payload_too_large` when it declares too many
 * rows
 */
export async function openParquet(path: string, name: string): Promise<ParquetFile> {
  const handle = await open(path);
  try {
    let bytesRead = 0;
    const file = await randomAccess(handle, (bytes) => (bytesRead += bytes));
    const schema = await readFooter(file, name);
    const { metadata, columns } = schema;
    refuseTooManyRows(metadata, name);
    const notes = new Set<string>();
    return {
      columns,
      notes,
      ranges: () => rowRanges(metadata, file.byteLength),
      read: (range) => readRange(file, schema, range, notes),
      bytesRead: () => bytesRead,
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function randomAccess(handle: FileHandle, countRead: (bytes: number) => void): Promise<AsyncBuffer> {
  const { size } = await handle.stat();
  return {
    byteLength: size,
    slice: async (start, end = size) => {
      if (start < 0 || end > size) throw new Error('the file ends early');
      const bytes = new Uint8Array(Math.max(0, end - start));
      for (let done = 0; done < bytes.length;) {
        const { bytesRead } = await handle.read(bytes, done, bytes.length - done, start + done);
        if (bytesRead === 0) throw new Error('the file ends early');
        done += bytesRead;
      }
      countRead(bytes.length);
      return bytes.buffer;
    },
  };
}

async function readFooter(file: AsyncBuffer, name: string): Promise<ParquetSchema> {
  try {
    return parquetSchema(await parquetMetadataAsync(file, { geoparquet: false }));
  } catch (cause) {
    const message = `${name} is not a whole Parquet file: its footer cannot be read (${messageOf(cause)}).`;
    throw new KindredError('nothing_readable', message, { cause });
  }
}

function refuseTooManyRows({ row_groups: groups }: FileMetaData, name: string): void {
  const counts = groups.map((group) => Number(group.num_rows));
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (counts.every((count) => count >= 0) && total <= MAX_ROWS) return;
  const message = `${name} declares ${total} rows, and ${MAX_ROWS} is the most. Write it again in parts.`;
  throw new KindredError('payload_too_large', message);
}

/** Bytes that should be text and are not stay bytes; times keep all their digits. */
const PARSERS = {
  stringFromBytes: (bytes: Uint8Array | undefined): string | Uint8Array | undefined => {
    if (bytes === undefined) return undefined;
    return isUtf8(bytes) ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8') : bytes;
  },
  timestampFromNanoseconds: (nanoseconds: bigint): bigint => nanoseconds,
};

type Columns = readonly TableColumn[];

async function readRange(
  file: AsyncBuffer,
  { metadata, columns }: ParquetSchema,
  range: TableRange,
  notes: Set<string>,
): Promise<DecodedRow[]> {
  const decode = (wanted: Columns): Promise<DecodedRow[]> => decodeColumns(file, metadata, range, wanted);
  try {
    return await decode(columns);
  } catch (cause) {
    const known = await knownColumns(columns, decode, notes);
    if (known.length > 0 && known.length < columns.length) return decode(known);
    const { rowStart, rowEnd } = range;
    const error = `rows ${rowStart + 1} to ${rowEnd} cannot be decoded: ${messageOf(cause)}`;
    return Array.from({ length: rowEnd - rowStart }, (_, index) => ({ line: rowStart + index + 1, error }));
  }
}

/** The columns that can be read, when the others are of an encoding that is not known; none when one is damaged. */
async function knownColumns(
  columns: Columns,
  decode: (wanted: Columns) => Promise<unknown>,
  notes: Set<string>,
): Promise<TableColumn[]> {
  const known: TableColumn[] = [];
  for (const column of columns) {
    try {
      await decode([column]);
      known.push(column);
    } catch (error) {
      if (!UNKNOWN.test(messageOf(error))) return [];
      notes.add(
        `The column \`${column.name}\` is not read: ${messageOf(error)}. Write it again without that.`,
      );
    }
  }
  return known;
}

/**
 * The decompressors of hyparquet-compressors 1.1.2. A page of no bytes, as of a column of nulls alone, is one byte in LZ4, at which
 * they fail, and all rows with it would be lost.
 */
const DECOMPRESSORS: Compressors = {
  ...compressors,
  LZ4: orNothing(decompressLz4),
  LZ4_RAW: orNothing(decompressLz4Raw),
};

function orNothing(decompress: typeof decompressLz4): typeof decompressLz4 {
  return (bytes, length) => (length === 0 ? new Uint8Array() : decompress(bytes, length));
}

/** How the library says that a file is as it should be, and has something that it does not know. */
const UNKNOWN = /unsupported (?:encoding|compression codec|type)/;

async function decodeColumns(
  file: AsyncBuffer,
  metadata: FileMetaData,
  { rowStart, rowEnd }: TableRange,
  columns: Columns,
): Promise<DecodedRow[]> {
  const rows: readonly Readonly<Record<string, unknown>>[] = await parquetReadObjects({
    ...{ file, metadata, rowStart, rowEnd, compressors: DECOMPRESSORS, parsers: PARSERS },
    ...{ columns: columns.map(({ key }) => key), useOffsetIndex: true, utf8: false, geoparquet: false },
  });
  return rows.map((decoded, index) => ({ line: rowStart + index + 1, decoded }));
}

/**
 * Cuts row groups into ranges that decode to about `RANGE_BYTES`. A group with nested columns and without a page index is
 * not cut: its columns can only be decoded from their beginning, so each range would decode them again.
 */
function* rowRanges(metadata: FileMetaData, fileBytes: number): Generator<TableRange, void, undefined> {
  let start = 0;
  for (const group of metadata.row_groups) {
    const end = start + Number(group.num_rows);
    const bytes = Math.min(Number(group.total_byte_size), MAX_GROWTH * fileBytes);
    const parts = canCut(group) ? Math.ceil(bytes / RANGE_BYTES) : 1;
    const rows = Math.max(1, Math.ceil((end - start) / Math.max(1, parts)));
    for (let rowStart = start; rowStart < end; rowStart += rows) {
      yield { rowStart, rowEnd: Math.min(end, rowStart + rows) };
    }
    start = end;
  }
}

function canCut(group: RowGroup): boolean {
  return group.columns.every(
    (column) => column.offset_index_offset !== undefined || column.meta_data?.path_in_schema.length === 1,
  );
}
