import { factsOf } from '../../schemas/file-formats.ts';
import type { FileFormat } from '../../schemas/layout.ts';
import { peek, type Peeked } from './documents/peek.ts';
import { rowsAtEach } from './documents/rows-at-path.ts';
import { joinTurns, turnKind } from './documents/turn-rows.ts';
import { unfold } from './documents/unfold.ts';
import { RowUnfolder } from './documents/unfold-rows.ts';
import { findsRows, readRows } from './formats.ts';
import type { ByteSource } from './formats/byte-source.ts';
import type { RowsWanted } from './formats/format-reader.ts';
import type { RawRow } from './formats/raw-row.ts';

/** Whether rows are single turns, and whether those of a table hold other rows, is told from this many. */
const SAMPLE = 50;

/**
 * The rows of a file as they are to be read: of the list that is wanted, taken out of rows that hold several, and single
 * turns joined into conversations. The first `skip` of them are left out. What is given must be iterated, which closes the
 * file.
 * @throws KindredError `invalid_request` when there is no list at the path that is wanted or several could be meant,
 * `payload_too_large` when there are more turns to be joined than can be held, `unsupported_format` as `readRows` does
 */
export async function rowsOfFile(
  source: ByteSource,
  format: FileFormat,
  skip: number,
  wanted: RowsWanted = {},
): Promise<AsyncIterable<RawRow>> {
  const { rows, note = () => undefined } = wanted;
  const isTable = rows === undefined && factsOf(format).rows === 'table';
  if (isTable && skip > 0 && (await isPlainTable(source, format))) {
    return readRows(source, format, skip, wanted);
  }
  const read = readRows(source, format, 0, wanted);
  const found = rows === undefined || findsRows(format) ? read : rowsAtEach(read, rows);
  const peeked = await peek(found, SAMPLE);
  const isPlain = isTable && arePlain(peeked.first);
  if (isTable) plainTables.set(source, isPlain);
  if (isPlain) return withoutFirst(peeked, null, skip);
  const unfolder = new RowUnfolder(note);
  const kind = turnKind(peeked.first.flatMap((raw) => unfolder.rowsOf(raw)));
  if (kind === null) return withoutFirst(peeked, unfolder, skip);
  const joined = joinTurns(withoutFirst(peeked, unfolder, 0), kind, source.name);
  return withoutFirst({ first: [], rest: joined }, null, skip);
}

/** Each row, or those within it, without the first `skip`. It is one generator, since each one in a row costs time. */
async function* withoutFirst(
  { first, rest }: Peeked,
  unfolder: RowUnfolder | null,
  skip: number,
): AsyncGenerator<RawRow, void, undefined> {
  let left = skip;
  try {
    for (const raw of first) {
      for (const row of unfolder === null ? [raw] : unfolder.rowsOf(raw)) if (--left < 0) yield row;
    }
    for await (const raw of rest) {
      for (const row of unfolder === null ? [raw] : unfolder.rowsOf(raw)) if (--left < 0) yield row;
    }
  } finally {
    await rest.return?.();
  }
}

/** Of tables whose beginning has been read: whether each of their rows is a row by itself. */
const plainTables = new WeakMap<ByteSource, boolean>();

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
