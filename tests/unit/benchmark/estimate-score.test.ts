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

  it('passes over rows of other parts of the benchmark that count their items anew', async () => {
    const predictor = await readPredictor(await predictorOf('parts', samples, 'jsonl'));
    const other = samples(0).replaceAll('What is', 'Tell me');
    const numbered = (text: string): string =>
      text
        .split('\n')
        .map((line, id) => JSON.stringify({ id: `${id}`, ...(JSON.parse(line) as object) }))
        .join('\n');
    const named = {
      ...predictor,
      items: predictor.items.map((item, place) => ({ ...item, user_id: `${place}` })),
    };
    const told = async (name: string, text: string) =>
      (await estimateScores(named, [{ path: await files.write(name, text), model: 'x' }]))[0];
    const alone = await told('part.jsonl', samples(24));
    expect(await told('parts.jsonl', `${samples(24)}\n${numbered(other)}`)).toEqual(alone);
  });

  it('refuses rows that ask for different things under the id of one item, unless their requests tell them apart', async () => {
    const predictor = await readPredictor(await predictorOf('twice', samples, 'jsonl'));
    const items = predictor.items.map((item, place) => ({ ...item, user_id: `q${place}` }));
    const row = (id: number, instruction: string) => JSON.stringify({ id: `q${id}`, instruction, acc: 1 });
    const ids = items.map((_, id) => id);
    const told = async (rows: string[]) =>
      estimateScores({ ...predictor, items }, [
        { path: await files.write('twice.jsonl', rows.join('\n')), model: 'x' },
      ]);
    const once = ids.map((id) => row(id, `Prompted: ${id}`));
    expect((await told([...once, ...once]))[0]).toMatchObject({ scored: 16 });
    await expect(told([...once, ...ids.map((id) => row(id, `Another: ${id}`))])).rejects.toThrow(
      'ask for different things',
    );
    const same = { ...predictor, items: items.map((item) => ({ ...item, user_id: 'q1' })) };
    const path = await files.write('same.jsonl', row(1, 'Which of them?'));
    await expect(estimateScores(same, [{ path, model: 'x' }])).rejects.toThrow('one of the chosen items');
  });

  it('takes the mean of results of one model in several files', async () => {
    const predictor = await readPredictor(await predictorOf('several', samples, 'jsonl'));
    const byId = async (name: string, score: number | null) => ({
      path: await files.write(
        name,
        JSON.stringify(Object.fromEntries(predictor.items.map(({ id }) => [id, score]))),
      ),
      model: 'x',
    });
    const [one] = await estimateScores(predictor, [await byId('half.json', 0.5)]);
    const both = [await byId('right.json', 1), await byId('wrong-too.json', 0)];
    expect(await estimateScores(predictor, both)).toEqual([one]);
  });

  it('refuses results on another scale, and reads texts of numbers as CSV has them', async () => {
    const predictor = await readPredictor(await predictorOf('scale', samples, 'jsonl'));
    const told = async (text: string) =>
      estimateScores(predictor, [{ path: await files.write('scale.jsonl', text), model: 'x' }]);
    await expect(told(samples(24).replaceAll('"acc":1', '"acc":100'))).rejects.toThrow(
      'x/acc has the score 100, and those of the models before lie from 0 to 1',
    );
    const texts = samples(24).replaceAll(/"acc":([01])/g, '"acc":"$1"');
    expect(await told(texts)).toEqual(await told(samples(24)));
  });

  it('names a score by id that is no number, and takes null and NaN as no result', async () => {
    const predictor = await readPredictor(await predictorOf('texts', samples, 'jsonl'));
    const told = async (scores: object) =>
      estimateScores(predictor, [
        {
          path: await files.write('byid.json', JSON.stringify(scores).replaceAll('"NaN"', 'NaN')),
          model: 'x',
        },
      ]);
    const scores = Object.fromEntries(predictor.items.map(({ id }) => [id, 1]));
    const first = predictor.items[0]?.id ?? '';
    for (const none of [null, 'NaN']) expect((await told({ ...scores, [first]: none }))[0]?.scored).toBe(15);
    await expect(told({ ...scores, [first]: '1' })).rejects.toThrow(`the score of ${first} is "1"`);
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
    await expect(estimated(samples(24).replaceAll('"acc"', '"other"'))).rejects.toThrow(
      /a score `acc` is one of the chosen items: its rows of these have other scores \(.*other/,
    );
    await expect(readPredictor(await files.write('no.json', '{"kind":"x"}'))).rejects.toThrow(
      'is no predictor',
    );
    await expect(readPredictor(`${path}.absent`)).rejects.toThrow('cannot be read');
    const bent = JSON.stringify({ ...(JSON.parse(await readFile(path, 'utf8')) as object), range: [1, 0] });
    await expect(readPredictor(await files.write('bent.json', bent))).rejects.toThrow('range');
  });
});
