import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { EmbeddingsResponse } from '../../schemas/api/embeddings.ts';
import { IngestionAccepted } from '../../schemas/api/ingestions.ts';
import { createKey } from '../../services/access/api-key.ts';
import { writeKeys } from '../../services/access/key-file.ts';
import { answerOf, errorOf, jsonLines, startService, type Service } from '../api/service.ts';
import { temporaryDirectory } from '../api/temporary-directory.ts';

const MEBIBYTE = 1024 ** 2;
/** A share of a key is enough for one such body, and all of them are enough for two. */
const LARGE = 1.5 * MEBIBYTE;
const PLACES = 4;

let service: Service;
const keys: Record<string, string> = {};
const open = new Set<Socket>();

beforeAll(async () => {
  const keysFile = join(await temporaryDirectory(), 'keys.json');
  const made = ['one', 'two', 'three'].map((name) =>
    createKey({ name, scopes: ['write'], corpora: null }, new Date()),
  );
  for (const { key, stored } of made) keys[stored.name] = key;
  await writeKeys(
    keysFile,
    made.map(({ stored }) => stored),
  );
  service = await startService({
    encoder: 'tiny',
    workers: false,
    environment: {
      KINDRED_KEYS: keysFile,
      KINDRED_IN_FLIGHT_BYTES: String(3 * MEBIBYTE),
      KINDRED_KEY_IN_FLIGHT_BYTES: String(2 * MEBIBYTE),
      KINDRED_KEY_REQUESTS: String(PLACES),
    },
  });
  return () => open.forEach((socket) => socket.destroy());
});

const embedding = (text = 'Write a poem.'): string => JSON.stringify({ model: 'kindred-task', input: text });
/** A request that is refused once it was read, and is as long as it should be. */
const padded = (bytes: number): string => `{"model":"${'x'.repeat(bytes)}"}`;

function post(key: string, body: string | Buffer, headers: Record<string, string> = {}): Promise<Response> {
  return service.fetch('/v1/embeddings', {
    method: 'POST',
    headers: { authorization: `Bearer ${keys[key]}`, 'content-type': 'application/json', ...headers },
    body,
  });
}

