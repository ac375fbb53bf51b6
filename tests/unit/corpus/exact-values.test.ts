import { describe, expect, it } from 'vitest';
import type { InstructionRecord } from '../../../schemas/record.ts';
import { readCorpus } from '../../../services/corpus/read-corpus.ts';
import { toRecord } from '../../../services/corpus/record.ts';
import { originalRow } from '../../../services/corpus/row-origin.ts';
import { exactJson, nothingReplaced } from '../../../services/curation/export/exact-json.ts';
import { sampleFiles } from './sample-files.ts';

const files = sampleFiles();

interface Read {
  readonly records: InstructionRecord[];
  readonly reasons: string[];
}

async function read(name: string, data: string | Buffer): Promise<Read> {
  const [records, reasons]: [InstructionRecord[], string[]] = [[], []];
  for await (const row of (await readCorpus(await files.write(name, data))).rows) {
    if ('rejection' in row) reasons.push(`${row.rejection.line}: ${row.rejection.reason}`);
    else records.push(toRecord(row.content, 'c', null, row.origin));
  }
  return { records, reasons };
}

const json = (record: InstructionRecord | undefined): string =>
  record === undefined ? '' : exactJson(originalRow(record) ?? {}, nothingReplaced());
const idsOf = ({ records }: Read): number => new Set(records.map(({ id }) => id)).size;

describe('numbers of JSON', () => {
  it('beyond 2^53 are texts with all their digits in the record, the id of a row too, and numbers again in a file', async () => {
    const row = '{"id":1234567890123456784,"text":"A","a":{"b":[9007199254740993,-9007199254740993]}}';
    for (const [name, data] of [
      ['a.jsonl', row],
      ['a.json', `[${row}]`],
    ] as const) {
      const { records } = await read(name, data);
      expect(records[0]).toMatchObject({
        user_id: '1234567890123456784',
        metadata: { a: { b: ['9007199254740993', '-9007199254740993'] } },
        exact: { '/id': 'number', '/a/b/0': 'number', '/a/b/1': 'number' },
      });
      expect(json(records[0])).toBe(row);
    }
  });

  it('that differ in their last digit, or from the text with the same digits, are in different rows', async () => {
    const values = [
      '1234567890123456780',
      '1234567890123456784',
      '1234567890123456801',
      '"1234567890123456780"',
    ];
    values.push(
      '0.12345678901234567890',
      '0.12345678901234567891',
      '1e400',
      '1e401',
      '1e-400',
      '0.0',
      '-0.0',
    );
    const found = await read('a.jsonl', values.map((value) => `{"text":"A","n":${value}}`).join('\n'));
    expect(idsOf(found)).toBe(values.length);
    expect(found.records.map(json)).toEqual(values.map((value) => `{"text":"A","n":${value}}`));
  });

  it('that a double holds stay numbers, and rows without others keep the ids that they had', async () => {
    const found = await read(
      'a.jsonl',
      '{"text":"A","n":[0,-1,9007199254740991,0.1,1.5e-7,0.30000000000000004,1.0,100000000000000000000000.0]}',
    );
    expect(found.records[0]?.metadata['n']).toEqual([
      0,
      -1,
      9007199254740991,
      0.1,
      1.5e-7,
      0.1 + 0.2,
      1,
      1e23,
    ]);
    expect(found.records[0]?.exact).toBeUndefined();
    const [whole] = (await read('b.jsonl', '{"text":"A","n":1.0}')).records;
    const [integer] = (await read('c.jsonl', '{"text":"A","n":1}')).records;
    expect(whole?.id).toBe(integer?.id);
    expect([json(whole), json(integer)]).toEqual(['{"text":"A","n":1.0}', '{"text":"A","n":1}']);
  });

  it('are told by the digits that a double prints, however many', async () => {
    const held = ['0.5000000000000000000000', '0.1000000000000000055511', '0.10000000000000000555'];
    const found = await read('a.jsonl', held.map((value) => `{"text":"A","n":${value}}`).join('\n'));
    expect(found.records.map(({ metadata }) => metadata['n'])).toEqual([0.5, 0.1, 0.1]);
  });

  it('with thousands of digits are refused, saying so, and their file is read quickly', async () => {
    const zeros = '0'.repeat(5_000_000);
    const { records, reasons } = await read('a.jsonl', `{"text":"A","n":1${zeros}1}\n{"text":"B"}`);
    expect(records.map(({ instruction }) => instruction)).toEqual(['B']);
    expect(reasons).toEqual([
      expect.stringMatching(/1: .*a number has more than 4300 digits: write it as text/),
    ]);
  });
});

