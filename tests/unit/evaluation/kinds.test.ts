import { expect, test } from 'vitest';
import type { InstructionContent, Metadata } from '../../../schemas/record.ts';
import { toPoints } from '../../../services/analysis/points.ts';
import type { CorpusRow } from '../../../services/corpus/read-corpus.ts';
import { evaluateKinds } from '../../../services/evaluation/evaluate-kinds.ts';
import { readKindRows, type NotedKind } from '../../../services/evaluation/kind-rows.ts';

const watch = { onProgress: () => undefined };

/** Rows on a circle, each a little further from the one before: no two are equally near to a third. */
async function retrieval(
  rows: readonly (Partial<NotedKind> & { readonly kind: string })[],
  by: 'language' | 'source' = 'language',
) {
  const noted = rows.map((row, at) => ({ also: [], source: `s${at}`, language: 'en', ...row }));
  const angles = rows.map((_, at) => at ** 2 / 100);
  const vectors = angles.map((angle) => Float32Array.of(Math.cos(angle), Math.sin(angle)));
  const method = {
    name: 'circle',
    embed: () => Promise.resolve([{ space: 'task' as const, points: toPoints(vectors), truncated: 0 }]),
  };
  const set = { texts: rows.map(({ kind }) => kind), noted };
  const [found] = await evaluateKinds(set, by, [method], watch);
  return (found?.retrieval ?? []).map(({ name, queries, precision_at_1: one, precision_at_4: four }) => {
    for (const { value, low, high } of [one, four])
      expect([low, value, high]).toEqual([low, value, high].sort());
    return [name, queries, one.value, four.value];
  });
}

test('a row is right when its kind is the query’s or noted as just as right, on either side', async () => {
  expect(await retrieval([{ kind: 'a' }, { kind: 'a' }])).toEqual([
    [null, 2, 1, 0.25],
    ['en', 2, 1, 0.25],
  ]);
  expect((await retrieval([{ kind: 'a', also: ['b'] }, { kind: 'b' }]))[0]).toEqual([null, 2, 1, 0.25]);
  // What both have noted besides makes neither right.
  const both = [{ kind: 'a', also: ['c'] }, { kind: 'b', also: ['c'] }, { kind: 'a' }];
  expect((await retrieval(both))[0]).toEqual([null, 2, 0, 0.25]);
});

test('kinds that a word alone tells apart count as one, and groups do not chain', async () => {
  for (const [one, other] of [
    ['write-function', 'complete-code'],
    ['define-term', 'explain-concept'],
    ['give-advice', 'give-how-to'],
    ['use-command-line-or-config', 'answer-howto-programming'],
  ] as const) {
    expect((await retrieval([{ kind: one }, { kind: other }]))[0]).toEqual([null, 2, 1, 0.25]);
    expect((await retrieval([{ kind: 'x', also: [one] }, { kind: other }]))[0]).toEqual([null, 2, 1, 0.25]);
  }
  expect((await retrieval([{ kind: 'write-function' }, { kind: 'define-term' }]))[0]).toEqual([
    null,
    0,
    0,
    0,
  ]);
});

test('rows of the query’s source never count, and a row that could find none is no query', async () => {
  const rows = [
    { kind: 'a', source: 's' },
    { kind: 'a', source: 's' },
    { kind: 'b', source: 't' },
    { kind: 'a', source: null },
    { kind: 'a', source: null },
  ];
  // The row of `b` could find none. All find `b` first but the last, whose nearest names no source either.
  expect(await retrieval(rows, 'source')).toEqual([
    [null, 4, 0.25, 0.625],
    ['s', 2, 0, 0.5],
  ]);
});

test('only the nearest four count, and figures are told by language', async () => {
  const far = ['x', 'y', 'x', 'y', 'y', 'a'].map((kind) => ({ kind, language: 'zh' }));
  const found = await retrieval([{ kind: 'a', language: 'de' }, ...far]);
  expect(found.map(([name, queries]) => [name, queries])).toEqual([
    [null, 7],
    ['de', 1],
    ['zh', 6],
  ]);
  expect(found[1]).toEqual(['de', 1, 0, 0]);
});

test('of an encoder that tells kinds: how many are right, and how far confidences are from that', async () => {
  const noted = ['sing', 'dance', 'dance', 'rest'].map((kind, at) => ({
    ...{ kind, also: kind === 'rest' ? ['sing'] : [], source: `s${at}` },
    language: at < 2 ? 'en' : 'fi',
  }));
  const points = toPoints(noted.map(() => Float32Array.of(1, 0)));
  const method = {
    name: 'sings',
    kinds: {
      names: ['sing'],
      titles: new Map(),
      nearest: () => ({ name: 'sing', confidence: 0.8 }),
    },
    embed: () =>
      Promise.resolve((['task', 'content'] as const).map((space) => ({ space, points, truncated: 0 }))),
  };
  const [task, content] = await evaluateKinds(
    { texts: ['', '', '', ''], noted },
    'language',
    [method],
    watch,
  );
  expect(content?.told).toBeUndefined();
  expect(task?.told?.map(({ name, rows, right }) => [name, rows, right.value])).toEqual([
    [null, 4, 0.5],
    ['en', 2, 0.5],
    ['fi', 2, 0.5],
  ]);
  expect(task?.told?.[0]?.confidence).toBeCloseTo(0.8);
  expect(task?.told?.[0]?.calibration_error).toBeCloseTo(0.3);
});

const content = (metadata: Metadata, source: string | null = 's'): InstructionContent => ({
  instruction: 'Sing.',
  input: 'a song',
  output: '',
  system: '',
  history: [],
  source,
  user_id: null,
  metadata,
});

async function* rows(...contents: InstructionContent[]): AsyncGenerator<CorpusRow> {
  yield { rejection: { line: 1, reason: 'broken', excerpt: '' } };
  const origin = { file: 'rows.jsonl', line: 2, layout: 'alpaca' } as const;
  for (const one of contents)
    yield await Promise.resolve({ line: 2, content: one, origin: { ...origin, fields: [] } });
}

test('kinds, alternatives, sources and languages come from the rows; what has no kind is left out', async () => {
  const set = await readKindRows(
    rows(
      content({ kind: 'sing', also: ['hum', 3, ''], lang: 'de' }),
      content({ lang: 'de' }),
      content({ kind: 'hum', also: 'sing' }, null),
    ),
  );
  expect(set).toEqual({
    texts: ['Sing.\n\na song', 'Sing.\n\na song'],
    noted: [
      { kind: 'sing', also: ['hum'], source: 's', language: 'de' },
      { kind: 'hum', also: ['sing'], source: null, language: null },
    ],
    unlabelled: 1,
    rejected: 1,
  });
});

test.each([
  ['kind', [content({ task: 'x' })], /No row has the field `kind`.*task/],
  ['source', [content({ kind: 'x' }, null)], /No row has the field `source`/],
  ['second source', [content({ kind: 'x' }), content({ kind: 'y' })], /two are needed/],
])('a set without a %s is refused', async (_, contents, message) => {
  await expect(readKindRows(rows(...contents))).rejects.toThrow(message);
});