/** Begins a request by hand. */
function begin(key: string, path: string, headers: string, body = ''): Socket {
  const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${keys[key] ?? 'kindred_0_0'}\r\n` +
      `content-type: application/json\r\n${headers}\r\n\r\n${body}`,
  );
  open.add(socket);
  return socket;
}

/** Begins a body of this length that never ends, and waits until it is counted. */
async function unfinished(key: string, bytes: number, path = '/v1/embeddings'): Promise<Socket> {
  const socket = begin(key, path, `content-length: ${bytes}\r\nexpect: 100-continue`);
  await once(socket, 'data');
  socket.write('{');
  return socket;
}

async function leave(socket: Socket): Promise<void> {
  socket.destroy();
  open.delete(socket);
  await sleep(150);
}

describe('bodies that are collected in memory', () => {
  it('a key that holds its share is refused with 429 and Retry-After, another is answered, and nothing stays counted', async () => {
    const holding = await unfinished('one', LARGE);
    const refused = await post('one', padded(LARGE));
    expect(refused.headers.get('retry-after')).toBe('2');
    expect((await errorOf(refused, 'too_much_at_once')).retryable).toBe(true);
    await answerOf(EmbeddingsResponse, post('one', embedding()));
    await errorOf(post('two', padded(LARGE - 200_000)), 'invalid_request');
    await leave(holding);
    await errorOf(post('one', padded(LARGE)), 'invalid_request');
    await errorOf(post('one', padded(LARGE)), 'invalid_request');
  });

  it('when all keys together hold what may be held, large bodies get 503 and Retry-After, questions are answered', async () => {
    const holding = [await unfinished('one', LARGE), await unfinished('two', LARGE)];
    const refused = await post('three', padded(LARGE));
    expect(refused.headers.get('retry-after')).toBe('2');
    await errorOf(refused, 'overloaded');
    await answerOf(EmbeddingsResponse, post('three', embedding()));
    for (const socket of holding) await leave(socket);
    await errorOf(post('three', padded(LARGE)), 'invalid_request');
  });

  it('a body in chunks is counted as it arrives', async () => {
    const chunk = 'x'.repeat(MEBIBYTE);
    const socket = begin(
      'one',
      '/v1/embeddings',
      'transfer-encoding: chunked',
      `${MEBIBYTE.toString(16)}\r\n${chunk}\r\n`,
    );
    await sleep(150);
    await errorOf(post('one', padded(LARGE)), 'too_much_at_once');
    await leave(socket);
    await errorOf(post('one', padded(LARGE)), 'invalid_request');
  });

  it('a compressed body is counted as what it becomes', async () => {
    const gzip = { 'content-encoding': 'gzip' };
    const bomb = gzipSync(padded(60 * MEBIBYTE));
    expect(bomb.length).toBeLessThan(64 * 1024);
    await errorOf(post('one', bomb, gzip), 'payload_too_large');
    const holding = await unfinished('one', LARGE);
    await errorOf(post('one', gzipSync(padded(LARGE)), gzip), 'too_much_at_once');
    await leave(holding);
    await answerOf(EmbeddingsResponse, post('one', gzipSync(embedding()), gzip));
    await errorOf(post('one', gzipSync(padded(LARGE)), gzip), 'invalid_request');
  });

  it.each([
    [
      'a million values',
      `{"model":"kindred-task","input":[${'{},'.repeat(400_000)}{}]}`,
      'payload_too_large',
    ],
    ['a million levels', '['.repeat(MEBIBYTE), 'invalid_request'],
  ] as const)('%s are refused before they become objects', async (_name, body, code) => {
    await errorOf(post('one', body), code);
  });
});

describe('what stands', () => {
  it('requests of a key are bounded, and another key has its own', async () => {
    const standing = await Promise.all(Array.from({ length: PLACES }, () => unfinished('one', 100)));
    await errorOf(post('one', embedding()), 'too_much_at_once');
    await answerOf(EmbeddingsResponse, post('two', embedding()));
    await Promise.all(standing.map(leave));
    await answerOf(EmbeddingsResponse, post('one', embedding()));
  });

  it('so are its unfinished uploads, which count as no memory, and its questions go on', async () => {
    const path = '/v1/corpora/rows/ingestions?file_name=a.jsonl';
    const upload = await unfinished('one', 50 * MEBIBYTE, path);
    const again = (): Promise<Response> =>
      service.fetch(path, {
        method: 'POST',
        headers: { authorization: `Bearer ${keys['one']}` },
        body: jsonLines([{ instruction: 'Write a poem.', output: 'Sea.' }]),
      });
    await errorOf(again(), 'too_much_at_once');
    await errorOf(post('one', padded(LARGE)), 'invalid_request');
    await leave(upload);
    const { job } = await answerOf(IngestionAccepted, again(), 202);
    const follow = (): Promise<Response> =>
      service.fetch(`/v1/jobs/${job}/events`, { headers: { authorization: `Bearer ${keys['one']}` } });
    const streams = await Promise.all(Array.from({ length: PLACES }, follow));
    expect(streams.map(({ status }) => status)).toEqual(Array.from({ length: PLACES }, () => 200));
    await errorOf(follow(), 'too_much_at_once');
    await answerOf(EmbeddingsResponse, post('one', embedding()));
    for (const { body } of streams) await body?.cancel();
    await sleep(150);
    const another = await follow();
    expect(another.status).toBe(200);
    await another.body?.cancel();
  });
});

describe('a client that asks before it sends its body', () => {
  const ask = (key: string): Socket =>
    begin(key, '/v1/embeddings', `content-length: ${embedding().length}\r\nexpect: 100-continue`);

  it('is told to go on when its key was let through', async () => {
    const socket = ask('one');
    const [first] = (await once(socket, 'data')) as [Buffer];
    expect(first.toString()).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    socket.write(embedding());
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 200 OK/);
    await leave(socket);
  });

  it('is refused before it has sent a byte of it when not', async () => {
    const socket = ask('nobody');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 401 Unauthorized[^]*connection: close/i);
    await leave(socket);
  });
});
