import { beforeAll, describe, expect, it } from 'vitest';
import { Strategy } from '../../schemas/api/demonstrations.ts';
import { DemonstrationsResponse } from '../../schemas/api/found-demonstrations.ts';
import { answerOf, errorOf, ingest, startService } from './service.ts';
import type { Service } from './service.ts';
import { ROWS } from './rows.ts';

const INSTRUCTION = 'Write a short poem about lighthouses';

let service: Service;

beforeAll(async () => {
  service = await startService();
  await ingest(service, 'house', ROWS);
  await ingest(service, 'poems', ROWS.slice(0, 10));
});

function ask(body: Record<string, unknown>): Promise<Response> {
  return service.postJson('/v1/demonstrations', { instruction: INSTRUCTION, ...body });
}

describe('200', () => {
  it('four demonstrations by default, of the kind of work that was asked for, the nearest last', async () => {
    const answer = await answerOf(DemonstrationsResponse, ask({ corpora: ['house'] }));
    expect(answer).toMatchObject({ abstained: false, strategy: 'balanced' });
    expect(answer.demonstrations).toHaveLength(4);
    for (const { record } of answer.demonstrations) expect(record.instruction).toMatch(/^Write a short poem/);
    const tasks = answer.demonstrations.map(({ scores }) => scores.task);
    expect(tasks).toEqual([...tasks].sort((a, b) => a - b));
  });

  it('a prompt of messages that ends with the instruction itself', async () => {
    const { prompt } = await answerOf(DemonstrationsResponse, ask({ corpora: ['house'], k: 2 }));
    expect(prompt).toHaveLength(5);
    expect(prompt.at(-1)).toMatchObject({ role: 'user', content: INSTRUCTION });
  });

  it.each(Strategy.options)('as many as asked for by the strategy %s', async (strategy) => {
    const answer = await answerOf(DemonstrationsResponse, ask({ corpora: ['house'], k: 3, strategy }));
    expect(answer.demonstrations).toHaveLength(3);
    expect(answer.strategy).toBe(strategy);
  });

  it('from all corpora when none is named', async () => {
    const body = { k: 10, strategy: 'topk', instruction: 'Explain the history of lighthouses' };
    const answer = await answerOf(DemonstrationsResponse, ask(body));
    expect(answer.demonstrations.map(({ record }) => record.corpus)).toContain('house');
  });

  it('only of those that pass the filter, metadata included', async () => {
    const filter = { must: [{ key: 'metadata.topic', match: { any: ['bees', 'chess'] } }] };
    const answer = await answerOf(DemonstrationsResponse, ask({ corpora: ['house'], filter, k: 2 }));
    for (const { record } of answer.demonstrations)
      expect(['bees', 'chess']).toContain(record.metadata['topic']);
    expect(answer.demonstrations).toHaveLength(2);
  });

  it('none, and why, when nothing is good enough', async () => {
    const answer = await answerOf(DemonstrationsResponse, ask({ corpora: ['house'], score_threshold: 1 }));
    expect(answer).toMatchObject({ abstained: true, demonstrations: [] });
    expect(answer.reason).toBeTruthy();
    expect(answer.prompt).toHaveLength(1);
  });
});

