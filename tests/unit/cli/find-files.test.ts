import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFiles } from '../../../clients/typescript/src/files/find-files.ts';

const NAMES = [
  'b.jsonl',
  'a.csv.gz',
  'data/train-00000-of-00002.parquet',
  'data/train-00001-of-00002.parquet',
  'deep/er/c.json.zst',
  'lang=en/year=2024/part-0.parquet',
  'README.md',
  'LICENSE',
  'LICENSE.txt',
  'dataset_info.json',
  '.gitattributes',
  '.cache/x.jsonl',
  '_metadata/x.parquet',
  'picture.png',
  'script.py',
  'saved/dataset_dict.json',
  'saved/train/data-00000-of-00001.arrow',
  'saved/train/state.json',
  'saved/train/cache-0123abcd.arrow',
  'saved/held_out/data-00000-of-00001.arrow',
  'odd[1].jsonl',
];
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindred-files-'));
  for (const name of NAMES) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(
      join(folder, name),
      name.endsWith('_dict.json') ? '{"splits": ["train", "held_out"]}' : '',
    );
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const inFolder = (...parts: string[]): string => join(folder, ...parts);
async function namesOf(...args: string[]): Promise<string[]> {
  return (await findFiles(args)).files.map(({ name }) => name);
}

describe('the files that a command reads', () => {
  it('of a folder are all that may hold rows, by name, with the folders below it', async () => {
    const { files, notes } = await findFiles([folder]);
    expect(files.map(({ name }) => name)).toEqual([
      'a.csv.gz',
      'b.jsonl',
      'data/train-00000-of-00002.parquet',
      'data/train-00001-of-00002.parquet',
      'deep/er/c.json.zst',
      'lang=en/year=2024/part-0.parquet',
      'odd[1].jsonl',
      'saved/held_out/data-00000-of-00001.arrow',
      'saved/train/data-00000-of-00001.arrow',
    ]);
    expect(files.map(({ path }) => path)).toEqual(files.map(({ name }) => inFolder(name)));
    expect(notes).toEqual([
      expect.stringMatching(/3 files hidden: \.cache\/x\.jsonl, \.gitattributes, _metadata\/x\.parquet\.$/),
      expect.stringMatching(/6 files about the data: LICENSE, LICENSE\.txt, README\.md, …\.$/),
      expect.stringMatching(/2 files of no known ending: picture\.png, script\.py\.$/),
      expect.stringMatching(/1 file a cache of datasets: saved\/train\/cache-0123abcd\.arrow\.$/),
    ]);
  });

  it('of a saved data set have the split that its list of splits says, and of one split none', async () => {
    const { files } = await findFiles([inFolder('saved')]);
    expect(files.map(({ name, split }) => [name, split])).toEqual([
      ['held_out/data-00000-of-00001.arrow', 'held_out'],
      ['train/data-00000-of-00001.arrow', 'train'],
    ]);
    expect((await findFiles([inFolder('saved/train')])).files.map(({ split }) => split)).toEqual([undefined]);
  });

  it('of a pattern are those that fit it, below its first folder without one', async () => {
    expect(await namesOf(inFolder('data/*.parquet'))).toEqual([
      'train-00000-of-00002.parquet',
      'train-00001-of-00002.parquet',
    ]);
    expect(await namesOf(inFolder('**/*.json{l,.zst}'))).toEqual([
      'b.jsonl',
      'deep/er/c.json.zst',
      'odd[1].jsonl',
    ]);
    await expect(findFiles([inFolder('*.tsv')])).rejects.toThrow(/No file fits the pattern ".*\*\.tsv"/);
  });

  it('that are named by themselves are read whatever they are called, with folders that are columns', async () => {
    expect(await namesOf(inFolder('LICENSE'), inFolder('odd[1].jsonl'), inFolder('script.py'))).toEqual([
      'LICENSE',
      'odd[1].jsonl',
      'script.py',
    ]);
    expect(await namesOf(inFolder('lang=en/year=2024/part-0.parquet'))).toEqual([
      'lang=en/year=2024/part-0.parquet',
    ]);
    expect(await namesOf('-')).toEqual(['stdin']);
  });

  it('that are not there, or a folder without any, are told', async () => {
    await expect(findFiles([inFolder('none.jsonl')])).rejects.toThrow(/There is no file ".*none\.jsonl"/);
    await mkdir(inFolder('empty'));
    await expect(findFiles([inFolder('empty')])).rejects.toThrow(
      /has no file whose name ends in \.json, \.jsonl/,
    );
  });
});
