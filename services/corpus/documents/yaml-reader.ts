import { isNode, LineCounter, parseAllDocuments, type Document } from 'yaml';
import { formatOfName } from '../../../schemas/file-formats.ts';
import { KindredError } from '../../../schemas/errors.ts';
import { planRows } from './row-plan.ts';
import { rowsAtEach } from './rows-at-path.ts';
import { isPlainObject } from '../row.ts';
import { headText, openText, type ByteSource } from '../formats/byte-source.ts';
import type { FormatReader, RowsWanted } from '../formats/format-reader.ts';
import { isAt, type RowsPlace } from '../formats/json-document.ts';
import { OutlineMaker } from '../formats/json-outline.ts';
import { messageOf, rejectedExcerpt, type RawRow } from '../formats/raw-row.ts';
import { yamlItems, type YamlItem } from '../formats/yaml-items.ts';

/** The largest document, in bytes, that is no list; it has to be parsed whole, which takes a second a megabyte. */
const MAX_DOCUMENT_BYTES = 8 * 1024 * 1024;
/** The longest element of a list, in UTF-16 code units. */
const MAX_ITEM_LENGTH = 1024 * 1024;
/** The most times that an alias may repeat what an anchor names. */
const MAX_ALIASES = 100;

/** Lines before the first value. Nothing in one goes beyond its end, so that there is one way alone to read many. */
const LINES_BEFORE = String.raw`^(?:(?:%.*|(?:---)?[^\S\n]*(?:#.*)?)\r?\n)*`;
const LIST_START = new RegExp(String.raw`${LINES_BEFORE}-(?:\s|$)`);
const ROW_START = new RegExp(String.raw`${LINES_BEFORE}- +(?:[\w-]+|"[^"\n]*"|'[^'\n]*')\s*:(?:\s|$)`);

/** A YAML file holds a list of rows, which is read element by element, or documents that hold lists of them. */
export const yamlReader: FormatReader = {
  recognises: (source, text) => {
    const named = formatOfName(source.name);
    return named === 'yaml' || (named === null && ROW_START.test(text));
  },
  read: readYaml,
  findsRows: true,
};

async function* readYaml(
  source: ByteSource,
  skip: number,
  wanted: RowsWanted = {},
): AsyncGenerator<RawRow, void, undefined> {
  let left = skip;
  const isList = LIST_START.test(headText(source));
  for await (const raw of isList ? listed(source, wanted) : fromDocuments(source, wanted)) {
    left -= 1;
    if (left < 0) yield raw;
  }
}

function listed(source: ByteSource, { rows }: RowsWanted): AsyncGenerator<RawRow, void, undefined> {
  const items = elements(source);
  return rows === undefined ? items : rowsAtEach(items, rows);
}

async function* elements(source: ByteSource): AsyncGenerator<RawRow, void, undefined> {
  for await (const item of yamlItems(source, MAX_ITEM_LENGTH)) yield elementOf(item);
}

function elementOf({ line, text, isTooLong }: YamlItem): RawRow {
  const reject = (error: string): RawRow => ({ line, error, excerpt: rejectedExcerpt(text) });
  if (isTooLong)
    return reject(`the element is longer than ${MAX_ITEM_LENGTH} characters: shorten or split it`);
  const lines = new LineCounter();
  const [document] = parsedDocuments(text, lines);
  const problem = document === undefined ? 'the element is empty' : problemOf(document, lines, line - 1);
  if (document === undefined || problem !== null) return reject(problem ?? '');
  try {
    const [row] = valueOf(document) as readonly unknown[];
    return { line, row };
  } catch (error) {
    return reject(`not valid YAML: ${messageOf(error)}`);
  }
}

async function* fromDocuments(
  source: ByteSource,
  wanted: RowsWanted,
): AsyncGenerator<RawRow, void, undefined> {
  const text = await wholeText(source);
  const lines = new LineCounter();
  for (const document of parsedDocuments(text, lines)) {
    const lineOf = (node: unknown): number =>
      isNode(node) && node.range ? Math.max(1, lines.linePos(node.range[0]).line) : 1;
    const problem = problemOf(document, lines, 0);
    if (problem !== null) yield { line: lineOf(document.contents), error: problem, excerpt: '' };
    else yield* rowsOfDocument(document, lineOf, source.name, wanted);
  }
}

function* rowsOfDocument(
  document: Document,
  lineOf: (node: unknown) => number,
  name: string,
  { rows, note = () => undefined }: RowsWanted,
): Generator<RawRow, void, undefined> {
  const value = valueOf(document);
  const outline = new OutlineMaker().of(value);
  const plan = outline.kind === 'object' ? planRows(outline, rows, name) : null;
  if (plan?.kind !== 'places') {
    const all = Array.isArray(value) ? (value as readonly unknown[]) : [value];
    for (const [at, row] of all.entries()) yield { line: lineOf(document.getIn([at], true)), row };
    return;
  }
  plan.notes.forEach(note);
  for (const place of plan.places)
    yield* rowsAtPlace(value, place, (path) => lineOf(document.getIn(path, true)));
}

/** The rows at a place of a document in memory. */
function* rowsAtPlace(
  value: unknown,
  place: RowsPlace,
  lineAt: (path: readonly (string | number)[]) => number,
  path: readonly string[] = [],
): Generator<RawRow, void, undefined> {
  if (path.length < place.path.length) {
    if (!isPlainObject(value)) return;
    for (const [name, inner] of Object.entries(value)) {
      const own = [...path, name];
      if (isAt(own, place.path.slice(0, own.length))) yield* rowsAtPlace(inner, place, lineAt, own);
    }
  } else if (place.keyed && isPlainObject(value)) {
    for (const [key, row] of Object.entries(value))
      yield* place.rowsOf({ line: lineAt([...path, key]), row }, key, path);
  } else if (!place.keyed && Array.isArray(value)) {
    for (const [at, row] of (value as unknown[]).entries()) {
      yield* place.rowsOf({ line: lineAt([...path, at]), row }, null, path);
    }
  }
}

function parsedDocuments(text: string, lineCounter: LineCounter): readonly Document[] {
  try {
    const options = {
      lineCounter,
      intAsBigInt: true,
      merge: true,
      uniqueKeys: false,
      prettyErrors: false,
    } as const;
    const documents = parseAllDocuments(text, options);
    return Array.isArray(documents) ? documents : [];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new KindredError(
      'unsupported_format',
      'The YAML is nested too deeply: flatten it, or write it as JSONL.',
      {
        field: 'format',
      },
    );
  }
}

function problemOf(document: Document, lines: LineCounter, linesBefore: number): string | null {
  const [error] = document.errors;
  if (error === undefined) return null;
  return `not valid YAML, line ${lines.linePos(error.pos[0]).line + linesBefore}: ${error.message}`;
}

/** The value of a document, in which whole numbers beyond 2⁵³ are exact. */
function valueOf(document: Document): unknown {
  return document.toJS({
    maxAliasCount: MAX_ALIASES,
    reviver: (_key, value: unknown) =>
      typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value,
  }) as unknown;
}

async function wholeText(source: ByteSource): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of openText(source)) {
    size += chunk.length;
    if (size > MAX_DOCUMENT_BYTES) {
      throw new KindredError(
        'payload_too_large',
        `${source.name} is a YAML document of more than ${MAX_DOCUMENT_BYTES / 1024 / 1024} MB, which must be read whole: ` +
          'write its rows as a list at the top, or as JSONL.',
        { field: 'format' },
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
