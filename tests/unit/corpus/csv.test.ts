import { describe, expect, it } from 'vitest';
import { CsvRows } from '../../../services/corpus/formats/csv-rows.ts';
import type { RawRow } from '../../../services/corpus/formats/raw-row.ts';
import { outcome, sampleFiles } from './sample-files.ts';

async function rowsOf(text: string, size: number, limit?: number): Promise<RawRow[]> {
  const scanner = new CsvRows(',', limit);
  const bytes = Buffer.from(text);
  const rows: RawRow[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    rows.push(...(await scanner.push(bytes.subarray(at, at + size))));
  }
  return [...rows, ...(await scanner.end())];
}

function summary(rows: readonly RawRow[]): unknown[] {
  return rows.map((row) => [row.line, 'error' in row ? 'rejected' : row.row]);
}

describe('reading CSV', () => {
  const files = sampleFiles();

  for (const [name, delimiter] of [
    ['commas', ','],
    ['semicolons', ';'],
    ['tabs', '\t'],
  ] as const) {
    it(`tells ${name} by the header, whatever the fields hold`, async () => {
      const fields = ['Add, then sum; now', '1, 2;\t3', '6'].map((field) => `"${field}"`);
      const text = `instruction,input,output\n${fields.join(',')}\n`.replaceAll(
        /(?<=\w),(?=\w)|(?<="),/g,
        delimiter,
      );
      const file = await files.read('any.csv', text);
      expect(file.reading.format).toBe(delimiter === '\t' ? 'tsv' : 'csv');
      expect(file.contents[0]).toMatchObject({
        instruction: 'Add, then sum; now',
        input: '1, 2;\t3',
        output: '6',
      });
    });
  }

  for (const size of [1, 3, 1_000]) {
    it(`reads quoted fields over several lines and counts lines, in chunks of ${size} bytes`, async () => {
      const text = 'a,b\r\n\r\n1,"x\r\n""y"", z"\r\n\r\n2,\r\n3,4,5\r\n6,"7"';
      expect(summary(await rowsOf(text, size))).toEqual([
        [3, { a: '1', b: 'x\r\n"y", z' }],
        [6, { a: '2', b: '' }],
        [7, 'rejected'],
        [8, { a: '6', b: '7' }],
      ]);
    });

    it(`loses one line to a quote that is never closed, in chunks of ${size} bytes`, async () => {
      const toTheEnd = 'a,b\n1,"open\n2,3\n4,5\n';
      const toAnother = 'a,b\n1,"open\n2,3\n4,"x"\n5,6\n';
      expect(summary(await rowsOf(toTheEnd, size))).toEqual([
        [2, 'rejected'],
        [3, { a: '2', b: '3' }],
        [4, { a: '4', b: '5' }],
      ]);
      expect(summary(await rowsOf(toAnother, size))).toEqual([
        [2, 'rejected'],
        [3, { a: '2', b: '3' }],
        [4, { a: '4', b: 'x' }],
        [5, { a: '5', b: '6' }],
      ]);
    });

    it(`rejects a row beyond the limit and goes on with the next, in chunks of ${size} bytes`, async () => {
      const text = `a,b\n1,"${'x'.repeat(300)}"\n2,3\n`;
      expect(summary(await rowsOf(text, size, 100))).toEqual([
        [2, 'rejected'],
        [3, { a: '2', b: '3' }],
      ]);
    });
  }

  it('says how many columns a rejected row has and shows it', async () => {
    const [row] = await rowsOf('a,b\n1,2,3\n', 100);
    expect(row).toEqual({
      line: 2,
      error: expect.stringMatching(/3 columns instead of 2/) as string,
      excerpt: '1,2,3',
    });
  });

  it('tells the way out of a row with too many cells, and of one with too few', async () => {
    const errorOf = async (line: string): Promise<unknown> => (await rowsOf(`a,b,c\n${line}\n`, 100))[0];
    expect(await errorOf('1,2,3,4')).toMatchObject({
      error: expect.stringMatching(/: quote fields/) as string,
    });
    expect(await errorOf('1')).toMatchObject({
      error:
        'the row has 1 column instead of 3: write a cell for each, and leave those empty that hold nothing',
    });
  });

  it('takes the delimiter from the line in which Excel is told it', async () => {
    for (const line of ['sep=;\n', '\uFEFFsep=;\r\n', '"sep=;"\n']) {
      const text = `${line}instruction;output\nName it.;Oslo, x\nBad;row;here\n`;
      const { contents, rejections } = await files.read('sep.csv', text);
      expect(contents[0]).toMatchObject({ instruction: 'Name it.', output: 'Oslo, x' });
      expect(rejections[0]?.line).toBe(4);
    }
  });

  it('reads quotes behind the spaces after a delimiter, and keeps spaces elsewhere', async () => {
    const spaced = await files.read('spaced.csv', '"instruction", "output"\n"Name, say", "Oslo, ""x""."\n');
    expect(spaced.contents[0]).toMatchObject({ instruction: 'Name, say', output: 'Oslo, "x".' });
    const plain = await files.read('plain.csv', 'instruction,output\n"He said ""a"", ""b"".",  Oslo\n');
    expect(plain.contents[0]).toMatchObject({ instruction: 'He said "a", "b".', output: '  Oslo' });
  });

  it('keeps a quote inside of a field without quotes', async () => {
    expect(summary(await rowsOf('a,b\na 5" nail,2\n', 100))).toEqual([[2, { a: 'a 5" nail', b: '2' }]]);
  });

  it('names columns without a name and with the same name apart', async () => {
    expect(summary(await rowsOf('a,,a\n1,2,3\n', 100))).toEqual([[2, { a: '1', column_2: '2', a_2: '3' }]]);
  });

  it('reads UTF-16 with a byte order mark, as spreadsheets export it', async () => {
    const text = '\uFEFFinstruction\toutput\nZähle bis drei.\t1 2 3 😀\n';
    const file = await files.read('utf16.txt', Buffer.from(text, 'utf16le'));
    expect(file.contents[0]).toMatchObject({ instruction: 'Zähle bis drei.', output: '1 2 3 😀' });
  });

  it('refuses text in another encoding and says what to do', async () => {
    const latin1 = Buffer.from('instruction,output\nÜbe,x\n', 'latin1');
    await expect(files.read('latin1.csv', latin1)).rejects.toMatchObject({
      code: 'unsupported_format',
      message: expect.stringMatching(/convert it to UTF-8/) as string,
    });
  });

  it('reads conversations and history that cells hold as JSON', async () => {
    const turns = '[{""from"":""human"",""value"":""Hi""},{""from"":""gpt"",""value"":""Hello""}]';
    const file = await files.read('turns.csv', `conversations\n"${turns}"\n`);
    expect(outcome(file)).toEqual({ read: ['Hi'], rejected: [] });
    const history = await files.read('history.csv', 'instruction,output,history\nC,D,"[[""A"",""B""]]"\n');
    expect(history.contents[0]?.history).toEqual([
      { role: 'user', content: 'A' },
      { role: 'assistant', content: 'B' },
    ]);
  });
});
