import { describe, expect, test } from 'vitest';
import { toPoints } from '../../../../services/analysis/points.ts';
import type { InstructionRecord } from '../../../../schemas/record.ts';
import { toRecord } from '../../../../services/corpus/record.ts';
import { FieldLeakSearch } from '../../../../services/curation/contamination/field-leaks.ts';
import { findLeaks, indexesOf } from '../../../../services/curation/contamination/leaks.ts';
import { differingParts, taskPartsOf } from '../../../../services/curation/contamination/task-parts.ts';
import { distinctTexts, type DistinctTexts } from '../../../../services/curation/contamination/texts.ts';
import { Numbering } from '../../../../services/curation/rows/numbering.ts';
import { exactNearest, normalised } from '../exact-nearest.ts';

const QUESTION = 'What is the capital of Norway?';
const LONG =
  'Name the river that flows through the old town and turn it into a riddle for children of seven years.';

function texts(of: readonly string[], choices: readonly (readonly string[])[] = []): DistinctTexts {
  const points = toPoints(of.map((_, row) => normalised([1, row, 2])));
  const parts = of.map((__, row) =>
    taskPartsOf({ metadata: choices[row] === undefined ? {} : { choices: [...choices[row]] } }, NUMBERS),
  );
  return distinctTexts({ texts: of, labels: of.map(() => null), parts, task: points, content: points });
}

const NUMBERS = new Numbering();
const record = (fields: Partial<InstructionRecord>): InstructionRecord =>
  toRecord(
    {
      instruction: 'Go on.',
      input: '',
      output: '',
      system: '',
      history: [],
      source: null,
      user_id: null,
      metadata: {},
      ...fields,
    },
    'train',
    null,
  );

/** Where each text of a benchmark is found in the other texts of a training row. */
function found(fields: Partial<InstructionRecord>, bench: readonly string[] = [QUESTION, LONG]): string[] {
  const all = texts(bench);
  const search = new FieldLeakSearch(all, indexesOf(all));
  search.add(record(fields), 0);
  return search.leaks().map(({ bench: of, field, verdict }) => `${of} ${verdict} in ${field}`);
}

describe('a text of a benchmark is found in a training row', () => {
  test.each<[string, Partial<InstructionRecord>, string[]]>([
    [
      'as an earlier turn',
      { history: [{ role: 'user', content: 'what is the capital of norway' }] },
      ['0 exact in history[0]'],
    ],
    [
      'within an earlier turn',
      { history: [{ role: 'user', content: `Hi! ${QUESTION} Thanks.` }] },
      ['0 exact in history[0]'],
    ],
    [
      'in the system prompt',
      { system: `You know geography.\n\nQ: ${QUESTION}\nA: Oslo` },
      ['0 exact in system'],
    ],
    ['in the answer', { output: `Sure. ${LONG} That is it.` }, ['1 exact in output']],
    ['in the rejected answer', { metadata: { rejected: QUESTION } }, ['0 exact in rejected']],
    [
      'deep in the metadata',
      { metadata: { chat: [{ parts: [{ text: QUESTION }] }] } },
      ['0 exact in chat[0].parts[0].text'],
    ],
    ['nearly', { output: `Sure: ${LONG.replace('years', 'yeras')}` }, ['1 near in output']],
    [
      'twice, in two fields',
      { system: QUESTION, output: `"${QUESTION}"` },
      ['0 exact in output', '0 exact in system'],
    ],
  ])('%s', (_, fields, where) => {
    expect(found(fields).toSorted()).toEqual(where);
  });

  test.each<[string, Partial<InstructionRecord>]>([
    ['a few of its words', { output: 'The capital of Norway is Oslo.' }],
    [
      'a part of a longer sentence',
      { output: 'They ask what is the capital of Norway and why it matters so much.' },
    ],
    [
      'other words between',
      { output: LONG.replace('old town', 'very old and lovely harbour town of ours, far away') },
    ],
    ['another number', { output: LONG.replace('seven', 'nine') }],
  ])('but not by %s', (_, fields) => {
    expect(found(fields)).toEqual([]);
  });

  test('and a text of two words is no more than part of others', () => {
    expect(found({ output: 'Say hello.\nThen go.' }, ['Say hello.'])).toEqual([]);
    expect(found({ output: 'say hello' }, ['Say hello.'])).toEqual(['0 exact in output']);
  });

  test('many rows with one system prompt are one leak that counts all rows', () => {
    const all = texts([QUESTION]);
    const search = new FieldLeakSearch(all, indexesOf(all));
    for (let row = 0; row < 5; row++) search.add(record({ system: QUESTION, output: `${row}` }), row);
    expect(search.leaks()).toMatchObject([{ field: 'system', rows: [0, 1, 2, 3, 4] }]);
  });
});

describe('questions with one stem', () => {
  const stem = 'Which of these is true?';
  const options = {
    sameTaskFrom: 0.7,
    threshold: null,
    signal: new AbortController().signal,
    report: () => undefined,
  };
  const verdicts = async (train: DistinctTexts, bench: DistinctTexts): Promise<string[]> => {
    const { pairs } = await findLeaks(
      train,
      bench,
      { inTask: exactNearest, inContent: exactNearest },
      options,
    );
    return pairs.map(({ verdict, difference }) => [verdict, ...difference].join(' '));
  };

  test('are exact with the same choices, and near with the difference with others', async () => {
    const bench = texts([stem], [['a', 'b']]);
    expect(await verdicts(texts([stem], [['a', 'b']]), bench)).toEqual(['exact']);
    expect(await verdicts(texts([stem], [['c', 'd']]), bench)).toEqual(['near choices']);
    expect(
      await verdicts(
        texts(
          [stem, stem],
          [
            ['c', 'd'],
            ['a', 'b'],
          ],
        ),
        bench,
      ),
    ).toContain('exact');
  });

  test('are two questions of the benchmark', () => {
    expect(texts([stem, stem, stem], [['a'], ['b'], ['a']]).rows).toEqual([[0, 2], [1]]);
  });

  test('differ in what names say that it belongs to the question, not in ids or in the turns themselves', () => {
    const parts = (metadata: InstructionRecord['metadata']) => taskPartsOf({ metadata }, NUMBERS);
    expect(
      differingParts(
        parts({ id: 1, subject: 'x', messages: 'a', options: ['a'] }),
        parts({ id: 2, subject: 'y', messages: 'b', options: ['b'] }),
      ),
    ).toEqual(['options']);
  });
});
