import { fileURLToPath } from 'node:url';
import { parquetWriteFile } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { exactJson, nothingReplaced } from '../../../services/curation/export/exact-json.ts';
import { readAll, sampleFiles } from './sample-files.ts';
import { recordsOf, rowsOf, writeAgain } from './write-again.ts';

/** A column of every type, made by pyarrow. `.ci/parquet` compares with pyarrow what is written from it. */
const TYPES = fileURLToPath(new URL('../../golden/corpus/types.parquet', import.meta.url));
const files = sampleFiles();

const jsonOf = async (path: string): Promise<string[]> =>
  rowsOf(await recordsOf(path)).map((row) => exactJson(row, nothingReplaced()));

describe('columns of Parquet', () => {
  it('of all types have their values in records, with all digits, and what is null is null', async () => {
    const [first, second, , fourth] = await recordsOf(TYPES);
    expect(first?.metadata).toMatchObject({
      ...{ int64: 1, uint64: 1, float16: 1, double: 1, decimal: 1.1, bool: true },
      decimal38: '12345678901234567890123456789.012345678',
      date: '2024-02-29',
      moment_ms: '2024-02-29T12:33:20.678Z',
      local_ms: '2024-02-29T12:33:20.678',
      moment_us: '2024-02-29T12:33:20.678901Z',
      local_ns: '2024-02-29T12:33:20.678901234',
      ...{ time_ms: '00:00:00.001', time_us: '00:00:00.000001', time_ns: '00:00:00.000000001' },
      ...{ binary: '/wAB', picture: { bytes: 'iVBOR/8=', path: 'a.png' } },
      uuid: '00000000-0000-0000-0000-000000000005',
      json: { a: '12345678901234567890', b: 1 },
      list: [1, null, '1152921504606846976'],
      doubles: [1, null, null],
      lists: [[1], null, []],
      structs: [{ a: 1, b: ['2024-01-01T00:00:00.000005'] }, null],
      map: { x: 1, y: null },
      repeated: [
        { key: 'x', value: 1 },
        { key: 'x', value: 2 },
      ],
      '': 'p',
    });
    expect(first?.exact).toMatchObject({
      ...{ '/binary': 'bytes', '/picture/bytes': 'bytes', '/doubles/2': 'nan', '/list/2': 'number' },
    });
    expect(fourth?.metadata).toMatchObject({
      ...{ int64: '9223372036854775807', uint64: '18446744073709551615', binary: 'text', date: '9999-12-31' },
    });
    const known = Object.entries(second?.metadata ?? {}).filter(([, value]) => value !== null);
    expect(known).toEqual([
      ['double', 0],
      ['whole', 2],
    ]);
    expect(second?.exact).toEqual({ '/double': '-0.0' });
  });

  it('that differ only in their bytes are in different rows', async () => {
    const [first, , , fourth] = await recordsOf(TYPES);
    expect(first?.metadata['picture']).not.toEqual(fourth?.metadata['picture']);
  });

  it('are what they were in a file that is written from them, and the same rows when that is read', async () => {
    const path = await files.write('again.parquet', '');
    expect(await writeAgain(TYPES, path, 'parquet')).toEqual({ numbers: 0, bytes: 0, texts: 0 });
    const [before, after] = [await recordsOf(TYPES), await recordsOf(path)];
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(after.map(({ origin }) => origin?.types)).toEqual(before.map(({ origin }) => origin?.types));
    expect(await jsonOf(path)).toEqual(await jsonOf(TYPES));
  });

  it('are written into JSON and CSV as far as these can say them, and the rest is counted', async () => {
    const lines = await files.write('again.jsonl', '');
    expect(await writeAgain(TYPES, lines, 'jsonl')).toEqual({ numbers: 4, bytes: 6, texts: 0 });
    expect(await writeAgain(TYPES, await files.write('again.csv', ''), 'csv')).toMatchObject({ texts: 1 });
    expect(await jsonOf(lines)).toEqual(await jsonOf(TYPES));
  });

  it('whose compression is not known are left out with a note, and the others are read', async () => {
    const path = await files.write('lzo.parquet', '');
    parquetWriteFile({
      filename: path,
      columnData: [
        { name: 'instruction', data: ['Do 1.', 'Do 2.'] },
        { name: 'secret', data: ['a', 'b'], codec: 'LZO' },
        { name: 'output', data: ['A', 'B'] },
      ],
      compressors: { LZO: (bytes) => bytes },
    });
    const file = await readAll(path);
    expect(file.contents).toMatchObject([
      { instruction: 'Do 1.', output: 'A', metadata: {} },
      { instruction: 'Do 2.', output: 'B', metadata: {} },
    ]);
    expect(file.reading.notes()).toEqual([
      expect.stringMatching(/^The column `secret` is not read: parquet unsupported compression codec: LZO/),
    ]);
  });

  it('that hold nothing but nulls are read in LZ4, where their page has no bytes', async () => {
    const path = await files.write('lz4.parquet', '');
    parquetWriteFile({
      filename: path,
      columnData: [
        { name: 'instruction', data: ['Do 1.', 'Do 2.'] },
        { name: 'input', data: [null, null], type: 'STRING', nullable: true },
        { name: 'output', data: ['A', 'B'] },
      ],
      codec: 'LZ4_RAW',
      compressors: { LZ4_RAW: asLiterals },
    });
    expect((await readAll(path)).contents).toMatchObject([
      { instruction: 'Do 1.', input: '', output: 'A' },
      { instruction: 'Do 2.', input: '', output: 'B' },
    ]);
  });
});

/** Up to 269 bytes as a block of LZ4 without matches: their number, then the bytes. */
function asLiterals(bytes: Uint8Array): Uint8Array {
  const [most, length] = [15, bytes.length];
  const head = length < most ? [length << 4] : [most << 4, length - most];
  return Uint8Array.from([...head, ...bytes]);
}
