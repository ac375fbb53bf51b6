import { isUtf8 } from 'node:buffer';
import { formatOfName } from '../../../schemas/file-formats.ts';
import { openText, type ByteSource } from './byte-source.ts';
import { DELIMITERS } from './csv-rows.ts';
import type { FormatReader, RowsWanted } from './format-reader.ts';
import { splitLines } from './jsonl.ts';
import { excerptOfBytes, MAX_ROW_BYTES, NOT_UTF8, type RawRow } from './raw-row.ts';

/** JSON begins so, and no prompt does: `[INST]` and `{name}` are prompts. */
const JSON_BEGIN = /^\s*(\{\s*"|\[\s*[[{"])/;
/** The name of a column, which is no sentence. */
const COLUMN_NAME = /^"?[\p{L}_][\p{L}\p{N}_-]{0,40}"?$/u;
const LINES_TRIED = 20;
/** A line that is shorter was ended by whoever wrote it. */
const WRAPPED_LENGTH = 40;
const SENTENCE_END = /[.!?:;…。！？)\]"'”’]\s*$/u;
const MARKDOWN = /^(#{1,6} |```|\|.*\|$)/;
/** From this share of lines on, the file is told to be no list of prompts. */
const NOTED_SHARE = 0.2;

/** A file of plain text has a row in each line. Its name says that it is one, unless it is unmistakably something else. */
export const textReader: FormatReader = {
  recognises: isPlainText,
  read: readText,
};

function isPlainText(source: ByteSource, text: string): boolean {
  const named = formatOfName(source.name);
  if (named !== null && named !== 'text') return false;
  if (JSON_BEGIN.test(text)) return false;
  const lines = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, LINES_TRIED);
  const isTable = DELIMITERS.some((delimiter) => isTableOf(lines, delimiter));
  if (named === 'text') return !isTable;
  // Without a name that says it, one column under the name of a column is a table, and one sentence in a line is text.
  const [first = ''] = lines;
  return !isTable && !/^\s*[[{]/.test(text) && !COLUMN_NAME.test(first) && !/[,;\t]/.test(first);
}

/** Whether lines are rows of a table: by tabs, or by another delimiter under names of columns. */
function isTableOf(lines: readonly string[], delimiter: string): boolean {
  const [first = [], second] = lines.map((line) => line.split(delimiter));
  if (first.length < 2 || second === undefined) return false;
  if (delimiter === '\t') return lines.every((line) => line.split('\t').length === first.length);
  return first.every((name) => COLUMN_NAME.test(name));
}

async function* readText(
  source: ByteSource,
  skip: number,
  { note }: RowsWanted = {},
): AsyncGenerator<RawRow, void, undefined> {
  let rows = 0;
  const shape = new TextShape();
  for await (const { number, bytes, tooLong } of splitLines(openText(source), MAX_ROW_BYTES)) {
    const line = isUtf8(bytes) ? bytes.toString('utf8').replace(/\r$/, '') : null;
    if (line?.trim() === '') {
      shape.add('', number);
      continue;
    }
    rows += 1;
    if (line !== null) shape.add(line, number);
    if (rows <= skip) continue;
    const error = tooLong ? `the line is longer than ${MAX_ROW_BYTES} bytes: split it` : NOT_UTF8;
    if (tooLong || line === null) yield { line: number, error, excerpt: excerptOfBytes(bytes) };
    else yield { line: number, row: { text: line } };
  }
  const sentence = shape.sentence(source.name, rows);
  if (sentence !== null) note?.(sentence);
}

/** Tells running text from a list, whose lines each stand for themselves. */
class TextShape {
  #before = '';
  #line = 0;
  #continued = 0;
  #markdown = 0;

  add(line: string, number: number): void {
    const follows = number === this.#line + 1;
    const goesOn = this.#before.length >= WRAPPED_LENGTH && !SENTENCE_END.test(this.#before);
    if (follows && goesOn && /^\p{Ll}/u.test(line)) this.#continued += 1;
    if (MARKDOWN.test(line)) this.#markdown += 1;
    this.#before = line;
    this.#line = number;
  }

  sentence(name: string, rows: number): string | null {
    const wayOut = 'If a request runs over several lines, write the file as JSONL with one object a request.';
    if (this.#continued >= Math.max(1, NOTED_SHARE * rows)) {
      return `Each line of ${name} was read as a row, and ${this.#continued} of them go on from the line before. ${wayOut}`;
    }
    return this.#markdown > 0
      ? `Each line of ${name} was read as a row, and ${this.#markdown} of them are headings, code or tables of Markdown. ${wayOut}`
      : null;
  }
}
