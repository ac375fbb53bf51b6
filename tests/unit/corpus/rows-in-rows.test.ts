import { describe, expect, it } from 'vitest';
import { originalRow } from '../../../services/corpus/row-origin.ts';
import { toRecord } from '../../../services/corpus/record.ts';
import { readCorpus } from '../../../services/corpus/read-corpus.ts';
import { sampleFiles } from './sample-files.ts';

const files = sampleFiles();
const lines = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** What each record of a file is, and as which row it is written again. */
async function recordsOf(name: string, text: string, skipRows = 0): Promise<[place: string, row: unknown][]> {
  const found: [string, unknown][] = [];
  for await (const row of (await readCorpus(await files.write(name, text), { skipRows })).rows) {
    if ('rejection' in row) found.push([`${row.rejection.line}`, row.rejection.reason]);
    else {
      const { line, part } = row.origin;
      const place = part === undefined ? `${line}` : `${line}#${part}`;
      found.push([place, originalRow(toRecord(row.content, 'c', null, row.origin))]);
    }
  }
  return found;
}

const seed = (id: string, ...inputs: string[]): object => ({
  id,
  instruction: 'Name the capital.',
  instances: inputs.map((input) => ({ input, output: `${input}'s` })),
});

describe('a row that holds several', () => {
  it('becomes as many records of one line, each written as the row that it is', async () => {
    const rows = lines([seed('a', 'Norway', 'Sweden'), seed('b', 'Peru')]);
    expect(await recordsOf('seeds.jsonl', rows)).toEqual([
      ['1#1', { id: 'a', instruction: 'Name the capital.', input: 'Norway', output: "Norway's" }],
      ['1#2', { id: 'a', instruction: 'Name the capital.', input: 'Sweden', output: "Sweden's" }],
      ['2', { id: 'b', instruction: 'Name the capital.', input: 'Peru', output: "Peru's" }],
    ]);
  });

  it('is gone on with after any of its records', async () => {
    const rows = lines([seed('a', 'Norway', 'Sweden'), 'no row', seed('b', 'Peru', 'Chad', 'Mali')]);
    const whole = await recordsOf('skip.jsonl', rows);
    expect(whole).toHaveLength(6);
    for (let skip = 1; skip <= 6; skip += 1) {
      expect(await recordsOf('skip.jsonl', rows, skip)).toEqual(whole.slice(skip));
    }
  });

  it('is none when its list holds segments of one text or answers, which are no instruction', async () => {
    const segment = (label: boolean, text: string): object => ({ label, text });
    const pair = { segments: [segment(false, 'Name it: '), segment(true, 'Oslo.')] };
    const chat = { segments: [...pair.segments, segment(false, 'And now? '), segment(true, 'Bergen.')] };
    const answers = { question_id: 81, model: 'm', choices: [{ index: 0, turns: ['Oslo.', 'Bergen.'] }] };
    const { contents, rejections } = await files.read('segments.jsonl', lines([pair, chat, answers]));
    const read = contents.map(({ instruction, output, history }) => [instruction, output, history.length]);
    expect(read).toEqual([
      ['Name it: ', 'Oslo.', 0],
      ['And now? ', 'Bergen.', 2],
    ]);
    expect(rejections.map(({ line }) => line)).toEqual([3]);
  });

  it('may be a table under the name of a split, one column after the other', async () => {
    const part = { instruction: ['A?', 'B?'], output: ['A.', 'B.'] };
    const path = await files.write('splits.json', JSON.stringify({ train: part, test: part }));
    const splits: unknown[] = [];
    for await (const row of (await readCorpus(path)).rows) if ('origin' in row) splits.push(row.origin.split);
    expect(splits).toEqual(['train', 'train', 'test', 'test']);
    const columns = (...names: string[]): object => ({
      instruction: names.map((name) => `${name}?`),
      output: names.map((name) => `${name}.`),
    });
    for (const table of [
      { train: columns('A', 'B'), test: columns('C', 'D') },
      { data: columns('A', 'B', 'C', 'D') },
    ]) {
      const { contents } = await files.read('columns.json', JSON.stringify(table));
      const read = contents.map(({ instruction, output }) => instruction + output);
      expect(read).toEqual(['A?A.', 'B?B.', 'C?C.', 'D?D.']);
    }
  });

  it('gives each the fields from around it, of which its own win', async () => {
    const row = {
      id: 'd',
      context: 'C',
      qa_pairs: [
        { question: 'Q1?', answer: 'A1.' },
        { id: 'own', question: 'Q2?', answer: 'A2.' },
      ],
    };
    expect(await recordsOf('pairs.jsonl', lines([row]))).toEqual([
      ['1#1', { id: 'd', context: 'C', question: 'Q1?', answer: 'A1.' }],
      ['1#2', { id: 'own', context: 'C', question: 'Q2?', answer: 'A2.' }],
    ]);
  });
});

describe('a row that is one', () => {
  it.each([
    { instruction: 'Do.', output: 'Done.', sources: [{ question: 'Q?', answer: 'A.' }] },
    { question: 'Q?', answer: 'A.', similar: [{ question: 'Q2?', answer: 'A2.' }] },
    {
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Ho' },
      ],
      items: [{ question: 'Q?', answer: 'A.' }],
    },
  ])('stays one, whatever lists it has: %j', async (row) => {
    expect(await recordsOf('one.jsonl', lines([row]))).toEqual([['1', row]]);
  });
});

describe('a conversation of a chat export', () => {
  const node = (id: string, parent: string | null, role: string, ...parts: unknown[]): [string, object] => [
    id,
    { id, parent, message: { author: { role }, content: { content_type: 'text', parts } } },
  ];

  it('is read along the branch that was seen last, and the others are kept', async () => {
    const mapping = Object.fromEntries([
      ['root', { id: 'root', parent: null, message: null }],
      node('a', 'root', 'user', 'Capital of Norway?'),
      node('b', 'a', 'assistant', 'Bergen.'),
      node('c', 'a', 'assistant', 'Oslo.'),
    ]);
    const { contents } = await files.read(
      'chats.json',
      JSON.stringify([{ title: 'T', mapping, current_node: 'c' }]),
    );
    expect(contents).toMatchObject([{ instruction: 'Capital of Norway?', output: 'Oslo.' }]);
    expect(contents[0]?.metadata).toEqual({
      title: 'T',
      other_messages: [{ role: 'assistant', content: 'Bergen.' }],
    });
  });

  it('ends where its parents go round in a circle', async () => {
    const mapping = Object.fromEntries([node('a', 'b', 'user', 'Hi'), node('b', 'a', 'assistant', 'Ho')]);
    const { contents } = await files.read('circle.json', JSON.stringify([{ mapping, current_node: 'b' }]));
    expect(contents).toMatchObject([{ instruction: 'Hi', output: 'Ho' }]);
  });
});