describe('the chance to fit', () => {
  it('of every demonstration is told with its parts, and is no lower than asked for', async () => {
    const answer = await answerOf(DemonstrationsResponse, ask({ corpora: ['house'], min_fit: 0.6 }));
    expect(answer).toMatchObject({ min_fit: 0.6, score_threshold: null });
    expect(answer.asks).toBeGreaterThan(0.9);
    for (const { scores } of answer.demonstrations) {
      expect(scores.fit).toBeGreaterThanOrEqual(0.6);
      expect(Object.keys(scores.parts ?? {})).toEqual(['kind', 'task']);
    }
  });

  it.each(['Hello there!', 'asdf jkl;', 'the second one, please, the blue', 'Ich war gestern im Kino.'])(
    'is too low for a text that asks for nothing: %s',
    async (instruction) => {
      const answer = await answerOf(DemonstrationsResponse, ask({ instruction }));
      expect(answer).toMatchObject({ abstained: true, demonstrations: [] });
      expect(answer.reason).toMatch(/hardly asks for anything .*min_fit lowers the least chance/);
    },
  );

  it('keeps system text and history of the request in the prompt', async () => {
    const history = [
      { role: 'user', content: 'Hi.' },
      { role: 'assistant', content: 'Hello, what can I do?' },
    ];
    const body = { corpora: ['house'], k: 1, system: 'You are a poet.', history };
    const { prompt } = await answerOf(DemonstrationsResponse, ask(body));
    expect(prompt[0]).toEqual({ role: 'system', content: 'You are a poet.' });
    expect(prompt.slice(-3)).toEqual([...history, { role: 'user', content: INSTRUCTION }]);
  });

  it('cannot be asked for where the encoder tells none, and says what can', async () => {
    const tiny = await startService({ encoder: 'tiny', workers: false });
    const body = { instruction: INSTRUCTION, min_fit: 0.4 };
    const error = await errorOf(tiny.postJson('/v1/demonstrations', body), 'invalid_request');
    expect(error.message).toMatch(/^min_fit: the encoder .* tells no chance of fitting.*score_threshold/);
    const answer = await answerOf(
      DemonstrationsResponse,
      tiny.postJson('/v1/demonstrations', { instruction: INSTRUCTION }),
    );
    expect(answer).toMatchObject({ min_fit: null, asks: null });
  });
});

describe('404 not_found', () => {
  it('for a corpus that does not exist, also beside one that does, naming those that do', async () => {
    const error = await errorOf(ask({ corpora: ['house', 'nowhere'] }), 'not_found');
    expect(error.field).toBe('corpora.1');
    expect(error.message).toMatch(/house, poems/);
  });
});

describe('400 invalid_request', () => {
  it.each([
    ['k', { k: 0 }],
    ['k', { k: 101 }],
    ['strategy', { strategy: 'best' }],
    ['corpora', { corpora: [] }],
    ['diversity', { lambda_mult: 0.9, diversity: 0.9 }],
    ['instruction', { instruction: '   ' }],
    ['score_threshold', { score_threshold: 2 }],
    ['min_fit', { min_fit: 1.5 }],
    ['seed', { seed: 7 }],
    ['lambda_mult', { strategy: 'topk', lambda_mult: 0.3 }],
    ['diversity', { strategy: 'bm25', diversity: 0.3 }],
    ['fetch_k', { group_by: 'kind', fetch_k: 30 }],
    ['group_by', { group_by: 'source', strategy: 'random' }],
  ])('naming the field: %s', async (field, body) => {
    expect(await errorOf(ask(body), 'invalid_request')).toMatchObject({ field });
  });

  it.each([
    ['max_prompt_tokens: must be at most 10000000', { max_prompt_tokens: 1e300, tokenizer: 'any' }],
    ['k: must be at least 1', { k: -1e300 }],
    ['k: must be a whole number', { k: 1.5 }],
    ['min_fit: must be at most 1', { min_fit: 2 }],
  ])('tells the bound of a number once, in words: %s', async (message, body) => {
    expect((await errorOf(ask(body), 'invalid_request')).message).toBe(message);
  });

  it('says which strategies an option is for, and takes those that use it and the value that it has in any case', async () => {
    const error = await errorOf(ask({ strategy: 'fit', lambda_mult: 0.3 }), 'invalid_request');
    expect(error.message).toBe(
      'lambda_mult: the strategy fit does not use it: it is for the strategies balanced, dpp, mmr',
    );
    const used = [
      { strategy: 'fit', seed: 42 },
      { strategy: 'random', seed: 7 },
      { strategy: 'random', seed: 7, group_by: 'metadata.topic', fetch_k: 30 },
      { strategy: 'mmr', lambda_mult: 0.3, group_by: 'kind' },
    ];
    for (const body of used) await answerOf(DemonstrationsResponse, ask(body));
  });
});
