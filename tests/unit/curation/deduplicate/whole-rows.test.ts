import { describe, expect, test } from 'vitest';
import type { ExactValues, Json, Metadata } from '../../../../schemas/record.ts';
import { embeddingText } from '../../../../services/corpus/embedding-text.ts';
import {
  bookkeepingOf,
  ComparedFields,
  differingFields,
  type Differing,
} from '../../../../services/curation/deduplicate/differing-fields.ts';
import { exactGroups } from '../../../../services/curation/deduplicate/exact.ts';
import {
  RowIdentifier,
  type ComparedRow,
  type RowIdentities,
} from '../../../../services/curation/deduplicate/row-identities.ts';
import { NO_PART_NAMES, type PartNames } from '../../../../services/curation/rows/row-parts.ts';
import { row } from './random-rows.ts';

function identitiesOf(rows: readonly ComparedRow[], names: PartNames = NO_PART_NAMES): RowIdentities {
  const identifier = new RowIdentifier(names);
  for (const each of rows) identifier.add(each, embeddingText(each));
  return identifier.identities();
}

/** The fields in which two rows differ. */
function differing(one: ComparedRow, other: ComparedRow, fields: RowIdentities['fields']): Differing[] {
  const ignored = bookkeepingOf(fields);
  return differingFields(new ComparedFields(one, ignored), new ComparedFields(other, ignored));
}

/** What two rows of one text are to each other: copies, other requests, or a conflict. */
function relation(one: Metadata, other: Metadata, names?: PartNames): string {
  const identities = identitiesOf(
    [one, other].map((metadata) => ({ ...row('Which one is shown?'), metadata })),
    names,
  );
  const { copies, contradicted } = exactGroups(identities);
  if (copies === 1) return 'copy';
  return contradicted[0] === 1 ? 'conflict' : 'other request';
}

const IMAGE = { bytes: 'iVBORw0KGgo=', path: 'a.png' };
const call = (id: string, city: string, ending = 'It rains.'): Json => [
  { role: 'user', content: 'Which one is shown?' },
  {
    role: 'assistant',
    content: null,
    tool_calls: [{ id, type: 'function', function: { name: 'weather', arguments: `{"city":"${city}"}` } }],
  },
  { role: 'tool', tool_call_id: id, content: 'rain' },
  { role: 'assistant', content: ending },
];

