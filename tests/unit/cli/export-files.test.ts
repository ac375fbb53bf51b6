import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addToDatasetInfo } from '../../../services/cli/files/dataset-info.ts';
import { SourceFileNames } from '../../../services/cli/files/part-name.ts';
import { axolotlLines } from '../../../services/cli/print/axolotl-yaml.ts';
import { sourceParts } from '../../../services/cli/source-parts.ts';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'kindred-export-files-'))));
afterEach(() => rm(folder, { recursive: true }));

describe('the files of sources', () => {
  it('have names that every file system takes, and that differ in more than case', () => {
    const names = new SourceFileNames();
    const of = (source: string): string => names.pathOf('out/clean.jsonl.gz', source);
    expect(['../../etc/passwd', 'wiki: A', 'Wiki a', 'con', '日本', '///'].map(of)).toEqual([
      'out/clean.etc-passwd.jsonl.gz',
      'out/clean.wiki-A.jsonl.gz',
      'out/clean.Wiki-a-2.jsonl.gz',
      'out/clean.con-.jsonl.gz',
      'out/clean.日本.jsonl.gz',
      'out/clean.unnamed.jsonl.gz',
    ]);
  });

  it('hold every record once: those of each source, and those that name none', () => {
    const corpus = {
      name: 'c',
      labels: 0,
      unlabelled: 0,
      kinds: 0,
      without_kind: 0,
      sources_total: 2,
      space_id: 's',
    };
    const sources = [
      { value: 'a', count: 2 },
      { value: 'b', count: 1 },
    ];
    const must = (value: string): object => ({ must: [{ key: 'source', match: { value } }] });
    expect(sourceParts({ ...corpus, records: 3, sources }, 'x.csv').map(({ filter }) => filter)).toEqual([
      must('a'),
      must('b'),
    ]);
    expect(sourceParts({ ...corpus, records: 4, sources }, 'x.csv').at(-1)).toEqual({
      out: 'x.no-source.csv',
      filter: { must_not: [{ key: 'source', match: { any: ['a', 'b'] } }] },
    });
  });
});

describe('dataset_info.json', () => {
  const infoOf = async (): Promise<unknown> =>
    JSON.parse(await readFile(join(folder, 'dataset_info.json'), 'utf8'));

  it('keeps the entries of other files, and takes the place of an earlier one of the same file', async () => {
    await writeFile(join(folder, 'dataset_info.json'), '{"mine":{"file_name":"mine.json"}}');
    await addToDatasetInfo(join(folder, 'a.jsonl'), { formatting: 'sharegpt' });
    await addToDatasetInfo(join(folder, 'a.jsonl'), { formatting: 'alpaca' });
    await addToDatasetInfo(join(folder, 'a.csv'), { formatting: 'alpaca' });
    expect(await infoOf()).toEqual({
      mine: { file_name: 'mine.json' },
      a: { file_name: 'a.jsonl', formatting: 'alpaca' },
      'a.csv': { file_name: 'a.csv', formatting: 'alpaca' },
    });
  });

  it('is not overwritten when it is something else', async () => {
    await writeFile(join(folder, 'dataset_info.json'), '[1]');
    await expect(addToDatasetInfo(join(folder, 'a.jsonl'), {})).rejects.toThrow('move it away');
    expect(await infoOf()).toEqual([1]);
  });
});

describe('the configuration of axolotl', () => {
  it('is YAML whose values are JSON', () => {
    expect(axolotlLines('a b.parquet', { rl: 'dpo', type: { field_prompt: 'prompt' } })).toEqual([
      'rl: dpo',
      'datasets:',
      '  - path: "a b.parquet"',
      '    ds_type: "parquet"',
      '    type: {"field_prompt":"prompt"}',
    ]);
  });
});
