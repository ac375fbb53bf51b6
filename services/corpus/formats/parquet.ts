import {
  parquetMetadataAsync,
  parquetReadObjects,
  type AsyncBuffer,
  type FileMetaData,
  type RowGroup,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { createWriteStream } from 'node:fs';
import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { KindredError } from '../../../schemas/errors.ts';
import type { ByteSource } from './byte-source.ts';
import { messageOf, type RawRow } from './raw-row.ts';

/** About how many bytes of decoded columns are held at a time. */
const RANGE_BYTES = 32 * 1024 * 1024;

interface RowRange {
  readonly rowStart: number;
  readonly rowEnd: number;
}

/**
 * Rows of a Parquet file; `line` is the number of the row. A part that cannot be decoded rejects its rows, the
 * rest goes on. The first `skip` rows are not decoded. A gzipped file is unpacked beside the system's temporary
 * files, because Parquet is read from its end. Throws `nothing_readable` when the footer cannot be read.
 */
export async function* readParquet(source: ByteSource, skip = 0): AsyncGenerator<RawRow, void, undefined> {
  if (!source.gzipped) return yield* readFile(source.path, source, skip);
  const directory = await mkdtemp(join(tmpdir(), 'kindred-parquet-'));
  try {
    const path = join(directory, 'unpacked.parquet');
    await pipeline(source.open(), createWriteStream(path));
    yield* readFile(path, source, skip);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function* readFile(
  path: string,
  source: ByteSource,
  skip: number,
): AsyncGenerator<RawRow, void, undefined> {
  const handle = await open(path);
  try {
    const file = await randomAccess(handle, source);
    const metadata = await readFooter(file, source.name);
    for (const range of rowRanges(metadata)) {
      const rowStart = Math.max(range.rowStart, skip);
      if (rowStart < range.rowEnd) yield* readRange(file, metadata, { rowStart, rowEnd: range.rowEnd });
    }
  } finally {
    await handle.close();
  }
}

async function randomAccess(handle: FileHandle, source: ByteSource): Promise<AsyncBuffer> {
  const { size } = await handle.stat();
  return {
    byteLength: size,
    slice: async (start, end = size) => {
      const bytes = new Uint8Array(Math.max(0, end - start));
      for (let done = 0; done < bytes.length;) {
        const { bytesRead } = await handle.read(bytes, done, bytes.length - done, start + done);
        if (bytesRead === 0) throw new Error('the file ends early');
        done += bytesRead;
      }
      if (!source.gzipped) source.countRead(bytes.length);
      return bytes.buffer;
    },
  };
}

async function readFooter(file: AsyncBuffer, name: string): Promise<FileMetaData> {
  try {
    return await parquetMetadataAsync(file);
  } catch (cause) {
    const message = `${name} is not a whole Parquet file: its footer cannot be read (${messageOf(cause)}).`;
    throw new KindredError('nothing_readable', message, { cause });
  }
}

async function* readRange(
  file: AsyncBuffer,
  metadata: FileMetaData,
  { rowStart, rowEnd }: RowRange,
): AsyncGenerator<RawRow, void, undefined> {
  let rows: readonly unknown[];
  try {
    rows = await parquetReadObjects({ file, metadata, rowStart, rowEnd, compressors, useOffsetIndex: true });
  } catch (cause) {
    const error = `rows ${rowStart + 1} to ${rowEnd} cannot be decoded: ${messageOf(cause)}`;
    for (let row = rowStart; row < rowEnd; row += 1) yield { line: row + 1, error, excerpt: '' };
    return;
  }
  for (const [index, row] of rows.entries()) yield { line: rowStart + index + 1, row };
}

/**
 * Cuts row groups so that a range decodes to about `RANGE_BYTES`. A group with nested columns and no page index
 * stays whole: its columns can only be decoded from their beginning, so cutting would decode them again and again.
 */
function* rowRanges(metadata: FileMetaData): Generator<RowRange, void, undefined> {
  let start = 0;
  for (const group of metadata.row_groups) {
    const end = start + Number(group.num_rows);
    const parts = canCut(group) ? Math.ceil(Number(group.total_byte_size) / RANGE_BYTES) : 1;
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