describe('two rows with the same instruction, input and output are', () => {
  test.each<[string, Metadata, Metadata]>([
    ['choices', { choices: ['a dog', 'a cat'] }, { choices: ['a bus', 'a car'] }],
    [
      'choices with labels',
      { choices: { text: ['x', 'y'], label: ['A', 'B'] } },
      { choices: { text: ['x', 'z'], label: ['A', 'B'] } },
    ],
    ['options in another order', { options: ['red', 'blue'] }, { options: ['blue', 'red'] }],
    ['images', { images: ['a.png'] }, { images: ['b.png'] }],
    ['files', { files: ['a.py'] }, { files: ['b.py'] }],
    ['bytes of an image', { image: IMAGE }, { image: { ...IMAGE, bytes: 'R0lGODlh' } }],
    ['an image by number', { image_id: 17 }, { image_id: 18 }],
    [
      'a picture under an unknown name',
      { shown: 'https://example.org/1.jpg' },
      { shown: 'https://example.org/2.jpg' },
    ],
    ['audio', { audio_path: 'clips/1' }, { audio_path: 'clips/2' }],
    ['a passage', { passage: 'Oslo is in Norway.' }, { passage: 'Bergen is in Norway.' }],
    ['an article under a capital', { Article: 'Oslo is in Norway.' }, { Article: 'Bergen is in Norway.' }],
    ['a document that is missing', { document: 'Oslo is in Norway.' }, {}],
    [
      'a nested context',
      { meta: { context: 'It was dark.', id: 1 } },
      { meta: { context: 'It was light.', id: 2 } },
    ],
    ['tools', { tools: [{ name: 'weather' }] }, { tools: [{ name: 'weather', parameters: { date: {} } }] }],
    [
      'tools of OpenAI',
      { tools: [{ type: 'function', function: { name: 'weather' } }] },
      { tools: [{ type: 'function', function: { name: 'stocks' } }] },
    ],
    ['a database', { db_id: 'world_1' }, { db_id: 'world_2' }],
    ['a language', { lang: 'python' }, { lang: 'java' }],
    ['an unknown name with text', { blurb: 'Oslo is cold.' }, { blurb: 'Bergen is wet.' }],
    ['unknown names with whole numbers', { a: 3, b: 5 }, { a: 4, b: 4 }],
    [
      'a source that is a text',
      { source: 'It was late in the evening when they came home.' },
      { source: 'They came home when it was early in the morning.' },
    ],
    [
      'what is before the question',
      {
        messages: [
          { role: 'user', content: 'A' },
          { role: 'assistant', content: 'B', name: 'x' },
          { role: 'user', content: 'Q' },
          { role: 'assistant', content: 'yes' },
        ],
      },
      {
        messages: [
          { role: 'user', content: 'A' },
          { role: 'assistant', content: 'C', name: 'x' },
          { role: 'user', content: 'Q' },
          { role: 'assistant', content: 'yes' },
        ],
      },
    ],
  ])('other requests when they differ in %s', (_, one, other) => {
    expect(relation(one, other)).toBe('other request');
  });

  test.each<[string, Metadata, Metadata]>([
    ['the rejected answer', { rejected: 'No.' }, { rejected: 'Perhaps.' }],
    [
      'the rejected turns',
      { rejected: [{ role: 'assistant', content: 'No.' }] },
      { rejected: [{ role: 'assistant', content: 'Hm.' }] },
    ],
    ['the label of KTO', { label: true }, { label: false }],
    ['whether it is correct', { isCorrect: true }, { isCorrect: false }],
    ['the right choice', { choices: ['a', 'b'], answer_idx: 0 }, { choices: ['a', 'b'], answer_idx: 1 }],
    ['the solution', { solution: '1 + 1 = 2' }, { solution: '1 + 1 = 3' }],
    ['further answers', { responses: ['yes', 'no'] }, { responses: ['yes', 'never'] }],
    ['calls of tools', { messages: call('1', 'Oslo') }, { messages: call('2', 'Bergen') }],
    [
      'calls of tools in JSON text',
      { messages: JSON.stringify(call('1', 'Oslo')) },
      { messages: JSON.stringify(call('2', 'Bergen')) },
    ],
  ])('a conflict when they differ in %s', (_, one, other) => {
    expect(relation(one, other)).toBe('conflict');
  });

  test.each<[string, Metadata, Metadata]>([
    [
      'ids',
      { id: 1, uid: 'x', message_id: '1234567890123456780' },
      { id: 2, uid: 'y', message_id: '1234567890123456784' },
    ],
    [
      'dates',
      { date: '2024-01-02', created_at: 1_700_000_000, updatedAt: null },
      { date: '3 January 2024', created_at: 1_700_000_001, updatedAt: 'now' },
    ],
    [
      'scores',
      { score: 1, quality: 0.5, chosen_rating: 7, reward_model_score: 1 },
      { score: 3, quality: 1, chosen_rating: 8, reward_model_score: 2 },
    ],
    ['shares under an unknown name', { ifd: 0.25 }, { ifd: 0.75 }],
    [
      'models and people',
      { model: 'a', annotator: 'b', completion_model: 'c' },
      { model: 'd', annotator: 'e', completion_model: 'f' },
    ],
    [
      'counts',
      { tokens: 12, num_turns: 2, response_length: 3 },
      { tokens: 13, num_turns: 3, response_length: 4 },
    ],
    [
      'hashes and addresses under unknown names',
      { x: '0123456789abcdef', y: 'https://a.example' },
      { x: 'fedcba9876543210', y: 'https://b.example' },
    ],
    [
      'an embedding',
      { v: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8] },
      { v: [0.2, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8] },
    ],
    ['splits', { split: 'a', use: 'train' }, { split: 'b', use: 'my_test' }],
    [
      'nested bookkeeping',
      { meta: { ids: [1], scores: { style: 3 } } },
      { meta: { ids: [2], scores: { style: 4 } } },
    ],
    ['case and spaces of a passage', { passage: 'Oslo is  in Norway.' }, { passage: 'oslo is in norway' }],
    ['the ids of calls', { messages: call('1', 'Oslo') }, { messages: call('2', 'Oslo') }],
    ['no more than empty values', { choices: [], label: null, context: '' }, {}],
  ])('copies when they differ in %s', (_, one, other) => {
    expect(relation(one, other)).toBe('copy');
  });

  test('what the user says that they are', () => {
    const [one, other] = [
      { lang: 'en', score: 1, note: 'x' },
      { lang: 'de', score: 2, note: 'x' },
    ];
    expect(relation(one, other, { task: [], answer: [], bookkeeping: ['Lang'] })).toBe('copy');
    expect(relation(one, other, { task: ['score'], answer: [], bookkeeping: ['lang'] })).toBe(
      'other request',
    );
    expect(relation(one, other, { task: [], answer: ['lang'], bookkeeping: [] })).toBe('conflict');
  });
});