describe('what Python, DuckDB and people write for JSON', () => {
  it('NaN and infinities are kept apart from null, and a field of text that is NaN is empty', async () => {
    const values = ['null', 'NaN', 'Infinity', '-Infinity', '"NaN"', '"Infinity"'];
    for (const [name, open, between, close] of [
      ['a.jsonl', '', '\n', ''],
      ['a.json', '[', ',\n', ']'],
    ] as const) {
      const rows = values.map((value) => `{"instruction":"A","output":"B","n":[${value}]}`);
      const found = await read(name, open + rows.join(between) + close);
      expect(found.reasons).toEqual([]);
      expect(idsOf(found)).toBe(values.length);
    }
    const { records } = await read('b.jsonl', '{"instruction":"A","input":NaN,"output":NaN}');
    expect(records[0]).toMatchObject({ input: '', output: '', exact: { '/input': 'nan', '/output': 'nan' } });
  });

  it.each([
    ['a line that ends in a comma', '{"text":"A"},\n{"text":"B"} ,\r\n{"text":"C"}', 3],
    ['a comma after the last field or element', '{"text":"A","l":[1,2,],"o":{"a":1,},}\n', 1],
    ['in texts nothing is changed', '{"text":",}NaN,]"}\n{"text":"A\\\\","n":NaN}', 2],
  ])('%s', async (_name, data, count) => {
    const { records, reasons } = await read('a.jsonl', data);
    expect(reasons).toEqual([]);
    expect(records).toHaveLength(count);
    expect(records.map(({ instruction }) => instruction)).toMatchObject(
      [...data.matchAll(/"text":("(?:[^"\\]|\\.)*")/g)].map(([, text = '']) => JSON.parse(text) as string),
    );
  });

  it.each([
    '[,]',
    '[1,,]',
    '{,}',
    '{"a":,}',
    '{"a":1,,}',
    '{NaN:1}',
    '[NaNa]',
    '[-NaN]',
    '[Infinity1]',
    '[01]',
    '[1.]',
    '[--1]',
    '{"a":1},,',
  ])('%s is no JSON in any way', async (value) => {
    const { records, reasons } = await read('a.jsonl', `{"text":"A"}\n{"text":"B","v":${value}}`);
    expect(records).toHaveLength(1);
    expect(reasons).toEqual([expect.stringMatching(/^2: not valid JSON/)]);
    expect(reasons[0]).not.toMatch(/\u{10FFFE}/u);
  });

  it('a field that stands twice in an object is refused by its name, since one value would be lost', async () => {
    const { records, reasons } = await read(
      'a.jsonl',
      '{"text":"A","a":{"b":1,"c":{"b":2}}}\n{"text":"B","a":[{"b":1,"\\u0062":2}]}\n{"text":"C","__proto__":1}',
    );
    expect(records).toHaveLength(2);
    expect(reasons).toEqual([expect.stringMatching(/^2: the field `b` stands twice in an object/)]);
    expect(json(records[1])).toBe('{"text":"C","__proto__":1}');
  });
});

describe('texts that no store keeps', () => {
  it('make two rows where they differ only in NUL or in half of a pair, and come out as they were', async () => {
    const texts = ['"A\\u0000"', '"A\\ufffd"', '"A\\ud800"', '"A\\udc00"'];
    const found = await read(
      'a.jsonl',
      texts.map((text) => `{"instruction":${text},"output":"B"}`).join('\n'),
    );
    expect(new Set(found.records.map(({ instruction }) => instruction))).toEqual(new Set(['A\ufffd']));
    expect(idsOf(found)).toBe(4);
    expect(found.records.map(json).map((row) => JSON.parse(row) as unknown)).toEqual(
      texts.map((text) => ({ instruction: JSON.parse(text) as string, output: 'B' })),
    );
  });
});

describe('cells of CSV', () => {
  it('that turn to Latin-1 after thousands of rows are refused with the way out, and none is stored with U+FFFD', async () => {
    const ascii = Array.from({ length: 6_000 }, (_, row) => `Name a thing ${row}.,ok\n`).join('');
    const { records, reasons } = await read(
      'late.csv',
      Buffer.concat([
        Buffer.from(`instruction,output\n${ascii}`),
        Buffer.from('Caf\u00e9?,yes\nTea?,no\n', 'latin1'),
      ]),
    );
    expect(records).toHaveLength(6_001);
    expect(records.at(-1)?.instruction).toBe('Tea?');
    expect(reasons).toEqual([expect.stringMatching(/^6002: not UTF-8 text.*iconv -f WINDOWS-1252/)]);
  });

  it('keep all columns: equal names, the name that a number would give, __proto__, none, a mark before the first', async () => {
    const { records } = await read(
      'a.csv',
      '\ufeff\ufeffinstruction,a,a,a_2,__proto__,," a ",a\nDo.,1,2,3,4,5,6,7\n',
    );
    expect(json(records[0])).toBe(
      '{"instruction":"Do.","a":"1","a_3":"2","a_2":"3","__proto__":"4","column_6":"5"," a ":"6","a_4":"7"}',
    );
  });

  it('with quotes behind backslashes, as Spark writes them, are read without the backslashes', async () => {
    const data =
      'instruction,output\n"He said \\"hi\\", twice",b\n"\\"Quoted\\"","C:\\dir and \\frac{1}{2}"\n"a\n\\"b\\"","x\\", y"\n';
    const { records, reasons } = await read('spark.csv', data);
    expect(reasons).toEqual([]);
    expect(records.map(({ instruction, output }) => [instruction, output])).toEqual([
      ['He said "hi", twice', 'b'],
      ['"Quoted"', 'C:\\dir and \\frac{1}{2}'],
      ['a\n"b"', 'x", y'],
    ]);
  });

  it('with backslashes before quotes that are written twice keep them', async () => {
    const data = 'instruction,output\n"say \\""hi\\"" now","C:\\"\n"{""a"": ""x\\""y""}",b\n';
    const { records } = await read('rfc.csv', data);
    expect(records.map(({ instruction, output }) => [instruction, output])).toEqual([
      ['say \\"hi\\" now', 'C:\\'],
      ['{"a": "x\\"y"}', 'b'],
    ]);
  });

  it('that are white space, hold line ends or begin with a byte order mark survive', async () => {
    const { records } = await read('a.csv', 'instruction,output,a,b\nDo.,"x\r\ny","  ",\ufeffz\r\n');
    expect(json(records[0])).toBe('{"instruction":"Do.","output":"x\\r\\ny","a":"  ","b":"\ufeffz"}');
  });
});
