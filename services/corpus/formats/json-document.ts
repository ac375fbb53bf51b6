import { isPlainObject } from '../row.ts';
import { openText, type ByteSource } from './byte-source.ts';
import { DamagedData } from './damaged-data.ts';
import { OutlineMaker, type ListOutline, type ObjectOutline, type Outline } from './json-outline.ts';
import { JsonWalker, type DocumentVisitor, type RowSink } from './json-walker.ts';
import type { RawRow } from './raw-row.ts';

/** The most documents of a file, one after the other, that are looked into. */
const MAX_DOCUMENTS = 1_000;

const NO_LIST =
  'this value has no list of rows as the first document of the file has one: put it into a file of its own';

/** What a file of JSON documents holds. */
export interface FileOutline {
  readonly documents: readonly Outline[];
  /** Whether there are more documents, or the last one is not known to its end. */
  readonly partial: boolean;
}

/**
 * Goes through the documents of a file, from the first bracket on.
 * @param isEnough is asked after the first document whether the rest need not be looked at
 */
export async function outlineOf(
  source: ByteSource,
  from: number,
  isEnough: (first: Outline) => boolean,
): Promise<FileOutline> {
  const outliner = new Outliner();
  let isAsked = false;
  const walker = new JsonWalker(outliner);
  try {
    for await (const chunk of textFrom(source, from)) {
      walker.push(chunk);
      if (walker.fault !== null) return { documents: outliner.documents, partial: true };
      const { complete, documents } = outliner;
      if (documents.length > MAX_DOCUMENTS) return { documents, partial: true };
      const [first] = documents;
      if (isAsked || complete === 0 || first === undefined) continue;
      isAsked = true;
      if (isEnough(first)) return { documents: [first], partial: true };
    }
  } catch (error) {
    if (!(error instanceof DamagedData)) throw error;
  }
  walker.end();
  return { documents: outliner.documents, partial: walker.fault !== null };
}

class Outliner implements DocumentVisitor {
  readonly documents: Outline[] = [];
  complete = 0;
  private readonly maker = new OutlineMaker();
  private readonly open: (ObjectOutline | null)[] = [];

  object(path: readonly string[]): null {
    const object = this.maker.object();
    this.open.push(this.add(path, object) ? object : null);
    return null;
  }

  objectEnds(path: readonly string[]): void {
    this.open.pop();
    if (path.length === 0) this.complete += 1;
  }

  list(path: readonly string[]): RowSink {
    const list: ListOutline = this.maker.list();
    const isKept = this.add(path, list);
    return (rows) => {
      if (isKept) for (const raw of rows) this.maker.element(list, 'row' in raw ? raw.row : null);
    };
  }

  scalar(path: readonly string[], value: unknown): void {
    this.add(path, this.maker.scalar(value));
  }

  private add(path: readonly string[], outline: Outline): boolean {
    const name = path.at(-1);
    if (name === undefined) {
      this.documents.push(outline);
      if (outline.kind !== 'object') this.complete += 1;
      return true;
    }
    return this.maker.member(this.open.at(-1) ?? null, name, outline);
  }
}

/** A list or an object whose elements or members are rows, and how these become rows. */
export interface RowsPlace {
  /** The names that lead to it; `*` stands for any. */
  readonly path: readonly string[];
  /** Whether the members of an object are the rows, and not the elements of a list. */
  readonly keyed: boolean;
  /** The rows of an element. */
  readonly rowsOf: (element: RawRow, key: string | null, path: readonly string[]) => readonly RawRow[];
}

/**
 * Reads the rows that stand at the places of each document.
 * @param placesOf null for a document that has none
 */
export async function* rowsAt(
  source: ByteSource,
  from: number,
  placesOf: (document: number) => readonly RowsPlace[] | null,
): AsyncGenerator<RawRow, void, undefined> {
  const picker = new RowPicker(placesOf);
  const walker = new JsonWalker(picker);
  for await (const chunk of textFrom(source, from)) {
    walker.push(chunk);
    yield* picker.take();
    if (walker.fault !== null) break;
  }
  walker.end();
  yield* picker.take();
  if (walker.fault !== null) yield walker.fault;
}

class RowPicker implements DocumentVisitor {
  private document = -1;
  private found: RawRow[] = [];
  /** Where the last row is. */
  private last = { line: 0, inLine: 0 };
  private readonly placesOf: (document: number) => readonly RowsPlace[] | null;

  constructor(placesOf: (document: number) => readonly RowsPlace[] | null) {
    this.placesOf = placesOf;
  }

  take(): RawRow[] {
    const { found } = this;
    this.found = [];
    return found;
  }

  object(path: readonly string[], line: number): RowSink | null {
    const place = this.placeAt(path, true, line);
    return place === undefined ? null : this.sinkOf(place, path);
  }

  objectEnds(): void {
    // What an object holds has been taken where it stood.
  }

  list(path: readonly string[], line: number): RowSink {
    const place = this.placeAt(path, false, line);
    if (place !== undefined) return this.sinkOf(place, path);
    // What is broken in a list without rows may have been one with rows, or is where the file has been cut.
    return (rows) => void this.found.push(...rows.filter((raw) => 'error' in raw));
  }

  scalar(path: readonly string[]): void {
    if (path.length === 0) this.document += 1;
  }

  private placeAt(path: readonly string[], keyed: boolean, line: number): RowsPlace | undefined {
    if (path.length === 0) {
      this.document += 1;
      if (this.placesOf(this.document) === null) this.found.push({ line, error: NO_LIST, excerpt: '' });
    }
    const places = this.placesOf(this.document) ?? [];
    return places.find((place) => place.keyed === keyed && isAt(path, place.path));
  }

  private sinkOf(place: RowsPlace, path: readonly string[]): RowSink {
    const names = [...path];
    const before = this.last;
    return (rows) => {
      for (const raw of rows) {
        const next = after(before, raw);
        this.last = { line: next.line, inLine: next.inLine ?? 1 };
        this.found.push(...rowsOfElement(next, place, names));
      }
    };
  }
}

/** A row of a list with its number in its line, where the rows of a list before it end in that line too. */
function after(before: { readonly line: number; readonly inLine: number }, raw: RawRow): RawRow {
  if (raw.inLine === undefined || raw.line !== before.line) return raw;
  return { ...raw, inLine: before.inLine + raw.inLine };
}

function rowsOfElement(raw: RawRow, place: RowsPlace, path: readonly string[]): readonly RawRow[] {
  if (!place.keyed || 'error' in raw) return place.rowsOf(raw, null, path);
  const [member] = isPlainObject(raw.row) ? Object.entries(raw.row) : [];
  return member === undefined ? [] : place.rowsOf({ ...raw, row: member[1] }, member[0], path);
}

/** Whether a path is the one that is wanted, in which `*` stands for any name. */
export function isAt(path: readonly string[], wanted: readonly string[]): boolean {
  return path.length === wanted.length && wanted.every((name, at) => name === '*' || name === path[at]);
}

/** The text of a file without its first `from` bytes. */
export async function* textFrom(source: ByteSource, from: number): AsyncGenerator<Buffer, void, undefined> {
  let left = from;
  for await (const chunk of openText(source)) {
    yield chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}