test('a field that a request has a place for is part of it, whatever its name', () => {
  const rows = ['2024-01-01', '2024-01-02'].map((date) => ({
    ...row('What day is {date}?'),
    metadata: { date },
  }));
  expect(exactGroups(identitiesOf(rows)).copies).toBe(0);
});

test('a row without an answer is a copy of an answered one, and one that is judged without an answer is not', () => {
  const answers = (metadata: Metadata): number | undefined =>
    identitiesOf([{ ...row('Q', ''), metadata }]).answer[0];
  expect(answers({ id: 3 })).toBe(-1);
  expect(answers({ label: false })).not.toBe(-1);
});

test('of very many fields the further ones are compared too', () => {
  const wide = (last: string): Metadata =>
    Object.fromEntries(Array.from({ length: 400 }, (_, at) => [`f${at}x`, at === 399 ? last : 'same']));
  expect(relation(wide('one'), wide('other'))).toBe('other request');
});

test('it is told what each field was taken for, by what, and how many rows it keeps apart', () => {
  const rows = [
    { choices: ['x y'], id: 1, note: 'a', label: true },
    { choices: ['x z'], id: 2, note: 'a', label: true },
    { choices: ['x y'], id: 3, label: true, note: 'a' },
    { choices: ['x y'], id: 4, label: false, note: 'a' },
  ].map((metadata) => ({ ...row('Q'), metadata }));
  const { fields } = identitiesOf(rows);
  expect(fields.map(({ path, part, by, rows: count, apart }) => [path, part, by, count, apart])).toEqual([
    ['choices', 'task', 'name', 4, 1],
    ['id', 'bookkeeping', 'name', 4, 0],
    ['note', 'task', 'unknown', 4, 0],
    ['label', 'answer', 'name', 4, 1],
  ]);
  const [one = row(''), other = row('')] = rows;
  expect(differing(one, other, fields)).toEqual([{ field: 'choices', values: [['x y'], ['x z']] }]);
});

