import { parseJson } from './json-text.ts';
import { JsonRows } from './json-rows.ts';
import { MAX_ROW_BYTES, type RawRow } from './raw-row.ts';

const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** The deepest object whose members are told. */
const MAX_DEPTH = 100;

/** What follows on a value that was written as JavaScript. */
const AFTER_A_VALUE = /^[;)]+$/;

/** Takes what a list, or an object read member by member, holds. */
export type RowSink = (rows: readonly RawRow[]) => void;

/** Is told what a document holds, in its order. */
export interface DocumentVisitor {
  /** An object begins: null when its members are to be told one by one, or what takes its members as rows. */
  object(path: readonly string[], line: number): RowSink | null;
  objectEnds(path: readonly string[]): void;
  /** A list begins. */
  list(path: readonly string[], line: number): RowSink;
  /** A text, a number or another value outside of lists. */
  scalar(path: readonly string[], value: unknown): void;
}

/**
 * Goes through JSON documents, one after the other, chunk by chunk. What stands in lists is found by `JsonRows`, where a
 * fault costs its element; a fault outside of lists ends the walk, because no one can say where it would go on.
 */
export class JsonWalker {
  /** The names from the top to the value that is being read; an object that waits for a name has an empty one. */
  private readonly path: string[] = [];
  private depth = 0;
  private line = 1;
  private inner: JsonRows | null = null;
  private sink: RowSink = () => undefined;
  /** The bytes of a text, a number or a name that has begun. */
  private token: Buffer[] | null = null;
  private tokenSize = 0;
  private inString = false;
  private escaped = false;
  private expects: 'value' | 'name' | 'colon' | 'end' = 'value';
  /** Why and where the walk has ended before the end of the file; null when it has not. */
  private broken: RawRow | null = null;
  private readonly visitor: DocumentVisitor;

  constructor(visitor: DocumentVisitor) {
    this.visitor = visitor;
  }

  /** The fault that has ended the walk; null while there is none. */
  get fault(): RawRow | null {
    return this.broken;
  }

  /** How many objects have begun and not ended. */
  get openObjects(): number {
    return this.depth;
  }

  push(chunk: Buffer): void {
    const queue = [chunk];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      if (this.broken !== null) return;
      if (this.inner === null) this.scan(next, queue);
      else this.feed(this.inner, next, queue);
    }
  }

  /** Says that the file ends here. */
  end(): void {
    if (this.inner !== null) this.sink(this.inner.end());
    else if (this.depth > 0 && this.broken === null) {
      this.fail('the file ends before its closing bracket: rows may be missing, get the whole file');
    } else if (this.token !== null) this.endToken(Buffer.alloc(0), 0, 0);
  }

  private feed(inner: JsonRows, chunk: Buffer, queue: Buffer[]): void {
    this.sink(inner.push(chunk));
    const { rest } = inner;
    if (rest === null) return;
    this.line = inner.reached;
    this.inner = null;
    this.valueEnds();
    queue.unshift(...rest);
  }

  private scan(chunk: Buffer, queue: Buffer[]): void {
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (this.inString) {
        if (this.escaped) this.escaped = false;
        else if (byte === BACKSLASH) this.escaped = true;
        else if (byte === QUOTE) this.endToken(chunk, from, at + 1);
        else if (byte === LINE_FEED) this.fail('a quote is missing');
      } else if (this.token !== null && !endsToken(byte)) continue;
      else {
        if (this.token !== null) this.endToken(chunk, from, at);
        from = at;
        if (this.broken === null) this.step(byte);
      }
      if (this.broken !== null) return;
      if (this.inner !== null) {
        queue.unshift(chunk.subarray(at));
        return;
      }
    }
    if (this.token !== null) this.keep(chunk.subarray(from));
  }

  private keep(part: Buffer): void {
    this.tokenSize += part.length;
    if (this.tokenSize > MAX_ROW_BYTES) this.fail(`a text is longer than ${MAX_ROW_BYTES} bytes`);
    else this.token?.push(part);
  }

  /** Handles the first byte of a value, or one between values. */
  private step(byte: number): void {
    if (byte === LINE_FEED) this.line += 1;
    else if (byte === SPACE || byte === TAB || byte === CARRIAGE_RETURN) return;
    else if (byte === OPEN_OBJECT && this.expects === 'value') this.open();
    else if (byte === OPEN_ARRAY && this.expects === 'value') this.delegate('list');
    else if (byte === CLOSE_OBJECT && (this.expects === 'name' || this.expects === 'end')) this.close();
    else if (byte === COMMA && (this.expects === 'end' || this.depth === 0)) this.nextMember();
    else if (byte === COLON && this.expects === 'colon') this.expects = 'value';
    else if (this.mayBegin(byte)) this.begin(byte);
    else this.fail(`there is a ${JSON.stringify(String.fromCharCode(byte))} where ${WANTED[this.expects]}`);
  }

  private mayBegin(byte: number): boolean {
    if (this.expects === 'name') return byte === QUOTE;
    return this.expects === 'value' && !endsToken(byte);
  }

  private nextMember(): void {
    this.expects = this.depth > 0 ? 'name' : 'value';
  }

  private begin(byte: number): void {
    this.token = [];
    this.tokenSize = 0;
    this.inString = byte === QUOTE;
  }

  private open(): void {
    const sink = this.visitor.object(this.path, this.line);
    if (sink !== null) {
      this.delegate('members', sink);
      return;
    }
    this.depth += 1;
    this.expects = 'name';
    this.path.push('');
    if (this.depth > MAX_DEPTH)
      this.fail(`the document is nested deeper than ${MAX_DEPTH} levels: flatten it`);
  }

  private close(): void {
    this.depth -= 1;
    this.path.pop();
    this.visitor.objectEnds(this.path);
    this.valueEnds();
  }

  private delegate(within: 'list' | 'members', sink = this.visitor.list(this.path, this.line)): void {
    this.inner = new JsonRows({ within, line: this.line });
    this.sink = sink;
  }

  private valueEnds(): void {
    // Documents follow one another without a comma.
    this.expects = this.depth > 0 ? 'end' : 'value';
  }

  private endToken(chunk: Buffer, from: number, end: number): void {
    const text = Buffer.concat([...(this.token ?? []), chunk.subarray(from, end)]).toString('utf8');
    this.token = null;
    this.inString = false;
    const value = parsed(text);
    if (this.depth === 0 && AFTER_A_VALUE.test(text)) return;
    if (value === undefined) {
      this.fail(`${JSON.stringify(text.slice(0, 40))} is no value of JSON`);
    } else if (this.expects === 'name') {
      this.path[this.path.length - 1] = typeof value === 'string' ? value : text;
      this.expects = 'colon';
    } else {
      this.visitor.scalar(this.path, value);
      this.valueEnds();
    }
  }

  private fail(reason: string): void {
    const error = `${reason}: the rest of the document cannot be read, mend this line`;
    this.broken = { line: this.line, error, excerpt: '' };
  }
}

const WANTED = {
  value: 'a value is due',
  name: 'the name of a field is due',
  colon: 'a colon is due',
  end: 'a comma or a bracket is due',
} as const;

function endsToken(byte: number): boolean {
  return byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_ARRAY || byte <= SPACE || byte === COLON;
}

/** The value of a text; undefined when it has none. */
function parsed(text: string): unknown {
  try {
    return parseJson(Buffer.from(text, 'utf8'));
  } catch {
    return undefined;
  }
}
