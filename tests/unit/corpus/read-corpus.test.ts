import { fstatSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readCorpus, type CorpusRow } from '../../../services/corpus/read-corpus.ts';
import { outcome, readAll, sampleFiles } from './sample-files.ts';

const ROWS = Array.from({ length: 9 }, (_, at) => ({
  instruction: `Count to ${at}.`,
  input: '',
  output: `${at}`,
}));
const JSONL = ROWS.map((row) => `${JSON.stringify(row)}\n`).join('');
const CSV = `instruction,input,output\n${ROWS.map((row) => Object.values(row).join(',')).join('\n')}\n`;
const ALL = { read: ROWS.map(({ instruction }) => instruction), rejected: [] };
const flatParquet = fileURLToPath(new URL('../../golden/corpus/flat.parquet', import.meta.url));

const MOST_DESCRIPTORS = 1_024;

/** Descriptors of this process that are open on the file `path`. */
async function openFiles(path: string): Promise<number[]> {
  const { ino, dev } = await stat(path);
  return Array.from({ length: MOST_DESCRIPTORS }, (_, descriptor) => descriptor).filter((descriptor) => {
    try {
      const open = fstatSync(descriptor);
      return open.ino === ino && open.dev === dev;
    } catch {
      return false;
    }
  });
}

async function rowsOf(path: string, skipRows: number): Promise<CorpusRow[]> {
  const rows: CorpusRow[] = [];
  for await (const row of (await readCorpus(path, { skipRows })).rows) rows.push(row);
  return rows;
}

