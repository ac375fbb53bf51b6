/**
 * Entry of the process that decodes a Parquet or Arrow file. A few bytes of run lengths can decode to billions of values,
 * and no library guards against that. Such a file fills the memory of this process, which then ends itself, and of no other.
 */
import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
import { KindredError } from '../../../schemas/errors.ts';
import { readValue } from '../json-value.ts';
import { childPointer } from '../pointer.ts';
import { tellsType } from '../value-types.ts';
import { openArrow } from './arrow-file.ts';
import { openParquet } from './parquet-file.ts';
import { MEMORY_LIMIT, type DecodeReply, type DecodeRequest } from './parquet-messages.ts';
import { TOO_MANY_VALUES } from './json-limits.ts';
import type { Json } from '../../../schemas/record.ts';
import { MAX_ROW_BYTES, MAX_ROW_VALUES, messageOf, type RawRow } from './raw-row.ts';
import type { DecodedRow, TableFile } from './table-file.ts';

const BATCH_ROWS = 256;
const BATCH_CHARACTERS = 4_000_000;

/** Watches the memory in a thread of its own, because decoding leaves the main thread no time for it. */
function endWhenTooLarge(): void {
  const script = `setInterval(() => {
    if (process.memoryUsage.rss() > ${MEMORY_LIMIT}) process.kill(process.pid, 'SIGKILL');
  }, 50)`;
  new Worker(script, { eval: true, execArgv: [] }).unref();
}

async function next(): Promise<DecodeRequest> {
  const [message] = (await once(process, 'message')) as [DecodeRequest];
  return message;
}

/** Sends a reply, and resolves when it is sent. */
async function reply(message: DecodeReply): Promise<void> {
  await new Promise<void>((resolve) => process.send?.(message, () => resolve()));
}

async function decode({ format, path, name, skip }: DecodeRequest): Promise<void> {
  const file = await (format === 'arrow' ? openArrow : openParquet)(path, name);
  for await (const range of file.ranges()) {
    const rowStart = Math.max(range.rowStart, skip);
    if (rowStart >= range.rowEnd) continue;
    const part = { rowStart, rowEnd: range.rowEnd };
    await reply({ kind: 'decoding', range: part });
    await next();
    await sendRows(file, await file.read(part));
  }
  await reply({ kind: 'end' });
}

async function sendRows(file: TableFile, decoded: readonly DecodedRow[]): Promise<void> {
  let rows: RawRow[] = [];
  let characters = 0;
  const send = async (): Promise<void> => {
    await reply({
      kind: 'rows',
      rows,
      characters,
      bytesRead: file.bytesRead(),
      notes: [...(file.notes ?? [])],
    });
    await next();
    rows = [];
    characters = 0;
  };
  for (const row of decoded) {
    const size = sizeOf('decoded' in row ? row.decoded : null);
    const problem = 'error' in row ? row.error : problemOf(size);
    rows.push(problem === null ? toRaw(row, file) : { line: row.line, error: problem, excerpt: '' });
    characters += problem === null ? size.characters : 0;
    if (rows.length >= BATCH_ROWS || characters >= BATCH_CHARACTERS) await send();
  }
  if (rows.length > 0) await send();
}

/** A row as JSON, with the types of its columns where the values do not tell them. */
function toRaw(row: DecodedRow, file: TableFile): RawRow {
  const { line } = row;
  if ('error' in row) return { ...row, excerpt: '' };
  const columns = file.columns.filter(({ key }) => Object.hasOwn(row.decoded, key));
  try {
    const lost = columns.find(({ key, isFlat }) => isFlat && row.decoded[key] === undefined);
    if (lost !== undefined)
      throw new Error(`\`${lost.name}\` has fewer values than the file has rows: get it again`);
    const values = columns.map(({ name, key, read }) => [name, read(row.decoded[key])] as const);
    const { json, exact, types } = readValue(Object.fromEntries(values));
    const fields = json as Readonly<Record<string, Json>>;
    const declared = columns
      .filter(({ name, type }) => !tellsType(fields[name] ?? null, type))
      .map(({ name, type }) => [childPointer('', name), type] as const);
    return {
      line,
      row: json,
      notes: { ...(exact && { exact }), types: { ...types, ...Object.fromEntries(declared) } },
    };
  } catch (error) {
    return { line, error: messageOf(error), excerpt: '' };
  }
}

interface Size {
  values: number;
  characters: number;
}

function sizeOf(value: unknown, size: Size = { values: 0, characters: 0 }): Size {
  size.values += 1;
  if (typeof value === 'string') size.characters += value.length;
  else if (value instanceof Uint8Array) size.characters += value.length;
  else if (ArrayBuffer.isView(value)) size.values += value.byteLength;
  else if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) {
      if (problemOf(size) !== null) break;
      sizeOf(item, size);
    }
  }
  return size;
}

function problemOf({ values, characters }: Size): string | null {
  if (values > MAX_ROW_VALUES) return TOO_MANY_VALUES;
  return characters > MAX_ROW_BYTES
    ? `the row has more than ${MAX_ROW_BYTES} characters: shorten or split it`
    : null;
}

endWhenTooLarge();
try {
  await decode(await next());
} catch (error) {
  const code = error instanceof KindredError ? error.code : 'internal';
  await reply({ kind: 'failed', code, message: messageOf(error) });
}
process.disconnect();
