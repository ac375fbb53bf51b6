import { factsOf } from '../../schemas/file-formats.ts';
import type { FileFormat } from '../../schemas/layout.ts';
import { peek } from './documents/peek.ts';
import { rowsAtEach } from './documents/rows-at-path.ts';
import { joinTurns, turnKind } from './documents/turn-rows.ts';
import { unfold } from './documents/unfold.ts';
import { RowUnfolder } from './documents/unfold-rows.ts';
import { findsRows, readRows } from './formats.ts';
import type { ByteSource } from './formats/byte-source.ts';
import type { RowsWanted } from './formats/format-reader.ts';
import type { RawRow } from './formats/raw-row.ts';

/** Whether the rows of a table hold other rows is told from this many: all rows of a table have the same columns. */
const SAMPLE = 50;

/**
 * The rows of a file as they are to be read: of the list that is wanted, taken out of rows that hold several, and single
 * turns joined into conversations. The first `skip` of them are left out.
 * @throws KindredError `invalid_request` when there is no list at the path that is wanted or several could be meant,
 * `payload_too_large` when there are more turns to be joined than can be held, `unsupported_format` as `readRows` does
 */
export async function* rowsOfFile(
  source: ByteSource,
  format: FileFormat,
  skip: number,
  wanted: RowsWanted = {},
): AsyncGenerator<RawRow, void, undefined> {
  const isTable = wanted.rows === undefined && factsOf(format).rows === 'table';
  if (isTable && skip > 0 && (await isPlainTable(source, format))) {
    yield* readRows(source, format, skip, wanted);
    return;
  }
  let left = skip;
  const read = readRows(source, format, 0, wanted);
  for await (const row of isTable
    ? unfoldedTable(read, source, wanted)
    : unfolded(read, source, format, wanted)) {
    left -= 1;
    if (left < 0) yield row;
  }
}

function unfolded(
  read: AsyncIterable<RawRow>,
  source: ByteSource,
  format: FileFormat,
  wanted: RowsWanted,
): AsyncGenerator<RawRow, void, undefined> {
  const { rows } = wanted;
  const found = rows === undefined || findsRows(format) ? read : rowsAtEach(read, rows);
  return joinTurns(eachUnfolded(found, wanted), source.name);
}

async function* eachUnfolded(
  rows: AsyncIterable<RawRow>,
  { note = () => undefined }: RowsWanted,
): AsyncGenerator<RawRow, void, undefined> {
  const unfolder = new RowUnfolder(note);
  for await (const raw of rows) yield* unfolder.rowsOf(raw);
}

/** Of tables whose beginning has been read: whether each of their rows is a row by itself. */
const plainTables = new WeakMap<ByteSource, boolean>();

async function* unfoldedTable(
  read: AsyncIterable<RawRow>,
  source: ByteSource,
  wanted: RowsWanted,
): AsyncGenerator<RawRow, void, undefined> {
  const { first, all } = await peek(read, SAMPLE);
  const isPlain = arePlain(first);
  plainTables.set(source, isPlain);
  yield* isPlain ? all : joinTurns(eachUnfolded(all, wanted), source.name);
}

async function isPlainTable(source: ByteSource, format: FileFormat): Promise<boolean> {
  const known = plainTables.get(source);
  if (known !== undefined) return known;
  const sample: RawRow[] = [];
  for await (const raw of readRows(source, format)) {
    if (sample.push(raw) >= SAMPLE) break;
  }
  return arePlain(sample);
}

function arePlain(sample: readonly RawRow[]): boolean {
  const isFolded = sample.some((raw) => 'row' in raw && unfold(raw.row) !== null);
  return !isFolded && turnKind(sample) === null;
}
