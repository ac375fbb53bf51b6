import { formatOfName } from '../../../schemas/file-formats.ts';
import { isObject } from '../row.ts';
import { isWhole, openText, type ByteSource } from './byte-source.ts';
import type { FormatReader } from './format-reader.ts';
import { parseJson } from './json-text.ts';
import { excerptOfBytes, MAX_ROW_BYTES, messageOf, type RawRow } from './raw-row.ts';

const LINE_FEED = 0x0a;
const EXCERPT_BYTES = 800;
/** Number of lines that are parsed to tell JSONL from JSON. */
const LINES_TRIED = 20;

interface Line {
  readonly number: number;
  readonly bytes: Buffer;
  /** Whether the line is longer than the limit; then `bytes` is only its beginning. */
  readonly tooLong: boolean;
}

/** A JSONL file has one JSON value in each line. The file's name decides where it does not begin with an object. */
export const jsonlReader: FormatReader = {
  recognises: (source, text) => {
    const first = text.trimStart()[0];
    if (first === '{') return areLinesOfJson(source, text);
    return first !== '[' && formatOfName(source.name) === 'jsonl';
  },
  read: readJsonl,
};

/**
 * Tells JSONL, in which most lines are whole objects, from JSON, in which an object may run over several lines. A file
 * with an extension of JSONL is JSONL unless it begins with a brace alone in its line.
 */
export function areLinesOfJson(source: ByteSource, text: string): boolean {
  const lines = text.split('\n');
  if (!isWhole(source)) lines.pop();
  const candidates = lines.filter((line) => line.trim() !== '').slice(0, LINES_TRIED);
  const parsed = candidates.filter(isJsonObject).length;
  if (formatOfName(source.name) === 'jsonl') return parsed > 0 || candidates[0]?.trim() !== '{';
  return candidates.length > 1 && parsed * 2 > candidates.length;
}

function isJsonObject(line: string): boolean {
  try {
    return line.trimStart().startsWith('{') && isObject(parseJson(Buffer.from(line)));
  } catch {
    return false;
  }
}

/**
 * Reads the rows of a JSONL file, which has one JSON value in each line. Blank lines are no rows. The first `skip` rows are
 * left out and not parsed.
 */
async function* readJsonl(source: ByteSource, skip: number): AsyncGenerator<RawRow, void, undefined> {
  let rows = 0;
  for await (const line of splitLines(openText(source), MAX_ROW_BYTES)) {
    if (isBlank(line.bytes)) continue;
    rows += 1;
    if (rows > skip) yield readLine(line);
  }
}

function readLine({ number, bytes, tooLong }: Line): RawRow {
  const reject = (error: string): RawRow => ({ line: number, error, excerpt: excerptOfBytes(bytes) });
  if (tooLong) return reject(`the line is longer than ${MAX_ROW_BYTES} bytes: split the row or shorten it`);
  try {
    return { line: number, row: parseJson(bytes) };
  } catch (error) {
    return reject(messageOf(error));
  }
}

function isBlank(bytes: Buffer): boolean {
  for (const byte of bytes) {
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return false;
  }
  return true;
}

/**
 * Cuts bytes into lines, which are counted from 1. Empty lines are left out. Of a line with more than `limit` bytes only
 * the beginning is kept.
 */
export async function* splitLines(
  chunks: AsyncIterable<Buffer>,
  limit: number,
): AsyncGenerator<Line, void, undefined> {
  let number = 1;
  let pending: Buffer[] = [];
  let size = 0;
  const add = (part: Buffer): void => {
    size += part.length;
    if (size <= limit) pending.push(part);
    else pending = [Buffer.concat([...pending, part.subarray(0, EXCERPT_BYTES)]).subarray(0, EXCERPT_BYTES)];
  };
  const finish = (): Line => {
    const [only] = pending;
    const bytes = pending.length === 1 && only !== undefined ? only : Buffer.concat(pending);
    const line = { number, bytes, tooLong: size > limit };
    pending = [];
    size = 0;
    number += 1;
    return line;
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, from)) {
      const isEmpty = end === from && size === 0;
      if (!isEmpty) {
        add(chunk.subarray(from, end));
        yield finish();
      } else number += 1;
      from = end + 1;
    }
    if (from < chunk.length) add(chunk.subarray(from));
  }
  if (size > 0) yield finish();
}
