import { formatOfName } from '../../../schemas/file-formats.ts';
import { KindredError } from '../../../schemas/errors.ts';
import { planRows, type RowPlan } from './row-plan.ts';
import { rowsAtEach } from './rows-at-path.ts';
import { MAX_TABLE_BYTES, rowsOfColumns } from './tables.ts';
import { isPlainObject } from '../row.ts';
import { headText, type ByteSource } from '../formats/byte-source.ts';
import type { FormatReader, RowsWanted } from '../formats/format-reader.ts';
import { outlineOf, rowsAt, textFrom, type FileOutline } from '../formats/json-document.ts';
import type { Outline } from '../formats/json-outline.ts';
import { JsonRows } from '../formats/json-rows.ts';
import { JsonProblem, parseJson } from '../formats/json-text.ts';
import { areLinesOfJson } from '../formats/jsonl.ts';
import { countLineFeeds, type RawRow } from '../formats/raw-row.ts';

/** How the value begins that follows on other text, such as `data = [{`: brackets in that text do not begin so. */
const BEGINNING = /\[\s*[[{"\]]|\{\s*["}]/;
const JSON_START = /^\s*(?:["{\d-]|$|\[\s*(?:[[\]{"\d-]|$|true|false|null|NaN|Infinity))/;
const PREFIX_SHOWN = 60;
/** The most values of a document whose columns stand one after the other. */
const MAX_TABLE_VALUES = 10_000_000;

/**
 * A JSON file holds an array, or objects that may run over several lines, of which each is a row or holds lists of rows.
 * The file's name decides where it begins with another value.
 */
export const jsonReader: FormatReader = {
  recognises: (source, text) => {
    const first = text.trimStart()[0];
    if (first === '{') return !areLinesOfJson(source, text);
    return first === '[' || formatOfName(source.name) === 'json';
  },
  read: readJson,
  findsRows: true,
};

/** Reads the rows of a JSON file, with the lines in which they begin. The first `skip` rows are left out. */
async function* readJson(
  source: ByteSource,
  skip: number,
  wanted: RowsWanted = {},
): AsyncGenerator<RawRow, void, undefined> {
  let left = skip;
  for await (const raw of allRows(source, wanted)) {
    left -= 1;
    if (left < 0) yield raw;
  }
}

async function* allRows(source: ByteSource, wanted: RowsWanted): AsyncGenerator<RawRow, void, undefined> {
  const text = headText(source);
  const start = JSON_START.test(text) ? 0 : Math.max(0, text.search(BEGINNING));
  const prefix = text.slice(0, start);
  const bytes = Buffer.from(prefix);
  if (prefix !== '') yield otherText(prefix);
  const firstLine = 1 + countLineFeeds(bytes);
  if (text.slice(start).trimStart()[0] !== '{') {
    yield* fromValues(source, bytes.length, firstLine, wanted);
    return;
  }
  const outline = await cachedOutline(source, bytes.length, wanted);
  const plans = outline.documents.map((document) => planOf(document, source, wanted));
  const [first] = plans;
  if (first === undefined || (first.kind === 'row' && wanted.rows === undefined)) {
    yield* fromValues(source, bytes.length, firstLine, wanted);
  } else if (plans.some(({ kind }) => kind === 'columns')) yield* fromColumns(source, bytes.length);
  else yield* fromPlaces(source, bytes.length, plans, wanted);
}

function otherText(prefix: string): RawRow {
  const shown = prefix.trim().slice(0, PREFIX_SHOWN);
  const error = `the file begins with text that is no JSON, ${JSON.stringify(shown)}, which was passed over`;
  return { line: 1, error, excerpt: prefix };
}

/** The rows when each value of the file, or each element of its array, is one. */
async function* fromValues(
  source: ByteSource,
  from: number,
  line: number,
  { rows: path }: RowsWanted,
): AsyncGenerator<RawRow, void, undefined> {
  const scanned = scannedRows(source, from, line);
  yield* path === undefined ? scanned : rowsAtEach(scanned, path);
}

async function* scannedRows(
  source: ByteSource,
  from: number,
  line: number,
): AsyncGenerator<RawRow, void, undefined> {
  const scanner = new JsonRows({ line });
  for await (const chunk of textFrom(source, from)) yield* scanner.push(chunk);
  yield* scanner.end();
}

/** The outlines of files, by the list that is wanted: a file is read for its layout and then for its rows. */
const outlines = new WeakMap<ByteSource, Promise<FileOutline>>();

function cachedOutline(source: ByteSource, from: number, wanted: RowsWanted): Promise<FileOutline> {
  const known = outlines.get(source);
  if (known !== undefined) return known;
  // After a document that is a row by itself come others that are rows.
  const isEnough = (first: Outline): boolean =>
    wanted.rows === undefined && planOf(first, source, wanted).kind === 'row';
  const made = outlineOf(source, from, isEnough);
  outlines.set(source, made);
  return made;
}

function planOf(document: Outline, source: ByteSource, { rows }: RowsWanted): RowPlan {
  return document.kind === 'object' ? planRows(document, rows, source.name) : { kind: 'row' };
}

async function* fromPlaces(
  source: ByteSource,
  from: number,
  plans: readonly RowPlan[],
  { note = () => undefined }: RowsWanted,
): AsyncGenerator<RawRow, void, undefined> {
  for (const plan of plans) if (plan.kind === 'places') plan.notes.forEach(note);
  yield* rowsAt(source, from, (at) => {
    const plan = plans[at];
    return plan?.kind === 'places' ? plan.places : null;
  });
}

/** The rows of a document whose columns stand one after the other, which must be held whole. */
async function* fromColumns(source: ByteSource, from: number): AsyncGenerator<RawRow, void, undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of textFrom(source, from)) {
    size += chunk.length;
    if (size > MAX_TABLE_BYTES) throw columnsTooLong(source);
    chunks.push(chunk);
  }
  const table = parseTable(source, Buffer.concat(chunks));
  let line = 0;
  if (isPlainObject(table)) for (const row of rowsOfColumns(table)) yield { line: (line += 1), row };
}

function parseTable({ name }: ByteSource, bytes: Buffer): unknown {
  try {
    return parseJson(bytes, MAX_TABLE_VALUES);
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error;
    const message = `${name} holds one column after the other, and cannot be read: ${error.message}.`;
    throw new KindredError('nothing_readable', message, { cause: error });
  }
}

function columnsTooLong({ name }: ByteSource): KindredError {
  return new KindredError(
    'unsupported_format',
    `${name} holds one column after the other, as pandas writes with orient="columns", in more than ` +
      `${MAX_TABLE_BYTES / 1024 / 1024} MB: write it with orient="records", lines=True.`,
    { field: 'format' },
  );
}
