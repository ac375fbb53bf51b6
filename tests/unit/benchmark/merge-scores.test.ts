import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mergeScores } from '../../../services/benchmark/merge-scores.ts';
import { sampleFiles } from '../corpus/sample-files.ts';

const files = sampleFiles();
const COUNTRIES = ['Norway', 'Sweden', 'Peru'];

/** Logged samples of lm-evaluation-harness, of which the model was right on the first `right`. */
const samples = (right: number): string =>
  COUNTRIES.map((country, doc_id) =>
    JSON.stringify({
      doc_id,
      doc: { question: `Capital of ${country}?`, answer: `${country}'s` },
      target: `${country}'s`,
      arguments: { gen_args_0: { arg_0: `Q: Capital of ${country}?` } },
      resps: [[`answer ${right}`]],
      filtered_resps: [`answer ${right}`],
      metrics: ['exact_match'],
      exact_match: doc_id < right ? 1 : 0,
    }),
  ).join('\n');

const log = (model: string, ...grades: string[]): string =>
  JSON.stringify({
    eval: { task: 't', model },
    samples: grades.map((value, at) => ({
      id: 'i',
      epoch: at + 1,
      input: 'Capital of Norway?',
      target: 'Oslo',
      messages: [{ role: 'user', content: `epoch ${at}` }],
      scores: { match: { value } },
    })),
  });

describe('merging the scores of models', () => {
  it('gives one row for each item with a field for each model, named as was said', async () => {
    const found = await mergeScores([
      { path: await files.write('a.jsonl', samples(3)), model: 'big' },
      { path: await files.write('b.jsonl', samples(1)), model: 'small' },
    ]);
    expect(
      found.items.map((row) => [
        row['instruction'],
        row['output'],
        row['big/exact_match'],
        row['small/exact_match'],
      ]),
    ).toEqual([
      ['Capital of Norway?', "Norway's", 1, 1],
      ['Capital of Sweden?', "Sweden's", 1, 0],
      ['Capital of Peru?', "Peru's", 1, 0],
    ]);
    expect(Object.fromEntries(found.fields)).toEqual({ 'big/exact_match': 3, 'small/exact_match': 3 });
    expect(found.differing).toEqual(['resps', 'filtered_resps']);
    expect(found.items[0]).toMatchObject({ doc_id: 0, doc: { question: 'Capital of Norway?' } });
    expect(found.items[0]).not.toHaveProperty('exact_match');
  });

  it('takes the name of a model from its rows, its folder or its file', async () => {
    const folder = await files.write('folder', '');
    const inFolder = join(dirname(folder), 'org__model', 'samples_capitals_2026.jsonl');
    await mkdir(dirname(inFolder));
    await files.write('org__model/samples_capitals_2026.jsonl', samples(1));
    const found = await mergeScores([
      { path: inFolder, model: null },
      { path: await files.write('tiny.jsonl', samples(2)), model: null },
      { path: await files.write('log.json', log('vendor/m', 'C')), model: null },
    ]);
    expect([...found.fields.keys()]).toEqual([
      'org__model/exact_match',
      'tiny/exact_match',
      'vendor/m/match',
    ]);
  });

  it('takes the mean of the epochs of an item', async () => {
    const found = await mergeScores([
      { path: await files.write('epochs.json', log('m', 'C', 'I', 'P', 'C')), model: null },
    ]);
    expect(found.items).toHaveLength(1);
    expect(found.items[0]).toMatchObject({ 'm/match': 0.625 });
  });

  it('keeps equal questions with other ids apart', async () => {
    const twice = `${samples(1).split('\n')[0] ?? ''}\n${(samples(1).split('\n')[0] ?? '').replace('"doc_id":0', '"doc_id":9')}`;
    const found = await mergeScores([{ path: await files.write('twice.jsonl', twice), model: 'm' }]);
    expect(found.items).toHaveLength(2);
  });

  it('refuses a file without scores', async () => {
    const path = await files.write('none.jsonl', '{"instruction":"Do.","output":"Done.","id":7}');
    await expect(mergeScores([{ path, model: null }])).rejects.toThrow(/none\.jsonl has no scores/);
  });
});
