import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { WrittenFormat } from '../../../schemas/file-formats.ts';
import type { InstructionRecord } from '../../../schemas/record.ts';
import { readCorpus } from '../../../services/corpus/read-corpus.ts';
import { exactJson, nothingReplaced } from '../../../services/curation/export/exact-json.ts';
import { randomIndex, seededRandom } from '../../../services/runtime/seeded-random.ts';
import { sampleFiles } from './sample-files.ts';
import { recordsOf, rowsOf, writeRecords } from './write-again.ts';

const files = sampleFiles();

async function written(records: readonly InstructionRecord[], format: WrittenFormat): Promise<string> {
  const path = await files.write(`law.${format}`, '');
  expect(await writeRecords(records, path, format)).toEqual({ numbers: 0, bytes: 0, texts: 0 });
  return path;
}

const idsOf = (records: readonly InstructionRecord[]): string[] => records.map(({ id }) => id);
const texts = (records: readonly InstructionRecord[]): string[] =>
  rowsOf(records).map((row) => exactJson(row, nothingReplaced()));

/** Rows come through every pair of formats as they were, and a file that is read and written again is the same file. */
async function expectLaws(
  records: readonly InstructionRecord[],
  formats: readonly WrittenFormat[],
): Promise<void> {
  for (const one of formats) {
    const path = await written(records, one);
    const bytes = await readFile(path);
    const back = await recordsOf(path, one);
    expect(idsOf(back), one).toEqual(idsOf(records));
    expect((await readFile(await written(back, one))).equals(bytes), one).toBe(true);
    // A format after itself was looked at above.
    for (const other of formats.filter((each) => each !== one)) {
      const again = await recordsOf(await written(back, other), other);
      expect(idsOf(again), `${one}, ${other}`).toEqual(idsOf(records));
      expect(texts(again), `${one}, ${other}`).toEqual(texts(back));
    }
  }
}

/** JSON texts of values, by what a column of them is. */
const KINDS: readonly (readonly string[])[] = [
  ['9007199254740993', '-9223372036854775808', '1', '0', 'null', '1234567890123456784'],
  ['18446744073709551615', '9223372036854775808', 'null'],
  ['1.0', '-0.0', '2.5', '1e+300', '5e-324', '0.1', '1e+21', '123456789012345680000.0', 'null'],
  ['"a"', '""', '" "', '"\ufeffa"', '"9007199254740993"', '"NaN"', '"\\r\\n\\t"', '"写"', 'null'],
  ['true', 'false', 'null'],
  ['[1,null,9007199254740993]', '[]', 'null', '[null]'],
  ['{"x":1.0,"y":[{"z":null}]}', '{"x":null,"y":[]}', '{"x":0.5,"y":null}', 'null'],
  // Of several kinds, and what no type of a column holds: such columns are JSON.
  [
    '1',
    '"1"',
    '1.5',
    'null',
    '[]',
    '{}',
    '{"__proto__":1.0}',
    '{"":{"a/b~c":1e400}}',
    '-0.0',
    '[[[[[[9007199254740993]]]]]]',
  ],
  ['1e400', '0.12345678901234567890', '123456789012345678901234567890', '1', '1e-400'],
  ['"x\\u0000y"', '"\\ud800"', '{"a":["\\udc00"]}', '7'],
];

describe('values of rows', () => {
  it('come through JSON, JSONL and Parquet with all their digits, in every order of formats', async () => {
    const random = seededRandom(11);
    const pick = (kind: readonly string[]): string => kind[randomIndex(random, kind.length)] ?? 'null';
    const lines = Array.from({ length: 60 }, (_, row) => {
      const members = KINDS.map((kind, at) => `"k${at}/~":${pick(kind)}`);
      return `{"instruction":"Do ${row}.",${members.join(',')},"__proto__":${pick(['"p"', 'null'])}}`;
    });
    const records = await recordsOf(await files.write('all.jsonl', lines.join('\n')), 'jsonl');
    expect(texts(records)).toEqual(lines);
    await expectLaws(records, ['jsonl', 'json', 'parquet']);
  });

  it('that are texts come through all formats', async () => {
    const random = seededRandom(12);
    const parts = ['"', '\\', '\\"', ',', ';', '\t', '\n', '\r\n', ' ', '\ufeff', "'", 'a', '写', '=1', '""'];
    const text = (): string =>
      Array.from(
        { length: randomIndex(random, 6) },
        () => parts[randomIndex(random, parts.length)] ?? '',
      ).join('');
    for (let round = 0; round < 20; round += 1) {
      const lines = Array.from({ length: 12 }, (_, row) =>
        JSON.stringify({
          instruction: `${text()}${row}`,
          output: text(),
          a: text(),
          ' a ': text(),
          'b\ufeff': text(),
        }),
      );
      const records = await recordsOf(await files.write('texts.jsonl', lines.join('\n')), 'jsonl');
      expect(texts(records)).toEqual(lines);
      // Each file of Parquet is decoded by a process of its own, which takes time.
      const formats =
        round === 0 ? (['csv', 'tsv', 'json', 'parquet'] as const) : (['csv', 'tsv', 'json'] as const);
      for (const format of formats) {
        const back = await recordsOf(await written(records, format), format);
        expect(texts(back), format).toEqual(lines);
        expect(idsOf(back), format).toEqual(idsOf(records));
      }
    }
  });

  it('that are alone in a row are rows of CSV, even when they are empty', async () => {
    const path = await files.write('one.csv', 'text\na\n""\n" "\n');
    const rows = [];
    for await (const row of (await readCorpus(path)).rows) rows.push('rejection' in row);
    expect(rows).toEqual([false, true, true]);
  });
});
