import { readdir } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { EmbeddingFileLine } from '../../schemas/api/embedding-files.ts';
import { EmbeddingsResponse } from '../../schemas/api/embeddings.ts';
import { embeddingText } from '../../services/corpus/embedding-text.ts';
import { answerOf, errorOf, jsonLines, startService } from './service.ts';
import type { Service } from './service.ts';
import { ROWS } from './rows.ts';

let service: Service;

beforeAll(async () => {
  service = await startService({ workers: false });
});

async function embed(
  input: string | string[],
  extra: Record<string, unknown> = {},
): Promise<EmbeddingsResponse> {
  return answerOf(
    EmbeddingsResponse,
    service.postJson('/v1/embeddings', { model: 'kindred-task', input, ...extra }),
  );
}

async function vectors(input: string | string[], extra: Record<string, unknown> = {}): Promise<number[][]> {
  const { data } = await embed(input, extra);
  return data.map(({ embedding }) => {
    if (typeof embedding === 'string') throw new Error('expected numbers');
    return embedding;
  });
}

describe('200', () => {
  it('one vector a text, in order, of length one, in the shape of OpenAI', async () => {
    const texts = ROWS.slice(0, 5).map(({ instruction }) => instruction);
    const answer = await embed(texts);
    expect(answer).toMatchObject({ object: 'list', model: 'kindred-task', truncated: 0 });
    expect(answer.data.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
    for (const vector of await vectors(texts)) {
      expect(vector).toHaveLength(service.kindred.encodings.live().encoder.dimensions.task);
      expect(Math.hypot(...vector)).toBeCloseTo(1, 4);
    }
  });

  it('one text may be given without a list', async () => {
    expect(await vectors('Write a poem.')).toEqual(await vectors(['Write a poem.']));
  });

  it('the two models are two spaces', async () => {
    const [task, content] = await Promise.all([
      vectors('Write a poem.'),
      vectors('Write a poem.', { model: 'kindred-content' }),
    ]);
    expect(task).not.toEqual(content);
  });

  it('base64 is the same numbers as little-endian float32', async () => {
    const [expected = []] = await vectors('Write a poem.');
    const { data } = await embed('Write a poem.', { encoding_format: 'base64' });
    const bytes = Buffer.from(String(data[0]?.embedding), 'base64');
    expect(expected.map((_, index) => bytes.readFloatLE(index * 4))).toEqual(expected);
    expect(bytes).toHaveLength(expected.length * 4);
  });

  it('more texts than go through the encoder at a time come whole and in order', async () => {
    const texts = Array.from({ length: 600 }, (_, index) =>
      index % 300 === 0 ? 'Write a poem.' : `Item ${index % 7}`,
    );
    const all = await vectors(texts);
    expect(all).toHaveLength(600);
    const [poem = []] = await vectors('Write a poem.');
    for (const index of [0, 300]) {
      const cosine = poem.reduce((sum, value, at) => sum + value * (all[index]?.[at] ?? 0), 0);
      expect(cosine).toBeGreaterThan(0.999);
    }
  });

  it('usage counts tokens, and texts above the limit of the encoder are counted', async () => {
    const short = await embed('Write a poem.');
    const long = await embed('word '.repeat(service.kindred.encodings.live().encoder.maxTokens * 2));
    expect(short.usage.prompt_tokens).toBe(
      service.kindred.encodings.live().encoder.countTokens(['Write a poem.'])[0],
    );
    expect(long.usage.total_tokens).toBeGreaterThan(service.kindred.encodings.live().encoder.maxTokens);
    expect([short.truncated, long.truncated]).toEqual([0, 1]);
  });

  it('the encoder’s own number of dimensions may be asked for', async () => {
    const own = service.kindred.encodings.live().encoder.dimensions.task;
    expect((await vectors('Write a poem.', { dimensions: own }))[0]).toHaveLength(own);
  });
});

describe('200: a file', () => {
  async function linesOf(query: string, body: string): Promise<EmbeddingFileLine[]> {
    const response = await service.fetch(`/v1/embeddings/files?${query}`, { method: 'POST', body });
    expect(response.status).toBe(200);
    const text = await response.text();
    return text
      .trimEnd()
      .split('\n')
      .map((line) => EmbeddingFileLine.parse(JSON.parse(line)));
  }

  it('has a line for every row, in order, with the vectors that its texts have; rows that can not be read too', async () => {
    const [first, second] = [{ id: 'a', instruction: 'Write a poem.' }, { instruction: 'Count to three.' }];
    const body = `${jsonLines([first])}{"instruction":\n${jsonLines([second])}`;
    const lines = await linesOf('space=content&file_name=a.jsonl', body);
    expect(lines).toMatchObject([{ id: 'a' }, { id: null, line: 2 }, { id: 3 }]);
    const texts = [first, second].map(({ instruction }) => embeddingText({ instruction, input: '' }));
    const [poem = [], count = []] = await vectors(texts, { model: 'kindred-content' });
    for (const [line, expected] of [
      [lines[0], poem],
      [lines[2], count],
    ] as const) {
      const vector = line !== undefined && 'vector' in line ? line.vector : '';
      if (typeof vector === 'string') throw new Error('expected numbers');
      const cosine = expected.reduce((sum, value, at) => sum + value * (vector[at] ?? 0), 0);
      expect(cosine).toBeGreaterThan(0.999);
    }
  });

  it('tells apart rows without an id, where several stand on one line or several records in one row', async () => {
    const rows = [{ instruction: 'Write a poem.' }, { instruction: 'Count to three.' }];
    const array = await linesOf('space=task&file_name=a.json', JSON.stringify(rows));
    expect(array.map(({ id }) => id)).toEqual(['1:1', '1:2']);
    const turns = ['Write a poem.', 'A poem.', 'Now a shorter one.', 'Poem.'];
    const qas = turns.map((question) => ({ question, answers: [{ text: 'x' }] }));
    const squad = { data: [{ title: 'Poems', paragraphs: [{ context: 'Of poems.', qas }] }] };
    const parts = await linesOf('space=task&file_name=a.json', JSON.stringify(squad));
    expect(parts.map(({ id }) => id)).toEqual(['1:1.1', '1:1.2', '1:1.3', '1:1.4']);
  });

  it('is not kept', async () => {
    await linesOf('space=task&file_name=a.jsonl', jsonLines([{ instruction: 'Write a poem.' }]));
    expect(await readdir(service.uploads)).toEqual([]);
  });
});

describe('400 invalid_request', () => {
  it.each([
    ['dimensions', { dimensions: 7 }],
    ['model', { model: 'text-embedding-3-small' }],
    ['encoding_format', { encoding_format: 'hex' }],
    ['input', { input: [] }],
    ['input.1', { input: ['a', 1] }],
  ])('naming the field: %s', async (field, body) => {
    const response = service.postJson('/v1/embeddings', { model: 'kindred-task', input: 'a', ...body });
    expect(await errorOf(response, 'invalid_request')).toMatchObject({ field });
  });
});
