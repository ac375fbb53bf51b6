import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openEncoderOf, signatureOf } from '../../../../services/adapters.ts';
import { readConfig } from '../../../../services/config.ts';
import { openEncoder } from '../../../../services/embedding/onnx-encoder.ts';
import type { Encoder } from '../../../../services/embedding/port.ts';
import {
  sendJson,
  startEmbeddingServer,
  type EmbeddingServer,
  type Fault,
} from '../../../embedding-server.ts';
import { TINY } from '../../../encoder-folder.ts';
import { listenOnLoopback, closeWithConnections } from '../../../loopback-server.ts';
import { createServer } from 'node:http';

const KEY = 'sk-of-the-test';
const SPACE = { dimensions: 8 };
let own: Encoder;
let server: EmbeddingServer;

beforeAll(async () => {
  own = await openEncoder(TINY, { threads: 1 });
  const info = { model_id: 'tiny', model_sha: 'abc' };
  server = await startEmbeddingServer({
    encoder: own,
    space: 'content',
    key: KEY,
    mostTexts: 8,
    mostTokens: 20,
    info,
  });
});
afterAll(async () => {
  await server.close();
  await own.close();
});
beforeEach(() => {
  server.requests.length = 0;
  server.faults.length = 0;
});

/** Writes the folder of a remote encoder. */
async function folderOf(part: object = {}, rest: object = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kindred-remote-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const remote = {
    protocol: 'openai',
    model: 'tiny',
    max_tokens: 4_000,
    spaces: { content: SPACE },
    ...part,
  };
  await writeFile(
    join(folder, 'encoder.json'),
    JSON.stringify({ name: 'remote', local: TINY, remote, ...rest }),
  );
  return folder;
}

async function open(part: object = {}, { url = server.url, key = KEY } = {}): Promise<Encoder> {
  const encoder = await openEncoderOf({ directory: await folderOf(part), remote: { url, key } });
  onTestFinished(() => encoder.close());
  return encoder;
}

const status =
  (code: number, body: unknown = {}, headers: Record<string, string> = {}): Fault =>
  (response) =>
    sendJson(response, code, body, headers);
const kill: Fault = () => undefined;
const texts = (count: number): string[] => Array.from({ length: count }, (_, place) => `list ${place} cats`);

describe('the vectors of an embedding service', () => {
  it('are those of the service in its space, normalised, and those of the local encoder in the other', async () => {
    const encoder = await open();
    const remote = await encoder.embed(['cats', 'dogs']);
    const local = await own.embed(['cats', 'dogs']);
    remote.vectors.forEach(({ task, content }, place) => {
      expect(task).toEqual(local.vectors[place]?.task);
      content.forEach((value, at) => expect(value).toBeCloseTo(local.vectors[place]?.content[at] ?? NaN, 6));
    });
    expect(server.requests[0]).toMatchObject({ path: '/embeddings', authorization: `Bearer ${KEY}` });
    expect(server.requests[0]?.body).toEqual({
      model: 'tiny',
      input: ['cats', 'dogs'],
      encoding_format: 'float',
    });
  });

  it('are asked for with a template for each space, and once where both are asked for alike', async () => {
    const encoder = await open({
      protocol: 'tei',
      spaces: { content: SPACE, task: { ...SPACE, before: 'Task: ', after: '.' } },
    });
    await encoder.embed(['cats']);
    expect(server.requests.map(({ body }) => body['inputs'])).toEqual(
      expect.arrayContaining([['cats'], ['Task: cats.']]),
    );
    server.requests.length = 0;
    const same = await open({ ask_dimensions: true, spaces: { content: SPACE, task: SPACE } });
    const { vectors } = await same.embed(['cats']);
    expect(vectors[0]?.task).toBe(vectors[0]?.content);
    expect(server.requests.map(({ body }) => body['dimensions'])).toEqual([8]);
  });

  it('come in parts of the size that is set, and in smaller ones where the service says that these are too large', async () => {
    const encoder = await open({ texts_per_request: 20, requests_at_once: 1 });
    const { vectors } = await encoder.embed(texts(30));
    expect(vectors).toHaveLength(30);
    const sizes = server.requests.map(({ body }) => (body['input'] as string[]).length);
    expect(sizes.slice(0, 2).sort()).toEqual([10, 20]);
    expect(Math.min(...sizes)).toBeGreaterThan(1);
    const alone = await encoder.embed(['list 29 cats']);
    expect(alone.vectors[0]?.content).toEqual(vectors[29]?.content);
  });

  it('of a text that is too long for the model are those of its beginning, and it is said that it was cut', async () => {
    const long = 'cats '.repeat(100);
    for (const protocol of ['openai', 'tei']) {
      const encoder = await open({ protocol });
      const { truncated } = await encoder.embed(['dogs', long, 'cats']);
      // The local encoder reads 24 tokens, so it cuts too: what the service got tells what was cut there.
      expect(truncated).toEqual([false, true, false]);
    }
    const both = await open({ protocol: 'tei', spaces: { content: SPACE, task: SPACE } });
    expect((await both.embed(['dogs', long])).truncated).toEqual([false, true]);
    server.requests.length = 0;
    const told = await open({ max_tokens: 20, spaces: { content: SPACE, task: SPACE } });
    expect((await told.embed([long])).truncated).toEqual([true]);
    expect(server.requests).toHaveLength(1);
  });
});

