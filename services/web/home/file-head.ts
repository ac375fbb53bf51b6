import { formatOfName } from '../../../schemas/file-formats.ts';

/** Formats with a row a line: their first lines can be read without the rest. */
const BY_LINES = new Set(['jsonl', 'csv', 'tsv', 'text']);
const HEAD_BYTES = 2 * 1_024 ** 2;
/** Files whose beginning says nothing are looked at whole, up to this. */
const MOST_WHOLE = 64 * 1_024 ** 2;
const LINE_FEED = 0x0a;

/** Whether bytes begin a file of gzip or Zstandard, of which no part can be read alone. */
function isCompressed([first, second, third, fourth]: Uint8Array): boolean {
  if (first === 0x1f && second === 0x8b) return true;
  return first === 0x28 && second === 0xb5 && third === 0x2f && fourth === 0xfd;
}

/** What of a file is sent to see how it would be read: its first lines, or all of it; null when that would be too much. */
export async function firstPartOf(file: File): Promise<File | null> {
  const begin = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  const isByLines = BY_LINES.has(formatOfName(file.name) ?? '') && !isCompressed(begin);
  if (!isByLines || file.size <= HEAD_BYTES) return file.size <= MOST_WHOLE ? file : null;
  const bytes = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  const end = bytes.lastIndexOf(LINE_FEED) + 1;
  return new File([end === 0 ? bytes : bytes.subarray(0, end)], file.name);
}
