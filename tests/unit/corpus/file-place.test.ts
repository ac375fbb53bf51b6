import { describe, expect, it } from 'vitest';
import { partitionsOf, splitOfName } from '../../../services/corpus/file-place.ts';
import { readCorpus } from '../../../services/corpus/read-corpus.ts';
import { sampleFiles } from './sample-files.ts';

const files = sampleFiles();

describe('the split of a file', () => {
  it.each([
    ['train.jsonl', 'train'],
    ['test.csv.gz', 'test'],
    ['Validation.json', 'Validation'],
    ['dev.tsv', 'dev'],
    ['data/train-00000-of-00001.parquet', 'train'],
    ['data/train_sft-00000-of-00003.parquet', 'train_sft'],
    ['json-train-00000-of-00002.arrow', 'train'],
    ['ultrachat-test_gen-00000-of-00001.parquet', undefined],
    ['alpaca_train.jsonl', 'train'],
    ['squad-dev.json', 'dev'],
    ['train_0.jsonl', 'train'],
    ['train.part3.jsonl', 'train'],
    ['train/data-00000-of-00002.arrow', 'train'],
    ['en/test/part-0.parquet', 'test'],
    ['split=validation/part-0.parquet', 'validation'],
    ['data-00000-of-00002.arrow', undefined],
    ['alpaca.jsonl', undefined],
    ['training_tips.jsonl', undefined],
    ['eval-results.jsonl', undefined],
    ['contest.jsonl', undefined],
    ['latest.jsonl', undefined],
    ['lang=en/part-0.parquet', undefined],
    ['train.part-3_4.jsonl', 'train'],
    [`train${'1'.repeat(200)}x.jsonl`, undefined],
    [`train${'-1'.repeat(100)}x.jsonl`, undefined],
    [`train${'-part-1'.repeat(30)}x/a.jsonl`, undefined],
  ])('%s: %s', (name, split) => {
    expect(splitOfName(name)).toBe(split);
  });

  it('is kept with each row, unless the row or the request says another', async () => {
    const path = await files.write('squad_dev.jsonl', '{"instruction":"Name a fish.","output":"Cod"}\n');
    for (const [split, expected] of [
      [undefined, 'dev'],
      ['held-out', 'held-out'],
    ] as const) {
      const reading = await readCorpus(path, { split });
      for await (const row of reading.rows) expect(row).toMatchObject({ origin: { split: expected } });
    }
  });
});

describe('columns in the names of folders', () => {
  it('are told with their values', () => {
    expect(partitionsOf('lang=en/year=2024/code=007/by=a%20b/no=__HIVE_DEFAULT_PARTITION__/p=0.csv')).toEqual(
      {
        lang: 'en',
        year: 2024,
        code: '007',
        by: 'a b',
        no: null,
      },
    );
    expect(partitionsOf('p=0.csv')).toEqual({});
  });

  it('become fields of rows that lack them, and leave those that have them', async () => {
    const path = await files.write('part-0.jsonl', '{"instruction":"A","lang":"fr"}\n{"instruction":"B"}\n');
    const reading = await readCorpus(path, { fileName: 'lang=en/part-0.jsonl' });
    const found: unknown[] = [];
    for await (const row of reading.rows) {
      if ('content' in row) found.push([row.content.metadata['lang'], row.origin.fields, row.origin.file]);
    }
    expect(found).toEqual([
      ['fr', ['instruction', 'lang'], 'lang=en/part-0.jsonl'],
      ['en', ['instruction', 'lang'], 'lang=en/part-0.jsonl'],
    ]);
  });
});
