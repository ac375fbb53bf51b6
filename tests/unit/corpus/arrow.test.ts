import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openByteSource } from '../../../services/corpus/formats/byte-source.ts';
import { readRows } from '../../../services/corpus/formats.ts';
import { openArrow } from '../../../services/corpus/formats/arrow-file.ts';
import { messageOf, type RawRow } from '../../../services/corpus/formats/raw-row.ts';
import type { DecodedRow } from '../../../services/corpus/formats/table-file.ts';
import { readCorpus } from '../../../services/corpus/read-corpus.ts';
import { outcome, readAll, sampleFiles } from './sample-files.ts';

const golden = (name: string): string =>
  fileURLToPath(new URL(`../../golden/arrow/${name}`, import.meta.url));
const files = sampleFiles();

async function rowsOf(path: string, skip = 0, format: 'arrow' | 'parquet' = 'arrow'): Promise<RawRow[]> {
  const rows: RawRow[] = [];
  for await (const row of readRows(await openByteSource(path), format, skip)) rows.push(row);
  return rows;
}

/** The rows of an Arrow file, or the message of the error with which it ends, without another process. */
async function decoded(bytes: Buffer): Promise<DecodedRow[] | string> {
  const file = await openArrow(await files.write('decoded.arrow', bytes), 'decoded.arrow');
  try {
    const rows: DecodedRow[] = [];
    for await (const range of file.ranges()) rows.push(...(await file.read(range)));
    return rows;
  } catch (error) {
    return messageOf(error);
  } finally {
    await file.close();
  }
}

async function valuesOf(path: string): Promise<unknown[]> {
  return (await rowsOf(path)).map((raw) => ('row' in raw ? raw.row : raw.error));
}

describe('an Arrow file', () => {
  it.each(['types.arrow', 'types-stream.arrow', 'types-zstd.arrow', 'types-lz4.arrow'])(
    '%s gives the rows that Parquet gives, with their types, bytes and digits',
    async (name) => {
      const rows = await rowsOf(golden(name));
      const parquet = await rowsOf(golden('types.parquet'), 0, 'parquet');
      // pyarrow writes no column of nulls into Parquet, and marks times of day as times in UTC.
      expect(JSON.stringify(rows).replaceAll('"nothing":null,', '')).toBe(
        JSON.stringify(parquet).replaceAll('time[us, UTC]', 'time[us]'),
      );
    },
  );

  it('keeps what JSON cannot hold, and a mark at the beginning of a text', async () => {
    const [first, , third] = (await readAll(golden('types.arrow'))).contents;
    expect(first).toMatchObject({
      metadata: {
        ...{ unsigned: '18446744073709551615', picture: 'iVBOR/8=', numbers: [1, '1152921504606846976'] },
        ...{ utc: '2024-02-29T12:30:00.678901Z', local: '2024-02-29T12:30:00.678901234', nothing: null },
      },
      exact: { '/unsigned': 'number', '/picture': 'bytes', '/numbers/1': 'number' },
    });
    expect(third).toMatchObject({
      instruction: '\uFEFFName a sea.',
      metadata: { price: '-12345678901234567890.12', picture: 'text', map: {} },
      exact: { '/price': 'number' },
    });
  });

  it('gives values that are stored as dictionaries, views, runs, unions and list views', async () => {
    expect(await valuesOf(golden('encodings.arrow'))).toEqual([
      { instruction: 'Name a river.', view: 'short', runs: 'a', either: 7, listed: [1], span: 1_500_000 },
      {
        instruction: 'Name a lake.',
        view: 'a text of more than twelve bytes',
        ...{ runs: 'a', either: 'seven', listed: [2, 3], span: null },
      },
      { instruction: 'Name a river.', view: null, runs: 'b', either: 8, listed: null, span: 0 },
    ]);
  });

  it('of Feather is read to its last row, whose texts refer to blocks before them', async () => {
    const { reading, contents } = await readAll(golden('many.feather'));
    expect(contents.map(({ instruction, output }) => [instruction, output])).toEqual(
      Array.from({ length: 3_000 }, (_, at) => [
        `Name the river number ${at} of ${at % 7} rivers.`,
        `River ${at}`,
      ]),
    );
    expect(reading.format).toBe('arrow');
  });

  it('is read on from any row', async () => {
    const all = await rowsOf(golden('types.arrow'));
    for (const skip of [1, 2, 3]) expect(await rowsOf(golden('types.arrow'), skip)).toEqual(all.slice(skip));
    expect(all.map(({ line }) => line)).toEqual([1, 2, 3]);
  });

  it('is told by its content under any name, gzipped too', async () => {
    for (const name of ['types.arrow', 'types-stream.arrow']) {
      const data = await readFile(golden(name));
      for (const bytes of [data, gzipSync(data)]) {
        const { reading, contents } = await files.read('nameless.json', bytes);
        expect([reading.format, contents.length]).toEqual(['arrow', 3]);
      }
    }
  });

  it('that was cut gives the rows before that point, and one that says so', async () => {
    for (const name of ['types.arrow', 'types-stream.arrow']) {
      const data = await readFile(golden(name));
      const counts = new Set<number>();
      for (let length = 2_000; length < data.length; length += 97) {
        const rows = await decoded(data.subarray(0, length));
        if (typeof rows === 'string') {
          expect(rows).toMatch(/is not a whole Arrow file: its schema cannot be read/);
          continue;
        }
        const good = rows.filter((row) => 'decoded' in row).length;
        counts.add(good);
        // Once all rows were read, a lost table of contents does no harm.
        if (rows.length === good) expect(good).toBe(3);
        else {
          expect(rows.at(-1)).toMatchObject({
            line: good + 1,
            error:
              'the Arrow data end here: rows from this one on are lost, get the file again or write it again',
          });
        }
      }
      expect([...counts]).toEqual(expect.arrayContaining([0, 2]));
    }
  });

  it('that claims a thousand million rows of nothing is refused', async () => {
    expect(await decoded(await readFile(golden('many-nulls.arrow')))).toBe(
      'decoded.arrow declares more than 100000000 rows. Write it again in parts.',
    );
  });

  it('with a list of two thousand million nulls in a few hundred bytes rejects that row', async () => {
    expect(await decoded(await readFile(golden('long-list.arrow')))).toMatchObject([
      { line: 1, error: expect.stringMatching(/cannot be decoded: .*100000/) as string },
    ]);
  });

  it('with a schema and no rows says so', async () => {
    const data = await readFile(golden('types-stream.arrow'));
    const schema = 8 + data.readInt32LE(4);
    const path = await files.write(
      'schema.arrow',
      Buffer.concat([data.subarray(0, schema), Buffer.alloc(8, 0xff).fill(0, 4)]),
    );
    await expect(
      readCorpus(path).then(({ rows }) => rows[Symbol.asyncIterator]().next()),
    ).rejects.toMatchObject({
      code: 'nothing_readable',
      message: expect.stringMatching(/it has no rows/) as string,
    });
  });

  it('of a folder that was saved is read, shard by shard', async () => {
    expect(outcome(await readAll(golden('saved/train/data-00000-of-00002.arrow')))).toEqual({
      read: ['Name fish 0.', 'Name fish 1.'],
      rejected: [],
    });
  });
});
