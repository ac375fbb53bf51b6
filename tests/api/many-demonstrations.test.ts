import { beforeAll, describe, expect, it } from 'vitest';
import {
  DemonstrationsResponse,
  ManyDemonstrationsResponse,
} from '../../schemas/api/found-demonstrations.ts';
import { answerOf, errorOf, ingest, startService, type Service } from './service.ts';
import { ROWS } from './rows.ts';

const POEM = 'Write a short poem about lighthouses';
const FACTS = 'List three facts about lighthouses';

let service: Service;

beforeAll(async () => {
  service = await startService();
  await ingest(service, 'house', ROWS);
});

const askOne = (body: Record<string, unknown>): Promise<DemonstrationsResponse> =>
  answerOf(DemonstrationsResponse, service.postJson('/v1/demonstrations', { corpora: ['house'], ...body }));

const askMany = (body: Record<string, unknown>): Promise<Response> =>
  service.postJson('/v1/demonstrations/batch', { corpora: ['house'], ...body });

/** An answer without its times, and without the last digits of its scores, which come from rounding in a batch. */
const found = ({ timing_ms: _, asks, demonstrations, ...answer }: DemonstrationsResponse): object => ({
  ...answer,
  asks: asks?.toFixed(5),
  records: demonstrations.map(({ record, scores }) => [record.id, scores.fit?.toFixed(5)]),
});

describe('a batch of queries', () => {
  it('is answered in its order as each query by itself', async () => {
    const queries = [
      { instruction: POEM },
      { instruction: 'Hello there!' },
      { instruction: FACTS, input: 'In a list.' },
    ];
    const { answers } = await answerOf(
      ManyDemonstrationsResponse,
      askMany({ queries, k: 3, strategy: 'mmr' }),
    );
    const single = await Promise.all(queries.map((query) => askOne({ ...query, k: 3, strategy: 'mmr' })));
    expect(answers.map(found)).toEqual(single.map(found));
  });

  it('takes 256 queries and no more', async () => {
    const queries = Array.from({ length: 256 }, (_, at) => ({ instruction: `${POEM} number ${at}` }));
    const { answers } = await answerOf(ManyDemonstrationsResponse, askMany({ queries, k: 1 }));
    expect(answers).toHaveLength(256);
    const error = await errorOf(askMany({ queries: [...queries, { instruction: POEM }] }), 'invalid_request');
    expect(error.field).toBe('queries');
  });

  it('names the query that is wrong', async () => {
    const error = await errorOf(askMany({ queries: [{ instruction: POEM }, {}] }), 'invalid_request');
    expect(error).toMatchObject({ field: 'queries.1.instruction' });
  });
});

describe('a conversation as the query', () => {
  const turns = [
    { role: 'user', content: 'Hi.' },
    { role: 'assistant', content: 'Hello, what can I do?' },
  ];

  it('is asked as its last turn, with system text and history', async () => {
    const messages = [
      { role: 'system', content: 'You are a poet.' },
      ...turns,
      { role: 'user', content: POEM },
    ];
    const told = await askOne({ messages });
    const asked = await askOne({ instruction: POEM, system: 'You are a poet.', history: turns });
    expect(found(told)).toEqual(found(asked));
    expect(told.prompt.at(-1)).toEqual({ role: 'user', content: POEM });
  });

  it.each([
    ['messages', 'that ends with the assistant', { messages: turns }],
    ['messages', 'beside an instruction', { messages: [{ role: 'user', content: POEM }], instruction: POEM }],
    ['instruction', 'that is missing, as the instruction is', {}],
  ])('is refused on %s %s', async (field, _, body) => {
    const error = await errorOf(service.postJson('/v1/demonstrations', body), 'invalid_request');
    expect(error.field).toBe(field);
  });
});

describe('group_by', () => {
  it('gives one demonstration for each value of a field of the index, so that all are covered', async () => {
    const answer = await askOne({ instruction: POEM, group_by: 'source', k: 4 });
    expect(answer.demonstrations.map(({ record }) => record.source).sort()).toEqual(['even', 'odd']);
    expect(answer.reason).toMatch(/^2 of 4: .* of the same group/);
  });

  it('gives the nearest record of each value of the metadata', async () => {
    const body = { instruction: POEM, group_by: 'metadata.topic', strategy: 'topk', min_fit: 0 };
    const answer = await askOne({ ...body, k: 10 });
    const topics = answer.demonstrations.map(({ record }) => record.metadata['topic']);
    expect(new Set(topics).size).toBe(10);
    for (const { record } of answer.demonstrations) expect(record.instruction).toMatch(/poem/);
  });

  it('covers kinds of work that the nearest records have not', async () => {
    const body = { instruction: POEM, group_by: 'kind', strategy: 'topk', min_fit: 0, k: 4 };
    const { demonstrations } = await askOne(body);
    const kinds = demonstrations.map(({ record }) => record.kind?.name);
    expect(new Set(kinds).size).toBe(kinds.length);
    expect(kinds.length).toBeGreaterThan(2);
  });

  it('takes no other field', async () => {
    const error = await errorOf(
      service.postJson('/v1/demonstrations', { instruction: POEM, group_by: 'output' }),
      'invalid_request',
    );
    expect(error.field).toBe('group_by');
  });
});

it('says where each demonstration stands in the prompt beside its rank', async () => {
  const { demonstrations } = await askOne({ instruction: POEM, order: 'near_last', k: 3 });
  expect(demonstrations.map(({ position }) => position)).toEqual([1, 2, 3]);
});