describe('a service that fails', () => {
  it.each<[string, Fault[]]>([
    ['429 with Retry-After', [status(429, {}, { 'retry-after': '1' })]],
    ['500, then 503', [status(500), status(503)]],
    ['a killed connection', [kill]],
    [
      'a connection that is killed in the middle of an answer',
      [
        (response) => {
          response.writeHead(200, { 'content-length': '1000' }).write('{"data":[');
          setTimeout(() => response.destroy(), 20);
        },
      ],
    ],
  ])('with %s is asked again, and answers then', async (_, faults) => {
    const encoder = await open();
    server.faults.push(...faults);
    expect((await encoder.embed(['cats'])).vectors).toHaveLength(1);
    expect(server.requests).toHaveLength(faults.length + 1);
  });

  it('is given up after three tries where a person waits, and the error has it tried again later', async () => {
    const encoder = await open();
    server.faults.push(...Array.from({ length: 9 }, () => status(503)));
    await expect(encoder.embed(['cats'], { priority: 'query' })).rejects.toMatchObject({
      code: 'embedding_service_unavailable',
      retryable: true,
      message: expect.stringMatching(/answered 503, in 3 tries/) as unknown,
    });
    expect(server.requests).toHaveLength(3);
  });

  it('is given up at once where it asks to wait longer than whoever asks waits', async () => {
    const encoder = await open();
    server.faults.push(status(429, {}, { 'retry-after': '30' }));
    const asked = encoder.embed(['cats'], { priority: 'query' });
    await expect(asked).rejects.toThrow(/answered 429, in 1 try\. It asks to wait 30 s/);
  });

  it('is given up when it is too slow', async () => {
    const encoder = await open({ timeout_seconds: 0.2 });
    const never: Fault = (response) => new Promise((resolve) => response.on('close', resolve));
    server.faults.push(never, never, never);
    const asked = encoder.embed(['cats'], { priority: 'query' });
    await expect(asked).rejects.toThrow(/did not answer \(timeout\), in 3 tries/);
  });

  it('that is not there is said to be so', async () => {
    const gone = createServer();
    const url = await listenOnLoopback(gone);
    await closeWithConnections(gone);
    const asked = (await open({}, { url })).embed(['cats'], { priority: 'query' });
    await expect(asked).rejects.toThrow(/at 127\.0\.0\.1:\d+ did not answer \(ECONNREFUSED\)/);
  });

  it.each<[string, Fault, RegExp]>([
    [
      'another dimension',
      status(200, { data: [{ embedding: [1, 2, 3] }] }),
      /a vector of 3 dimensions, and encoder\.json says 8/,
    ],
    ['fewer vectors', status(200, { data: [] }), /gave 0 vectors for 1 texts/],
    [
      'a vector of zeros',
      status(200, { data: [{ embedding: Array(8).fill(0) }] }),
      /zero or has something else than finite/,
    ],
    [
      'a null in a vector',
      status(200, { data: [{ embedding: [null, 1, 1, 1, 1, 1, 1, 1] }] }),
      /zero or has something else than finite/,
    ],
    [
      'numbers without an end',
      status(200, { data: [{ embedding: Array(8).fill(1e300) }] }),
      /zero or has something else than finite/,
    ],
    ['base64', status(200, { data: [{ embedding: 'AAAA' }] }), /no list of numbers/],
    ['a web page', (response) => void response.writeHead(200).end('<html>'), /something else than vectors/],
    [
      'an answer without an end',
      (response) => void response.writeHead(200).end('['.repeat(200_000)),
      /something else than vectors/,
    ],
    [
      'no such model',
      status(404, { error: { message: 'x', code: 'model_not_found' } }),
      /404 \(model_not_found\).*KINDRED_REMOTE_URL is the address/s,
    ],
    [
      'a used-up quota',
      status(429, { error: { code: 'insufficient_quota' } }),
      /quota of its account is used up/,
    ],
    [
      'another refusal',
      status(400, { error: { type: 'BadRequestError' } }),
      /400 \(BadRequestError\).*ask_dimensions/s,
    ],
  ])('with %s is not asked again, and the error names the way out', async (_, fault, message) => {
    const encoder = await open();
    server.faults.push(fault);
    const error: unknown = await encoder.embed(['cats']).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'encoder_unavailable', retryable: false });
    expect(String(error)).toMatch(message);
    expect(server.requests).toHaveLength(1);
  });

  it('calls even a few characters too long, which ends in an error and not in a circle', async () => {
    const encoder = await open();
    server.faults.push(...Array.from({ length: 99 }, () => status(413)));
    await expect(encoder.embed(['cats '.repeat(40)])).rejects.toThrow(/characters too long/);
    expect(server.requests.length).toBeLessThan(20);
  });
});

