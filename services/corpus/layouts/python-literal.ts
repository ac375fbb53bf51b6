import type { Json } from '../../../schemas/record.ts';
import { MAX_DEPTH } from '../row.ts';
import { MAX_ROW_VALUES } from '../formats/raw-row.ts';

/** Why a text is no Python literal, and the place at which reading it ended, from 0. */
export class NoPythonLiteral extends Error {
  override readonly name = 'NoPythonLiteral';
  readonly at: number;

  constructor(why: string, at: number) {
    super(why);
    this.at = at;
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  ...{ n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' },
  ...{ '\\': '\\', "'": "'", '"': '"', '\n': '' },
};
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const NAMES: ReadonlyMap<string, Json> = new Map<string, Json>([
  ['None', null],
  ['True', true],
  ['False', false],
  ['nan', null],
]);
const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const NAME = /[A-Za-z_]\w*/y;
const SPACE = /\s*/y;
const PLAIN_TEXT = { "'": /[^'\\\n]*/y, '"': /[^"\\\n]*/y };
const NUMPY_END = /\s*(?:,\s*dtype=\w+\s*)?\)/y;

/**
 * Reads what `repr` of Python writes of lists, tuples, dicts, texts, numbers, True, False and None, as pandas leaves it in
 * cells of CSV files. NumPy's form of a list of dicts or texts, which has no commas between them, is read too. Whole numbers that
 * JavaScript cannot hold become texts. Nothing is evaluated.
 * @throws NoPythonLiteral when the text is anything else, deeper than 100 or has more than 100,000 values
 */
export function readPythonLiteral(text: string): Json {
  const reader = new PythonReader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

class PythonReader {
  private at = 0;
  private values = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  value(depth: number): Json {
    this.values += 1;
    if (depth > MAX_DEPTH) this.fail(`is nested deeper than ${MAX_DEPTH} levels`);
    if (this.values > MAX_ROW_VALUES) this.fail(`has more than ${MAX_ROW_VALUES} values`);
    this.take(SPACE);
    const start = this.text[this.at] ?? '';
    if (start === '[') return this.list(']', depth);
    if (start === '(') return this.tuple(depth);
    if (start === '{') return this.dict(depth);
    if (start === "'" || start === '"') return this.string(start);
    const number = this.take(NUMBER);
    return number === '' ? this.named(depth) : numberOf(number);
  }

  end(): void {
    this.take(SPACE);
    if (this.at < this.text.length) this.fail('goes on after its end');
  }

  private list(close: string, depth: number): Json[] {
    this.at += 1;
    const items: Json[] = [];
    while (!this.closes(close)) {
      const start = this.text[this.at] ?? '';
      items.push(this.value(depth + 1));
      this.take(SPACE);
      const next = this.text[this.at];
      if (next === ',') this.at += 1;
      else if (next !== close && !(close === ']' && isNumpyPair(start, next ?? '')))
        this.fail(`lacks a comma or ${close}`);
    }
    return items;
  }

  private tuple(depth: number): Json {
    const start = this.at;
    const items = this.list(')', depth);
    const isTuple = items.length !== 1 || /,\s*\)$/.test(this.text.slice(start, this.at));
    return isTuple ? items : (items[0] ?? null);
  }

  private dict(depth: number): Json {
    this.at += 1;
    const entries: [string, Json][] = [];
    while (!this.closes('}')) {
      const key = this.value(depth + 1);
      if (typeof key === 'object' && key !== null) this.fail('has a key that is no text');
      this.expect(':');
      entries.push([String(key), this.value(depth + 1)]);
      this.take(SPACE);
      if (this.text[this.at] !== '}') this.expect(',');
    }
    return Object.fromEntries(entries);
  }

  private string(quote: "'" | '"'): string {
    this.at += 1;
    let read = '';
    for (;;) {
      read += this.take(PLAIN_TEXT[quote]);
      const end = this.text[this.at];
      if (end === quote) break;
      if (end !== '\\') this.fail('has a text without an end');
      this.at += 1;
      read += this.escape();
    }
    this.at += 1;
    return read;
  }

  private escape(): string {
    const letter = this.text[this.at] ?? '';
    const octal = /^[0-7]{1,3}/.exec(this.text.slice(this.at, this.at + 3))?.[0];
    if (octal !== undefined) {
      this.at += octal.length;
      return String.fromCodePoint(Number.parseInt(octal, 8));
    }
    this.at += 1;
    const simple = ESCAPES[letter];
    if (simple !== undefined) return simple;
    const length = HEX_DIGITS[letter];
    // Python leaves an escape that it does not know as it is.
    if (length === undefined) return `\\${letter}`;
    const digits = this.text.slice(this.at, this.at + length);
    const code = Number.parseInt(digits, 16);
    if (!/^[\da-fA-F]+$/.test(digits) || digits.length < length || code > 0x10ffff)
      this.fail('has an escape that is cut short');
    this.at += length;
    return String.fromCodePoint(code);
  }

  private named(depth: number): Json {
    const start = this.at;
    const name = this.take(NAME);
    const value = NAMES.get(name);
    if (value !== undefined) return value;
    if (name === 'array' && this.text[this.at] === '(') {
      this.at += 1;
      const items = this.value(depth + 1);
      if (this.take(NUMPY_END) === '') this.fail('has an array without an end');
      return items;
    }
    this.at = start;
    return this.fail(
      name === '' ? 'is no Python value' : `has \`${name.slice(0, 40)}\`, which is no plain value`,
    );
  }

  private closes(close: string): boolean {
    this.take(SPACE);
    if (this.text[this.at] !== close) return false;
    this.at += 1;
    return true;
  }

  private expect(character: string): void {
    this.take(SPACE);
    if (this.text[this.at] !== character) this.fail(`lacks ${character}`);
    this.at += 1;
  }

  private take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  private fail(why: string): never {
    throw new NoPythonLiteral(why, this.at);
  }
}

/** Whether an entry may follow another one without a comma: `repr` never writes that, and NumPy always does. */
function isNumpyPair(first: string, next: string): boolean {
  return (first === '{' && next === '{') || (isQuote(first) && isQuote(next));
}

function isQuote(character: string): boolean {
  return character === "'" || character === '"';
}

function numberOf(text: string): Json {
  const number = Number(text);
  const isExact = !/^[+-]?\d+$/.test(text) || Number.isSafeInteger(number);
  if (!Number.isFinite(number)) return text;
  return isExact ? number + 0 : text;
}
