import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WRITTEN_FORMATS, type WrittenFormat } from '../../../../schemas/file-formats.ts';
import type { Json } from '../../../../schemas/record.ts';
import type { Row } from '../../../../services/corpus/row.ts';
import type { WritableRow } from '../../../../services/corpus/typed-value.ts';
import { readCorpus } from '../../../../services/corpus/read-corpus.ts';
import { toRecord } from '../../../../services/corpus/record.ts';
import { originalRow } from '../../../../services/corpus/row-origin.ts';
import { commonType, NOTHING, typeOfValue } from '../../../../services/curation/export/column-type.ts';
import type { TypedColumn } from '../../../../services/curation/export/write-parquet.ts';
import { writeRows } from '../../../../services/curation/export/write-rows.ts';
import { randomIndex, seededRandom } from '../../../../services/runtime/seeded-random.ts';

const TEXTS = [
  '',
  ' ',
  ' padded ',
  'A',
  '写一首诗',
  'שיר, "שלום"',
  '🙂\n\r\n"x", y\t;',
  '[1, 2',
  '=1+1',
  '\r',
  '7',
  'null',
];

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kindred-export-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

function columnsOf(rows: readonly Row[]): TypedColumn[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return names.map((name) => ({
    name,
    type: rows.map((row) => typeOfValue(row[name] ?? null)).reduce(commonType, NOTHING),
  }));
}

async function* inBatches(rows: readonly Row[], size: number): AsyncGenerator<readonly Row[]> {
  for (let at = 0; at < rows.length; at += size) yield await Promise.resolve(rows.slice(at, at + size));
}

/** Writes rows into a file, and reads them again as an ingestion does. */
async function roundTrip(rows: readonly Row[], format: WrittenFormat, gzip = false): Promise<(Row | null)[]> {
  const path = join(directory, `rows.${format}${gzip ? '.gz' : ''}`);
  await writeRows(path, inBatches(rows, 3), { format, gzip, columns: columnsOf(rows) });
  const back: (Row | null)[] = [];
  for await (const row of (await readCorpus(path, { format })).rows) {
    if (!('content' in row)) throw new Error(`${format}: ${row.rejection.reason}`);
    back.push(plain(originalRow(toRecord(row.content, 'c', null, row.origin))));
  }
  return back;
}

/** A row without the types of its values. */
function plain(row: WritableRow | null): Row | null {
  return JSON.parse(JSON.stringify(row)) as Row | null;
}

function withNulls(row: Row | null, names: readonly string[]): Row {
  return Object.fromEntries(names.map((name) => [name, row?.[name] ?? null]));
}

const pick = <T>(values: readonly T[], random: () => number): T => {
  const value = values[randomIndex(random, values.length)];
  if (value === undefined) throw new Error('nothing to pick from');
  return value;
};

function randomRows(count: number, random: () => number, value: (name: string) => Json): Row[] {
  return Array.from({ length: count }, (_, at) => ({
    instruction: `Do ${at}. ${pick(TEXTS, random)}`,
    output: pick(TEXTS, random),
    注记: value('注记'),
    'a.b': value('a.b'),
  }));
}