describe('the key', () => {
  it('that is wrong is said to be so, without it and without what the service says of it', async () => {
    const encoder = await open({}, { key: 'sk-wrong' });
    const error: unknown = await encoder.embed(['cats']).catch((reason: unknown) => reason);
    expect(String(error)).toMatch(/401 \(invalid_api_key\).*KINDRED_REMOTE_KEY_FILE/s);
    expect(String(error)).not.toContain('sk-');
  });

  it('goes nowhere else: redirects are not followed', async () => {
    const seen: unknown[] = [];
    const other = createServer((request, response) => {
      seen.push(request.headers);
      response.end();
    });
    const url = await listenOnLoopback(other);
    onTestFinished(() => closeWithConnections(other));
    const encoder = await open();
    for (const code of [302, 307, 308]) {
      server.faults.push(
        (response) => void response.writeHead(code, { location: `${url}/embeddings` }).end(),
      );
      await expect(encoder.embed(['cats'])).rejects.toThrow(/Set KINDRED_REMOTE_URL to the address itself/);
    }
    expect(seen).toEqual([]);
  });
});

describe('the folder of a remote encoder', () => {
  it('is refused where no address is set', async () => {
    const opening = openEncoderOf({ directory: await folderOf(), remote: null });
    await expect(opening).rejects.toThrow(/Set KINDRED_REMOTE_URL to its address/);
  });

  it('is refused with a misspelt field, without a space, or with the kinds of a space that is local', async () => {
    for (const [part, rest] of [
      [{ url: 'http://evil.example' }, {}],
      [{ spaces: {} }, {}],
      [{}, { kinds: 'kinds.json' }],
    ] as const) {
      const opening = openEncoderOf({
        directory: await folderOf(part, rest),
        remote: { url: server.url, key: null },
      });
      await expect(opening).rejects.toMatchObject({ code: 'encoder_unavailable' });
    }
  });

  it('is refused where text-embeddings-inference serves another model or revision', async () => {
    const same = await open({ protocol: 'tei', revision: 'abc' });
    await same.embed(['cats']);
    for (const [part, message] of [
      [{ model: 'other' }, /serves the model tiny, and encoder\.json describes other/],
      [{ revision: 'def' }, /serves the revision abc, and encoder\.json describes def/],
    ] as const) {
      const encoder = await open({ protocol: 'tei', ...part });
      await expect(encoder.embed(['cats'])).rejects.toThrow(message);
    }
  });

  it('gives spaces of its own: model, revision, limit, template, dimensions and the local encoder make them, the address does not', async () => {
    const changes = [
      {},
      { model: 'other' },
      { revision: '2' },
      { max_tokens: 3_000 },
      { spaces: { content: { ...SPACE, before: 'x' } } },
      { spaces: { content: { dimensions: 4 } } },
      { spaces: { task: SPACE } },
      { spaces: { task: SPACE, content: SPACE } },
    ];
    const ids = new Set<string>([own.spaceId]);
    for (const change of changes) {
      const { spaceId, dimensions } = await signatureOf(await folderOf(change));
      ids.add(spaceId);
      const encoder = await open(change, { url: 'http://elsewhere.example/v1' });
      expect(encoder).toMatchObject({ spaceId, dimensions });
    }
    expect(ids.size).toBe(changes.length + 1);
    const faster = await signatureOf(await folderOf({ texts_per_request: 4, timeout_seconds: 3 }));
    expect(faster).toEqual(await signatureOf(await folderOf()));
  });
});

describe('where the service is', () => {
  it('comes from variables and key files, also for the encoder to move to, which else has the same', async () => {
    const file = join(await folderOf(), 'key');
    await writeFile(file, 'sk-of-a-file\n');
    const first = { KINDRED_REMOTE_URL: 'https://one.example/v1', KINDRED_REMOTE_KEY_FILE: file };
    const remote = { url: 'https://one.example/v1', key: 'sk-of-a-file' };
    expect(readConfig(first)).toMatchObject({ remote, nextRemote: remote });
    const second = { KINDRED_NEXT_REMOTE_URL: 'http://two.example', KINDRED_NEXT_REMOTE_KEY: 'sk-two' };
    const nextRemote = { url: 'http://two.example', key: 'sk-two' };
    expect(readConfig({ ...first, ...second })).toMatchObject({ remote, nextRemote });
    const keyless = { KINDRED_NEXT_REMOTE_URL: 'http://two.example' };
    expect(readConfig({ ...first, ...keyless }).nextRemote).toEqual({ url: 'http://two.example', key: null });
  });

  it('is refused with a password in the address', () => {
    expect(() => readConfig({ KINDRED_REMOTE_URL: 'https://me:secret@one.example' })).toThrow(
      /KINDRED_REMOTE_URL: holds a name or a password/,
    );
  });
});
