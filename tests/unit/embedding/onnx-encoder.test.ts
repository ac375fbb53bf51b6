import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEncoder } from '../../../services/embedding/onnx-encoder.ts';
import type { Encoder } from '../../../services/embedding/port.ts';

const TINY_BERT = fileURLToPath(new URL('../../golden/embedding/tiny-bert/', import.meta.url));
/** Distinct texts: enough that runs of 32 tokens are still waiting when a test looks. */
const MANY = Array.from({ length: 3_000 }, (_, i) => `list ${i} facts about cats ${i}`);

describe('the ONNX encoder', () => {
  let encoder: Encoder;

  beforeAll(async () => {
    encoder = await openEncoder(TINY_BERT, { threads: 1, batchTokens: 32 });
  });
  afterAll(() => encoder.close());

  it('embeds equal texts once and gives every text its vectors in order', async () => {
    const { vectors, embedded } = await encoder.embed(['cats', 'a poem', 'cats', '', 'cats']);
    expect(embedded).toBe(3);
    expect(vectors).toHaveLength(5);
    expect(vectors[2]).toBe(vectors[0]);
    expect(vectors[1]?.task).not.toEqual(vectors[0]?.task);
    expect((await encoder.embed(['a poem'])).vectors[0]?.content).toEqual(vectors[1]?.content);
  });

  it('says which texts it cut', async () => {
    const { truncated } = await encoder.embed(['cats', 'poem '.repeat(100), 'cats']);
    expect(truncated).toEqual([false, true, false]);
  });

  it('gives nothing for no texts', async () => {
    expect(await encoder.embed([])).toMatchObject({
      vectors: [],
      truncated: [],
      embedded: 0,
      inferenceMs: 0,
    });
  });

  it('answers a query before bulk work that was asked for earlier', async () => {
    const ended: string[] = [];
    const bulk = encoder.embed(MANY).then(() => ended.push('bulk'));
    const query = encoder.embed(['why?'], { priority: 'query' }).then(() => ended.push('query'));
    await Promise.all([bulk, query]);
    expect(ended).toEqual(['query', 'bulk']);
  });

  it('rejects a call whose signal is aborted already', async () => {
    await expect(encoder.embed(['cats'], { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  it('rejects a call that is aborted while it runs, and goes on with others', async () => {
    const controller = new AbortController();
    const call = encoder.embed(MANY, { signal: controller.signal });
    await encoder.embed(['why?'], { priority: 'query' });
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    expect((await encoder.embed(['cats'])).embedded).toBe(1);
  });

  it('counts tokens on the spot', () => {
    expect(encoder.countTokens(['a a a', '', 'a '.repeat(100)])).toEqual([3, 0, 100]);
  });

  it('rejects calls that wait when it is closed, and every call after', async () => {
    const closing = await openEncoder(TINY_BERT, { threads: 2, batchTokens: 32 });
    const waiting = closing.embed(MANY);
    const outcome = expect(waiting).rejects.toMatchObject({ code: 'encoder_unavailable' });
    await closing.embed(['cats'], { priority: 'query' });
    await closing.close();
    await outcome;
    await expect(closing.embed(['cats'])).rejects.toMatchObject({ code: 'encoder_unavailable' });
    await closing.close();
  });
});

describe('an encoder folder that does not fit its graph', () => {
  let directory: string;
  let original: Record<string, unknown>;

  const rewrite = (changes: Record<string, unknown>): Promise<void> =>
    writeFile(join(directory, 'encoder.json'), JSON.stringify({ ...original, sha256: {}, ...changes }));
  const spaces = (space: object): Record<string, unknown> => ({ spaces: { task: space, content: space } });

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kindred-encoder-'));
    await cp(TINY_BERT, directory, { recursive: true });
    original = JSON.parse(await readFile(join(directory, 'encoder.json'), 'utf8')) as Record<string, unknown>;
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it.each([
    [
      'dimensions',
      { outputs: ['last_hidden_state'], pooling: 'mean', dimensions: 9 },
      'has the shape [1, 1, 8]',
    ],
    [
      'pooling',
      { outputs: ['last_hidden_state'], pooling: 'none', dimensions: 8 },
      'has the shape [1, 1, 8]',
    ],
    [
      'outputs',
      { outputs: ['task'], pooling: 'none', dimensions: 8 },
      'no output `task`; it has last_hidden_state',
    ],
  ])('is refused when it is opened: wrong %s', async (_, space, reason) => {
    await rewrite(spaces(space));
    await expect(openEncoder(directory, { threads: 1 })).rejects.toMatchObject({
      code: 'encoder_unavailable',
      message: expect.stringContaining(reason) as string,
    });
  });

  it('is refused when the graph is no graph', async () => {
    await writeFile(join(directory, 'broken.onnx'), 'no protobuf');
    await rewrite({ graph: 'broken.onnx' });
    await expect(openEncoder(directory, { threads: 1 })).rejects.toMatchObject({
      code: 'encoder_unavailable',
      message: expect.stringContaining('broken.onnx cannot be used') as string,
    });
  });

  it('rejects only the call whose run fails', async () => {
    await rewrite({ max_tokens: 200 });
    const encoder = await openEncoder(directory, { threads: 1 });
    await expect(encoder.embed(['poem '.repeat(100)])).rejects.toMatchObject({
      code: 'encoder_unavailable',
      message: expect.stringContaining('The graph of the encoder failed') as string,
    });
    expect((await encoder.embed(['cats'])).embedded).toBe(1);
    await encoder.close();
  });
});
