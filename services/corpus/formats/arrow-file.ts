import { CompressionType, setCompressionCodec, tableFromIPC, type Table } from '@uwdata/flechette';
import lz4 from 'lz4js';
import { open, type FileHandle } from 'node:fs/promises';
import { ZSTDDecoder } from 'zstddec';
import { KindredError } from '../../../schemas/errors.ts';
import { ArrowEndsEarly, arrowMessages, type ArrowMessage } from './arrow-messages.ts';
import { arrowType } from './arrow-type.ts';
import { arrowValue, type ArrowBatch } from './arrow-value.ts';
import { columnNames } from './column-names.ts';
import { messageOf } from './raw-row.ts';
import type { DecodedRow, TableRange, TableColumn, TableFile } from './table-file.ts';

/** About this many bytes of a batch are made into rows at a time. */
const RANGE_BYTES = 8 * 1024 * 1024;
/** The most rows of such a part: rows of nulls take no bytes. */
const RANGE_ROWS = 10_000;
/** The most rows that the batches of a file may declare. */
const MAX_ROWS = 100_000_000;
const BIG_ENDIAN = 1;
/** Values as they are stored; `arrowValue` makes values of rows of them. */
const RAW = { useBigInt: true, useBigIntTimestamp: true, useDecimalInt: true };

/**
 * Opens an Arrow file or stream, which is read batch by batch.
 * @param name the name of the file in messages
 * @throws KindredError `nothing_readable` when it does not begin with a schema
 */
export async function openArrow(path: string, name: string): Promise<TableFile> {
  await provideCodecs();
  const handle = await open(path);
  const reading = new ArrowReading(handle, name);
  return {
    ranges: () => reading.ranges(),
    get columns() {
      return reading.columns;
    },
    read: (range) => Promise.resolve(reading.read(range)),
    bytesRead: () => reading.bytesRead,
    close: () => handle.close(),
  };
}

class ArrowReading {
  bytesRead = 0;
  columns: readonly TableColumn[] = [];
  #rows = 0;
  /** The batch that is being read, and the number of the row before it. */
  #batch: { readonly columns: ArrowColumns; readonly rowStart: number } | null = null;
  #problem: string | null = null;
  readonly #file: FileHandle;
  readonly #name: string;

  constructor(file: FileHandle, name: string) {
    this.#file = file;
    this.#name = name;
  }

  async *ranges(): AsyncGenerator<TableRange, void, undefined> {
    /** The schema and the dictionaries, which every batch needs. */
    let context: ArrowMessage[] = [];
    try {
      for await (const message of arrowMessages(this.#file)) {
        this.bytesRead += message.bytes.length;
        if (message.kind === 'rows') {
          yield* this.#cut(columnsOf([...context, message]), message.bytes.length);
          continue;
        }
        if (message.replaces) {
          context = context.filter(({ dictionary }) => dictionary !== message.dictionary);
        }
        context.push(message);
      }
    } catch (error) {
      if (error instanceof KindredError) throw error;
      yield this.#give(error, context.length > 0);
    }
  }

  *#cut(columns: ArrowColumns, bytes: number): Generator<TableRange, void, undefined> {
    const rowStart = this.#rows;
    this.#batch = { columns, rowStart };
    this.columns = columns.described;
    this.#rows += columns.rows;
    if (this.#rows > MAX_ROWS) throw tooManyRows(this.#name);
    const parts = Math.max(1, Math.ceil(bytes / RANGE_BYTES));
    const step = Math.max(1, Math.min(RANGE_ROWS, Math.ceil(columns.rows / parts)));
    for (let start = rowStart; start < this.#rows; start += step) {
      yield { rowStart: start, rowEnd: Math.min(this.#rows, start + step) };
    }
  }

  /** One more row, which says that no further can be read. */
  #give(error: unknown, hasBegun: boolean): TableRange {
    if (!hasBegun) {
      const message = `${this.#name} is not a whole Arrow file: its schema cannot be read (${messageOf(error)}).`;
      throw new KindredError('nothing_readable', message, { cause: error });
    }
    const reason = error instanceof ArrowEndsEarly ? 'the Arrow data end here' : messageOf(error);
    this.#problem = `${reason}: rows from this one on are lost, get the file again or write it again`;
    return { rowStart: this.#rows, rowEnd: this.#rows + 1 };
  }

  read({ rowStart, rowEnd }: TableRange): DecodedRow[] {
    if (this.#problem !== null) return [{ line: rowStart + 1, error: this.#problem }];
    const batch = this.#batch;
    if (batch === null) return [];
    return Array.from({ length: rowEnd - rowStart }, (_, index) =>
      readRow(batch.columns, rowStart - batch.rowStart + index, rowStart + index + 1),
    );
  }
}

function tooManyRows(name: string): KindredError {
  return new KindredError(
    'payload_too_large',
    `${name} declares more than ${MAX_ROWS} rows. Write it again in parts.`,
  );
}

interface ArrowColumns {
  readonly rows: number;
  readonly batches: readonly ArrowBatch[];
  readonly described: readonly TableColumn[];
}

/** The columns of the batch that is the last of the messages. */
function columnsOf(messages: readonly ArrowMessage[]): ArrowColumns {
  const table: Table = tableFromIPC(
    messages.map(({ bytes }) => bytes),
    RAW,
  );
  const { schema, numRows: rows } = table;
  if (schema.endianness === BIG_ENDIAN) throw new Error('the Arrow data are big-endian');
  const batches = table.children.flatMap((column) => column.data) as ArrowBatch[];
  const isWhole = batches.length === schema.fields.length && batches.every(({ length }) => length === rows);
  if (rows > 0 && !isWhole) throw new Error('the columns of a batch differ in length');
  const names = columnNames(schema.fields.map(({ name }) => name));
  const described = schema.fields.map(({ type }, column): TableColumn => {
    const kind = arrowType(type);
    const isFlat = typeof kind === 'string';
    return { name: names[column] ?? '', key: `c${column}`, type: kind, isFlat, read: (value) => value };
  });
  return { rows, batches, described };
}

function readRow({ batches }: ArrowColumns, index: number, line: number): DecodedRow {
  try {
    const values = batches.map((batch, column) => [`c${column}`, arrowValue(batch, index)] as const);
    return { line, decoded: Object.fromEntries(values) };
  } catch (error) {
    return { line, error: `the row cannot be decoded: ${messageOf(error)}` };
  }
}

/** The library leaves compressed batches, as Feather files have them, to others. */
async function provideCodecs(): Promise<void> {
  const zstd = new ZSTDDecoder();
  await zstd.init();
  provide(CompressionType.ZSTD, (data, length) => zstd.decode(data, length));
  provide(CompressionType.LZ4_FRAME, (data, length) => lz4.decompress(data, length));
}

function provide(
  type: (typeof CompressionType)[keyof typeof CompressionType],
  decompress: (data: Uint8Array, length: number) => Uint8Array,
): void {
  const decode = (data: Uint8Array, length: number): Uint8Array => {
    const decoded = decompress(data, length);
    if (decoded.length !== length) throw new Error('compressed columns are damaged');
    return decoded;
  };
  setCompressionCodec(type, { encode: (data) => data, decode });
}