describe('reading a corpus', () => {
  const files = sampleFiles();

  for (const [name, format, text] of [
    ['rows.json', 'json', JSON.stringify(ROWS, null, 2)],
    ['rows.jsonl', 'jsonl', JSONL],
    ['rows.csv', 'csv', CSV],
    ['rows.tsv', 'tsv', CSV.replaceAll(',', '\t')],
  ] as const) {
    it(`tells ${format} by its content under any name, plain and gzipped, and reads all of it`, async () => {
      for (const bytes of [Buffer.from(text), gzipSync(text)]) {
        for (const fileName of [name, 'upload', 'wrong.parquet']) {
          const file = await files.read('rows', bytes, { fileName });
          expect(file.reading).toMatchObject({ format, layout: 'alpaca', bytesTotal: bytes.length });
          expect(outcome(file)).toEqual(ALL);
          expect(file.reading.bytesRead()).toBe(bytes.length);
        }
      }
    });

    it(`goes on in ${format} after the rows that were skipped, rejected ones included`, async () => {
      const broken = text.replace('"Count to 1."', '"\\q"').replace('Count to 1.,', 'Count, to 1.,');
      const path = await files.write('skip', broken.replace('Count to 1.\t', 'Count\tto 1.\t'));
      const whole = await rowsOf(path, 0);
      expect(whole.map((row) => 'rejection' in row)).toEqual(ROWS.map((_, at) => at === 1));
      for (const skipRows of [1, 2, 5, 9, 12]) {
        expect(await rowsOf(path, skipRows)).toEqual(whole.slice(skipRows));
      }
    });
  }

  it('reads a pretty-printed object and objects that run over lines', async () => {
    const one = await files.read('one.json', JSON.stringify(ROWS[0], null, 2));
    expect(outcome(one).read).toEqual(['Count to 0.']);
    const many = await files.read('many.json', ROWS.map((row) => JSON.stringify(row, null, 2)).join('\n'));
    expect(outcome(many)).toEqual(ALL);
  });

  it('reads each row of a mixed file in the layout that fits it', async () => {
    const rows = [
      { instruction: 'A', output: 'B' },
      { messages: [{ role: 'user', content: 'C' }] },
      { query: 'D', response: 'E' },
      { instruction: 'F', output: 'G' },
      { instruction: null, input: 'H', output: 'I' },
      { else: 'J' },
    ];
    const file = await files.read('mixed.json', JSON.stringify(rows));
    expect(file.reading.layout).toBe('alpaca');
    expect(outcome(file)).toEqual({ read: ['A', 'C', 'D', 'F'], rejected: [1, 1] });
    expect(file.rejections.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/`instruction` is empty/),
      expect.stringMatching(/`instruction` is missing/),
    ]);
  });

  it('takes the layout that is set, whatever else fits', async () => {
    const row = JSON.stringify({ instruction: 'A', output: 'B', text: 'C' });
    const file = await files.read('forced.jsonl', row, { layout: 'text' });
    expect(file.reading.layout).toBe('text');
    expect(outcome(file).read).toEqual(['C']);
  });

  it('takes the format that is set', async () => {
    const csv = await files.read('forced.jsonl', '{"a,instruction\nx,Count.\n', { format: 'csv' });
    expect(outcome(csv).read).toEqual(['Count.']);
    const tsv = await files.read('forced.csv', 'instruction\toutput,x\nA\tB,C\n', { format: 'tsv' });
    expect(outcome(tsv).read).toEqual(['A']);
  });

  it('takes a column map without naming its layout', async () => {
    const file = await files.read('map.csv', 'ask,reply\nA,B\n', {
      columns: { instruction: 'ask', output: 'reply' },
    });
    expect(file.reading.layout).toBe('columns');
    expect(file.contents[0]).toMatchObject({ instruction: 'A', output: 'B' });
  });

  it('rejects a row that is no object, and shows it', async () => {
    const file = await files.read('bare.jsonl', `${JSONL}[1, 2]\n`);
    expect(file.rejections).toEqual([
      { line: 10, reason: expect.stringMatching(/not an object/) as string, excerpt: '[1,2]' },
    ]);
  });

  it('says of a row in a line with several which one it is', async () => {
    const rows = [{ instruction: 'A' }, { instruction: '' }, { instruction: 'C', output: { a: 1 } }];
    for (const text of [JSON.stringify(rows), JSON.stringify({ version: 1, data: rows })]) {
      const { rejections } = await files.read('line.json', text);
      expect(rejections).toMatchObject([
        { line: 1, reason: 'row 2 of this line: `instruction` is empty: an instruction needs text' },
        { line: 1, reason: expect.stringMatching(/^row 3 of this line: `output` is an object/) as string },
      ]);
    }
  });

  it('says in the origin which row of its line each one is, and nothing of it where a line has one row', async () => {
    const rows = [{ instruction: 'A' }, { instruction: 'B' }];
    const placesIn = async (name: string, text: string): Promise<unknown[]> =>
      (await files.read(name, text)).origins.map(({ line, row_in_line }) => [line, row_in_line]);
    for (const text of [JSON.stringify(rows), JSON.stringify({ version: 1, data: rows })])
      expect(await placesIn('line.json', text)).toEqual([
        [1, 1],
        [1, 2],
      ]);
    const twoLists = JSON.stringify({ train: rows, note: ['x', 'y'], test: rows });
    expect(await placesIn('lists.json', twoLists)).toEqual([1, 2, 3, 4].map((row) => [1, row]));
    const single = [
      [1, undefined],
      [2, undefined],
    ];
    expect(await placesIn('lines.jsonl', '{"instruction":"A"}\n{"instruction":"B"}\n')).toEqual(single);
    expect(await placesIn('apart.json', '{"instruction":"A"}\n{"instruction":"B"}\n')).toEqual(single);
  });

  it('says in the origin of a conversation which row of its line the first turn is', async () => {
    const turn = (conversation_id: number, role: string, content: string): object => ({
      conversation_id,
      role,
      content,
    });
    const turns = [1, 2].flatMap((id) => [turn(id, 'user', `Ask ${id}`), turn(id, 'assistant', 'Yes.')]);
    const message = (id: number, role: string, parent_id: number | null): object => ({
      message_id: `${id}`,
      parent_id: parent_id === null ? null : `${parent_id}`,
      role,
      text: `text ${id}`,
    });
    const tree = [
      message(1, 'prompter', null),
      message(2, 'assistant', 1),
      message(3, 'prompter', null),
      message(4, 'assistant', 3),
    ];
    for (const all of [turns, tree]) {
      const { origins } = await files.read('turns.json', JSON.stringify(all));
      expect(origins).toMatchObject([
        { line: 1, row_in_line: 1 },
        { line: 1, row_in_line: 3 },
      ]);
    }
  });

  it('says in which line of a row its JSON breaks', async () => {
    const { rejections } = await files.read(
      'broken.json',
      `[\n{"instruction": "A",\n "output": "B"\n "n": 1},\n${JSON.stringify(ROWS[0])}]`,
    );
    expect(rejections).toMatchObject([
      { line: 2, reason: expect.stringMatching(/^not valid JSON: .*, in line 3 of the row$/) as string },
    ]);
    const long = await files.read('exact.jsonl', `${JSONL}{"instruction": "A", "n": 1e999 "b": 2}\n`);
    expect(long.rejections[0]?.reason).not.toMatch(/line/);
  });

  it('notes that rows without an instruction were read by another field, in a file of instructions', async () => {
    const lines = [
      { instruction: 'A', input: 'B', output: 'C' },
      { input: 'What is D?', output: 'E' },
    ];
    const { contents, reading } = await files.read(
      'some.jsonl',
      lines.map((row) => JSON.stringify(row)).join('\n'),
    );
    expect(contents.map(({ instruction }) => instruction)).toEqual(['A', 'What is D?']);
    expect(reading.notes()).toEqual(['rows without an `instruction` were read by their `input`']);
    const others = await files.read('all.jsonl', JSON.stringify(lines[1]));
    expect(others.reading.notes()).toEqual([]);
  });

  it('names the fields by which a row may ask that has none of them', async () => {
    const { rejections } = await files.read(
      'asks.jsonl',
      '{"prompt":"A","completion":"B"}\n{"completion":"C"}\n{"prompt":"","completion":"D"}\n',
    );
    expect(rejections).toMatchObject([
      {
        line: 2,
        reason: expect.stringMatching(
          /no field that asks: give it a `query`, `question` or `prompt`/,
        ) as string,
      },
      { line: 3, reason: '`prompt` is empty: an instruction needs text' },
    ]);
  });

  it('says what it expected and found when nothing can be read', async () => {
    const message = async (name: string, data: string | Buffer): Promise<unknown> =>
      files.read(name, data).catch((error: unknown) => error);
    const tokens = JSON.stringify({ input_ids: [1, 2], labels: [1, 2] });
    for (const [name, data, pattern] of [
      ['empty.jsonl', '', /^empty\.jsonl is empty\.$/],
      ['lines.csv', '\n \r\n', /nothing but blank lines/],
      ['empty.json', '[]', /no rows/],
      ['broken.jsonl', '{"a\n{"b\n', /first row, line 1, fails: not valid JSON/],
      ['header.csv', 'instruction,output\n', /no rows below its header/],
      [
        'names.csv',
        'poke,back\nA,B\n',
        /none of the fields `poke`, `back` is known to hold a request.*--columns '\{"instruction":"poke"\}'/,
      ],
      [
        'topics.json',
        JSON.stringify({ law: { theft: ['How?'] }, health: { drugs: ['What?', 'Why?'] } }),
        /none of the fields `law`, `health` is known.*If a list within holds the rows, name it, for example --rows '\*\.\*'/,
      ],
      [
        'members.json',
        JSON.stringify({ a: { topic: 'x', brief: 'Say it now.' }, b: { topic: 'y', brief: 'Say why.' } }),
        /Say which one of a member, for example --rows '\$' --columns '\{"instruction":"brief"\}'/,
      ],
      ['tokens.json', tokens, /token ids.*from before it was tokenized/],
      ['blank.jsonl', '{"instruction": ""}\n', /first row, line 1, fails: `instruction` is empty/],
    ] as const) {
      expect(await message(name, data)).toMatchObject({
        code: 'nothing_readable',
        message: expect.stringMatching(pattern) as string,
      });
    }
  });

  it('says what a foreign file is and what to do with it', async () => {
    for (const [data, options, pattern] of [
      [Buffer.from('PK\x03\x04rest'), {}, /is a ZIP archive: unzip it/],
      [Buffer.from('\0\x01\x02'), {}, /binary file\. Expected JSON, JSONL, /],
      [Buffer.from(JSONL), { format: 'parquet' }, /is not Parquet, but the format was set to parquet/],
      [await readFile(flatParquet), { format: 'csv' }, /is Parquet, but the format was set to csv/],
    ] as const) {
      await expect(files.read('foreign', data, options)).rejects.toMatchObject({
        code: 'unsupported_format',
        message: expect.stringMatching(pattern) as string,
      });
    }
  });

  it('says that a file is not there, or is a directory', async () => {
    const path = await files.write('there.jsonl', JSONL);
    await expect(readCorpus(`${path}.not`)).rejects.toMatchObject({ code: 'not_found' });
    await expect(readCorpus(`${path}/..`)).rejects.toMatchObject({ code: 'invalid_request' });
    const directory = path.slice(0, path.lastIndexOf('/'));
    await expect(readCorpus(directory)).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('keeps the rows before the point where gzip data are cut, and rejects that point', async () => {
    const many = Array.from({ length: 30_000 }, (_, at) => `{"instruction": "${at} ${Math.sin(at)}"}\n`).join(
      '',
    );
    const whole = gzipSync(many);
    const file = await files.read('cut.jsonl.gz', whole.subarray(0, whole.length - 5_000));
    expect(file.contents.length).toBeGreaterThan(20_000);
    expect(file.contents.at(-1)?.instruction).toMatch(new RegExp(`^${file.contents.length - 1} `));
    expect(file.rejections).toEqual([
      {
        line: file.contents.length + 1,
        reason: expect.stringMatching(/gzip data are damaged/) as string,
        excerpt: '',
      },
    ]);
  });

  it('reads ahead by little, and closes the file when the reader stops early', async () => {
    const many = Array.from(
      { length: 100_000 },
      (_, at) => `{"instruction": "Row ${at} ${'x'.repeat(90)}"}\n`,
    );
    for (const [name, data] of [
      ['many.jsonl', many.join('')],
      ['many.json', `[${many.join(',')}]`],
      ['many.csv', `instruction\n${many.join('')}`],
    ] as const) {
      const path = await files.write(name, data);
      const reading = await readCorpus(path, { format: name === 'many.csv' ? 'csv' : null });
      const rows = reading.rows[Symbol.asyncIterator]();
      for (let taken = 0; taken < 1_000; taken += 1) await rows.next();
      expect(await openFiles(path)).toHaveLength(1);
      await rows.return?.();
      expect(await openFiles(path)).toEqual([]);
      expect(reading.bytesRead()).toBeLessThan(1_000_000);
      expect(reading.bytesTotal).toBeGreaterThan(10_000_000);
    }
  });

  it('closes files that are read to the end, and that failed', async () => {
    const path = await files.write('closed.jsonl.gz', gzipSync(JSONL));
    await readAll(path);
    const broken = await files.write('closed.jsonl', 'not JSON\n');
    await expect(readAll(broken)).rejects.toMatchObject({ code: 'nothing_readable' });
    await readAll(flatParquet);
    expect(await Promise.all([path, broken, flatParquet].map(openFiles))).toEqual([[], [], []]);
  });
});
