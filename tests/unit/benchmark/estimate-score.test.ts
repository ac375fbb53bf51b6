import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { estimateScores, readPredictor } from '../../../services/benchmark/estimate-score.ts';
import { mergeScores } from '../../../services/benchmark/merge-scores.ts';
import { readCorpus } from '../../../services/corpus/read-corpus.ts';
import { toRecord } from '../../../services/corpus/record.ts';
import {
  compressByResults,
  itemNameOf,
  type ItemName,
} from '../../../services/curation/compress/compress-by-results.ts';
import { ScoreReader } from '../../../services/curation/compress/scores.ts';
import { sampleFiles } from '../corpus/sample-files.ts';

const files = sampleFiles();
const ITEMS = 40;

/** Logged samples of lm-evaluation-harness, of which the model was right on the first `right`. */
const samples = (right: number): string =>
  Array.from({ length: ITEMS }, (_, doc_id) =>
    JSON.stringify({
      doc_id,
      doc: { question: `What is ${doc_id} and ${doc_id}?`, answer: `${2 * doc_id}` },
      target: `${2 * doc_id}`,
      resps: [[`answer of ${right}`]],
      metrics: ['acc', 'acc_norm'],
      acc: doc_id < right ? 1 : 0,
      acc_norm: 1,
    }),
  ).join('\n');

/** Logs of Inspect, of the same kind. */
const log = (right: number): string =>
  JSON.stringify({
    eval: { task: 't', model: `m${right}` },
    samples: Array.from({ length: ITEMS }, (_, at) => ({
      id: `s${at}`,
      epoch: 1,
      input: `Capital of country ${at}?`,
      target: `City ${at}`,
      messages: [{ role: 'user', content: `model ${right}` }],
      scores: { acc: { value: at < right ? 'C' : 'I' } },
    })),
  });

/** A predictor made of logs as a user makes it: merged, written, read into records, compressed. */
async function predictorOf(name: string, logOf: (right: number) => string, ending: string): Promise<string> {
  const logs = await Promise.all(
    [5, 12, 20, 28, 36].map(async (right) => ({
      path: await files.write(`${name}-${right}.${ending}`, logOf(right)),
      model: `m${right}`,
    })),
  );
  const { items } = await mergeScores(logs);
  const merged = await files.write(`${name}-items.jsonl`, items.map((row) => JSON.stringify(row)).join('\n'));
  const reader = new ScoreReader({ fields: [], metric: 'acc', scores: undefined });
  const names: ItemName[] = [];
  for await (const row of (await readCorpus(merged)).rows) {
    if (!('content' in row)) throw new Error('a merged row can be read');
    const record = toRecord(row.content, 'bench', null);
    reader.read(record);
    names.push(itemNameOf(record));
  }
  const { predictor } = compressByResults(names, reader.models, null, { count: 16, seed: 1 });
  const text = JSON.stringify({ ...predictor, corpora: ['bench'], metric: 'acc' });
  return files.write(`${name}-predictor.json`, text);
}

describe('estimating the score of a later model', () => {
  it.each([
    ['logged samples of lm-evaluation-harness', 'lm', samples, 'jsonl'],
    ['logs of Inspect', 'inspect', log, 'json'],
  ])('tells it from %s, by the items that were chosen', async (_, name, logOf, ending) => {
    const predictor = await readPredictor(await predictorOf(name, logOf, ending));
    const path = await files.write(`${name}-later.${ending}`, logOf(24));
    const [found, ...others] = await estimateScores(predictor, [{ path, model: 'later' }]);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ name: 'later/acc', items: 16, scored: 16, outside: null });
    expect(Math.abs((found?.estimate ?? 0) - 24 / ITEMS)).toBeLessThanOrEqual(found?.margin ?? 0);
  });

  it('takes scores by the ids of records, and is told the same by some of the items of a file', async () => {
    const predictor = await readPredictor(await predictorOf('ids', samples, 'jsonl'));
    const lines = samples(24).split('\n');
    const chosen = lines.filter((line) => {
      const { doc_id } = JSON.parse(line) as { doc_id: number };
      return doc_id % 8 !== 0;
    });
    const byRow = await estimateScores(predictor, [
      { path: await files.write('some.jsonl', chosen.join('\n')), model: 'later' },
    ]);
    expect(byRow[0]?.scored).toBeLessThan(16);
    const whole = await estimateScores(predictor, [
      { path: await files.write('whole.jsonl', lines.join('\n')), model: 'later' },
    ]);
    const scores = Object.fromEntries(predictor.items.map(({ id }) => [id, 1]));
    const byId = await estimateScores(predictor, [
      { path: await files.write('ids.json', JSON.stringify(scores)), model: 'all right' },
    ]);
    expect(whole[0]).toMatchObject({ scored: 16 });
    expect(byId[0]).toMatchObject({ name: 'all right', scored: 16, outside: 'above' });
  });

  it('reads rows that were merged, with a column for each later model', async () => {
    const predictor = await readPredictor(await predictorOf('merged', samples, 'jsonl'));
    const { items } = await mergeScores([
      { path: await files.write('p.jsonl', samples(16)), model: 'p' },
      { path: await files.write('q.jsonl', samples(32)), model: 'q' },
    ]);
    const path = await files.write('pq.jsonl', items.map((row) => JSON.stringify(row)).join('\n'));
    const found = await estimateScores(predictor, [{ path, model: null }]);
    expect(found.map(({ name }) => name)).toEqual(['p/acc', 'q/acc']);
    expect(found[0]?.estimate).toBeLessThan(found[1]?.estimate ?? 0);
  });

  it('says what is wrong: too few results, other rows, another metric, a file that is no predictor', async () => {
    const path = await predictorOf('wrong', samples, 'jsonl');
    const predictor = await readPredictor(path);
    const estimated = async (text: string) =>
      estimateScores(predictor, [{ path: await files.write('wrong.jsonl', text), model: 'x' }]);
    const few = samples(24).split('\n').slice(0, 5).join('\n');
    await expect(estimated(few)).rejects.toThrow(/of the 16 chosen items: at least half/);
    await expect(estimated(samples(24).replaceAll('What is', 'Tell me'))).rejects.toThrow(
      'one of the chosen items',
    );
    await expect(estimated(samples(24).replaceAll('"acc"', '"other"'))).rejects.toThrow('a score `acc`');
    await expect(readPredictor(await files.write('no.json', '{"kind":"x"}'))).rejects.toThrow(
      'is no predictor',
    );
    await expect(readPredictor(`${path}.absent`)).rejects.toThrow('cannot be read');
    const bent = JSON.stringify({ ...(JSON.parse(await readFile(path, 'utf8')) as object), range: [1, 0] });
    await expect(readPredictor(await files.write('bent.json', bent))).rejects.toThrow('range');
  });
});