describe('a field that repeats the request of its row', () => {
  const alpaca = (instruction: string, output: string): string =>
    `Below is an instruction.\n\n### Instruction:\n${instruction}\n\n### Response:\n${output}`;
  const wordings = [
    ['Name a tree.', 'Oak'],
    ['Please name a tree.', 'Oak'],
    ['Name a tree', 'Elm'],
  ] as const;
  const shapes: [string, (instruction: string, output: string) => Metadata][] = [
    ['as its text', (prompt) => ({ prompt })],
    ['as a turn', (content) => ({ prompt: [{ role: 'user', content }] })],
    ['rendered with its answer', (prompt, output) => ({ text: alpaca(prompt, output) })],
    ['in a template of their own', (prompt, output) => ({ text: `Task: ${prompt}\nBot: ${output}` })],
    [
      'as turns with something more',
      (content) => ({ messages: [{ role: 'user', content, images: ['a.png'] }] }),
    ],
  ];

  test.each(shapes)('%s makes no difference to near copies, copies and conflicts', (_, metadataOf) => {
    const rows = wordings.map(([prompt, output]) => ({
      ...row(prompt, output),
      metadata: metadataOf(prompt, output),
    }));
    const { setting, request, fields } = identitiesOf(rows);
    expect(new Set(setting).size).toBe(1);
    expect(request[0]).toBe(request[2]);
    expect(fields.map(({ rows: count, apart }) => [count, apart])).toEqual([[3, 0]]);
    const [one = row(''), other = row('')] = rows;
    expect(differing(one, other, fields).map(({ field }) => field)).toEqual(['instruction']);
  });

  test('and has something else too keeps rows apart by that', () => {
    const { setting } = identitiesOf(
      ['a picture', 'a poem', 'a poem'].map((hint, place) => {
        const [prompt, output] = wordings[place] ?? ['', ''];
        return { ...row(prompt, output), metadata: { prompt: `${prompt}\nHint: ${hint}` } };
      }),
    );
    expect(setting[0]).not.toBe(setting[1]);
    expect(setting[1]).toBe(setting[2]);
  });

  test('in few rows is compared by its values, as the first wording of several is', () => {
    const rows = wordings.map(([prompt]) => ({ ...row(prompt), metadata: { original: 'Name a tree.' } }));
    const { setting } = identitiesOf(rows.slice(0, 2));
    expect(setting[0]).toBe(setting[1]);
  });

  test('is known by its name still, so that it may be ignored', () => {
    const rows = [{ ...row('Q'), metadata: { prompt: 'Q' } }];
    const ignoring = { task: [], answer: [], bookkeeping: ['prompt'] };
    expect(identitiesOf(rows, ignoring).fields).toMatchObject([{ path: 'prompt', part: 'bookkeeping' }]);
  });
});

test('of two corpora the rows of the one to clean are counted, that have a field and that it keeps apart', () => {
  const identifier = new RowIdentifier();
  for (const note of ['a', 'b', 'c', 'a']) {
    identifier.add({ ...row('Q'), metadata: { choices: [note] } }, 'Q');
  }
  expect(identifier.identities(Uint8Array.of(1, 1, 0, 0)).fields).toMatchObject([{ rows: 2, apart: 2 }]);
  expect(identifier.identities(Uint8Array.of(1, 0, 1, 0)).fields).toMatchObject([{ rows: 2, apart: 2 }]);
  expect(identifier.identities().fields).toMatchObject([{ rows: 4, apart: 2 }]);
});

describe('what JSON cannot say of a value counts', () => {
  const exactly = (metadata: Metadata, exact?: ExactValues): ComparedRow => ({
    ...row('Which one is shown?'),
    metadata,
    ...(exact && { exact }),
  });
  const long = '9007199254740993';

  test.each<[string, ComparedRow, ComparedRow, 'answer' | 'request']>([
    [
      'a long number and the equal text',
      exactly({ key: long }, { '/key': 'number' }),
      exactly({ key: long }),
      'request',
    ],
    ['NaN and null', exactly({ key: null }, { '/key': 'nan' }), exactly({ key: null }), 'request'],
    [
      'bytes and the equal text, in a list',
      exactly({ images: [{ a: 'AAAA' }] }, { '/images/0/a': 'bytes' }),
      exactly({ images: [{ a: 'AAAA' }] }),
      'request',
    ],
    [
      'a long number in an answer',
      exactly({ target: long }, { '/target': 'number' }),
      exactly({ target: long }),
      'answer',
    ],
  ])('%s', (_, one, other, part) => {
    const rows = [one, other, exactly({ key: 'to have other values' })];
    const identities = identitiesOf(rows);
    expect(identities.answer[0] === identities.answer[1]).toBe(part === 'request');
    expect(identities.request[0] === identities.request[1]).toBe(part === 'answer');
    expect(differing(one, other, identities.fields)).toHaveLength(1);
  });

  test('but not in scores, where NaN is a missing number', () => {
    const rows = [exactly({ ifd: null }, { '/ifd': 'nan' }), exactly({ ifd: 0.25 }), exactly({ ifd: 0.75 })];
    expect(exactGroups(identitiesOf(rows)).copies).toBe(2);
  });
});
