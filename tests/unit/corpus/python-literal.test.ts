import { describe, expect, it } from 'vitest';
import type { Json } from '../../../schemas/record.ts';
import { readCellText } from '../../../services/corpus/layouts/cell-text.ts';
import { readPythonLiteral } from '../../../services/corpus/layouts/python-literal.ts';
import { randomIndex, seededRandom } from '../../../services/runtime/seeded-random.ts';

/** Texts as Python 3.13 and NumPy 2 write them with `repr`, and what they mean. */
const PAIRS: readonly [string, Json][] = [
  ['[]', []],
  ['{}', {}],
  ['()', []],
  ["('a',)", ['a']],
  ["('a', 1)", ['a', 1]],
  ['[None, True, False, -1, 2.5, 1e-07, 1e+16, nan]', [null, true, false, -1, 2.5, 1e-7, 1e16, null]],
  ['[1234567890123456780, -9007199254740993]', ['1234567890123456780', '-9007199254740993']],
  [
    `['it\\'s "x"', "it's", 'a\\nb\\t\\\\', '\\x00\\xad', '\\u200b', '\\U0001f600', 'é😀']`,
    ['it\'s "x"', "it's", 'a\nb\t\\', '\0\u00ad', '\u200b', '😀', 'é😀'],
  ],
  [`[{'role': 'user', 'content': "It's \\"tasty\\"."}]`, [{ role: 'user', content: 'It\'s "tasty".' }]],
  [
    "[{'content': 'A', 'role': 'user'}\n {'content': 'B', 'role': 'assistant'}]",
    [
      { content: 'A', role: 'user' },
      { content: 'B', role: 'assistant' },
    ],
  ],
  ["{'x': array([{'y': 1}, {'y': 2}],\n      dtype=object)}", { x: [{ y: 1 }, { y: 2 }] }],
  ['{1: 2, None: 3}', { 1: 2, null: 3 }],
];

/** A value as Python's `repr` writes it: single quotes, unless the text has one and no double quote. */
function repr(value: Json): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return `[${value.map(repr).join(', ')}]`;
  if (typeof value === 'object') {
    return `{${Object.entries(value)
      .map(([key, item]) => `${repr(key)}: ${repr(item)}`)
      .join(', ')}}`;
  }
  const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
  const escaped = value
    .replaceAll('\\', '\\\\')
    .replaceAll(quote, `\\${quote}`)
    .replaceAll('\n', '\\n')
    .replaceAll('\x07', '\\x07');
  return `${quote}${escaped}${quote}`;
}

function randomJson(random: () => number, depth: number): Json {
  const texts = ['', "'", '"', '\\', '\n', ', ', "': '", '}, {', '\x07', 'ü😀', 'It\'s "x"\\n', ']'];
  const text = (): string =>
    Array.from({ length: randomIndex(random, 4) }, () => texts[randomIndex(random, texts.length)]).join('');
  const kind = randomIndex(random, depth > 3 ? 5 : 7);
  const items = Array.from({ length: randomIndex(random, 4) }, () => null);
  if (kind === 5) return items.map(() => randomJson(random, depth + 1));
  if (kind === 6) return Object.fromEntries(items.map(() => [text(), randomJson(random, depth + 1)]));
  return [text(), null, true, 12, -0.5][kind] ?? null;
}

describe('a text that Python wrote with repr', () => {
  it('is read as what it means', () => {
    for (const [text, value] of PAIRS) expect(readPythonLiteral(text)).toEqual(value);
  });

  it('is read as what was written, whatever quotes and escapes the texts hold', () => {
    const random = seededRandom(11);
    for (let at = 0; at < 3_000; at += 1) {
      const value = randomJson(random, 0);
      expect(readPythonLiteral(repr(value))).toEqual(value);
    }
  });

  it("is read in NumPy's form of a list of texts, which has no commas", () => {
    expect(readPythonLiteral("['Bergen' \"It's Oslo\"\n 'Lund']")).toEqual(['Bergen', "It's Oslo", 'Lund']);
  });

  it('is refused with the place where it is no plain value', () => {
    expect(() => readPythonLiteral("[HumanMessage(content='A')]")).toThrow(
      /has `HumanMessage`, which is no plain/,
    );
    expect(() => readPythonLiteral("('a' 'b')")).toThrow(/lacks a comma/);
    expect(() => readPythonLiteral("['a' 1]")).toThrow(/lacks a comma/);
    expect(() => readPythonLiteral("['a")).toThrow(/text without an end/);
    expect(() => readPythonLiteral("['a'] ['b']")).toThrow(/goes on after its end/);
    expect(() => readPythonLiteral("{'a': 1 'b': 2}")).toThrow(/lacks ,/);
    expect(() => readPythonLiteral('['.repeat(200))).toThrow(/deeper than 100/);
    expect(() => readPythonLiteral(`[${'1,'.repeat(100_001)}]`)).toThrow(/more than 100000 values/);
  });
});

describe('a list or object in a cell', () => {
  const problem = (text: string): string => {
    const read = readCellText(text);
    return read !== null && 'problem' in read ? read.problem : 'none';
  };

  it('is read from JSON and from Python alike, and other texts are left alone', () => {
    expect(readCellText(' [{"a": 1}]')).toEqual({ value: [{ a: 1 }] });
    expect(readCellText("[{'a': 1}]")).toEqual({ value: [{ a: 1 }] });
    expect(readCellText(`["it's", 'b']`)).toEqual({ value: ["it's", 'b'] });
    expect(readCellText('Name a fish.')).toBeNull();
    expect(readCellText('["\\ud800"]')).toEqual({ value: ['\uFFFD'] });
  });

  it('says what cannot be read and why', () => {
    expect(problem('[{"a": 1]')).toMatch(/^is JSON text that cannot be read/);
    expect(problem("[{'role': user, 'content': Hi, there}]")).toMatch(/as DuckDB shows a struct/);
    expect(problem("[{'t': Timestamp('2024-01-01')}]")).toMatch(
      /Python text that has `Timestamp`.*json\.dumps/,
    );
    expect(problem(`[{"a": "${'x'.repeat(32_759)}`)).toMatch(/was cut off by a spreadsheet/);
    expect(problem('['.repeat(200))).toMatch(/nested deeper than 100/);
  });

  it('says so of more blanks than anybody writes', () => {
    const blanks = ' '.repeat(400_000);
    expect(problem(`[${blanks}x]`)).toMatch(/^is written as Python text/);
    expect(problem(`${blanks}{'a': x}`)).toMatch(/as DuckDB shows a struct/);
  });
});