describe('rows that are written and ingested again', () => {
  it('are the same from JSON and JSONL, plain and gzipped, in their order, whatever their values', async () => {
    const random = seededRandom(3);
    const values: Json[] = [...TEXTS, null, 1, -2.5, 1e300, true, [], {}, [['q', 1]], { a: { b: [null] } }];
    const rows = randomRows(50, random, () => pick(values, random));
    for (const format of ['json', 'jsonl'] as const) {
      expect(await roundTrip(rows, format)).toEqual(rows);
      expect(await roundTrip(rows, format, true)).toEqual(rows);
    }
  });

  it('are the same from CSV and TSV when they are texts: quotes, line ends, other scripts, formulas', async () => {
    const random = seededRandom(4);
    const rows = randomRows(200, random, () => pick(TEXTS, random));
    for (const format of ['csv', 'tsv'] as const) {
      expect(await roundTrip(rows, format)).toEqual(rows);
      expect(await roundTrip(rows, format, true)).toEqual(rows);
    }
  });

  it('are the same from Parquet for columns of any one type, and for mixed ones as JSON', async () => {
    const random = seededRandom(5);
    const turn = (): Json => ({ role: pick(['user', 'assistant'], random), content: pick(TEXTS, random) });
    const kinds: (() => Json)[] = [
      () => pick(TEXTS, random),
      () => randomIndex(random, 1e9) - 5e8,
      () => random() * 1e9,
      () => random() < 0.5,
      () => null,
      () => Array.from({ length: randomIndex(random, 4) }, turn),
      () => [[pick(TEXTS, random), pick(TEXTS, random)]],
      () => ({ score: random(), tags: [pick(TEXTS, random)] }),
      () => pick<Json>(['text', 7, null, true, [1, 'x'], { a: 1 }, {}, []], random),
      () => pick<Json>([{ a: 1 }, { b: 2 }, { a: 1, b: null }], random),
      () => [[[[[[1]]]]]],
    ];
    const rows = Array.from({ length: 60 }, (_, at) => ({
      instruction: `Do ${at}.`,
      ...Object.fromEntries(kinds.map((kind, name) => [`${name}`, kind()])),
      ...Object.fromEntries(kinds.map((kind, name) => [`gaps.${name}`, random() < 0.3 ? null : kind()])),
    }));
    // A null among lists or objects is read as a field that is not there.
    const back = (await roundTrip(rows, 'parquet')).map((row) => withNulls(row, Object.keys(rows[0] ?? {})));
    expect(back).toEqual(rows);
  });

  it('are the same one by one', async () => {
    const rows = [{ instruction: '写', output: '' }];
    for (const format of WRITTEN_FORMATS) {
      expect(await roundTrip(rows, format)).toEqual(rows);
    }
  });

  it('have in tables what they lack, as nothing', async () => {
    const rows = [
      { instruction: 'A', output: 'B' },
      { instruction: 'C', output: 'D', score: 2 },
    ];
    expect(await roundTrip(rows, 'parquet')).toEqual([{ ...rows[0], score: null }, rows[1]]);
    expect(await roundTrip(rows, 'csv')).toEqual([
      { ...rows[0], score: '' },
      { ...rows[1], score: '2' },
    ]);
  });
});

describe('a file of rows', () => {
  it('has a header and no rows when there are none', async () => {
    const columns = columnsOf([{ instruction: 'A', score: 1 }]);
    const contents = ['[]\n', '', 'instruction,score\n', 'instruction\tscore\n'];
    for (const [at, format] of (['json', 'jsonl', 'csv', 'tsv'] as const).entries()) {
      const path = join(directory, `none.${format}`);
      await writeRows(path, inBatches([], 1), { format, gzip: false, columns });
      expect(await readFile(path, 'utf8')).toBe(contents[at]);
    }
    const path = join(directory, 'none.parquet');
    await writeRows(path, inBatches([], 1), { format: 'parquet', gzip: false, columns });
    expect((await readFile(path)).subarray(-4).toString()).toBe('PAR1');
  });

  it('carries lone halves of surrogates as JSON escapes them', async () => {
    const path = join(directory, 'lone.jsonl.gz');
    const rows = [{ instruction: 'A\ud800' }];
    await writeRows(path, inBatches(rows, 1), { format: 'jsonl', gzip: true, columns: [] });
    expect(JSON.parse(gunzipSync(await readFile(path)).toString())).toEqual(rows[0]);
  });

  it('is not there, not even in part, when the rows end in an error', async () => {
    async function* broken(): AsyncGenerator<Row[]> {
      yield await Promise.resolve([{ instruction: 'A' }]);
      throw new Error('the store is gone');
    }
    const folder = await mkdtemp(join(directory, 'broken-'));
    for (const format of WRITTEN_FORMATS) {
      const file = { format, gzip: false, columns: columnsOf([{ instruction: 'A' }]) };
      await expect(writeRows(join(folder, `rows.${format}`), broken(), file)).rejects.toThrow(
        'the store is gone',
      );
    }
    expect(await readdir(folder)).toEqual([]);
  });
});
