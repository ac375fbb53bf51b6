import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { ERROR_TABLE, ErrorBody, type ErrorCode } from '../../schemas/errors.ts';
import { startApi, type RunningApi } from '../../services/api/main.ts';
import { startService, type Service } from './service.ts';

const HTTP_TIMEOUTS = { headersMs: 400, bodyMs: 400, bodyPace: 2_000, heldBodyMs: 60_000, checkMs: 100 };

let service: Service;
let impatient: RunningApi;

beforeAll(async () => {
  service = await startService({ encoder: 'tiny', workers: false });
  impatient = await startApi(service.kindred, { host: '127.0.0.1', port: 0, timeouts: HTTP_TIMEOUTS });
  return () => impatient.close();
});

function open(url = service.url): Socket {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  return socket;
}

/** Everything that the server sends until it closes the connection. */
async function answerOn(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  if (!socket.closed) await once(socket, 'close');
  return text;
}

async function send(...parts: (string | Buffer)[]): Promise<string> {
  const socket = open();
  const answer = answerOn(socket);
  for (const part of parts) socket.write(part);
  return answer;
}

/** The error in an answer, after checking that the answer closes the connection. */
function errorIn(answer: string, code: ErrorCode): ErrorBody['error'] {
  const [head = '', body = ''] = answer.split(/\r\n\r\n(?=\{)/).slice(-2);
  expect(head).toContain(`HTTP/1.1 ${ERROR_TABLE[code].status} `);
  expect(head.toLowerCase()).toContain('connection: close');
  const { error } = ErrorBody.parse(JSON.parse(body));
  expect(error.code).toBe(code);
  expect(head).toContain(String(error.request_id));
  return error;
}

const HOST = 'host: 127.0.0.1\r\n';

describe('what the parser refuses is answered in the one error shape', () => {
  it('431: a header of one megabyte, also as a key', async () => {
    for (const name of ['x-long', 'authorization']) {
      const answer = await send(
        `GET /v1/jobs HTTP/1.1\r\n${HOST}${name}: Bearer ${'k'.repeat(1_000_000)}\r\n\r\n`,
      );
      expect(errorIn(answer, 'headers_too_large').message).toContain('64 KiB');
    }
  });

  it('431: ten thousand headers', async () => {
    const many = Array.from({ length: 10_000 }, (_, at) => `x-${at}: ${at}\r\n`).join('');
    errorIn(await send(`GET /v1/jobs HTTP/1.1\r\n${HOST}${many}\r\n`), 'headers_too_large');
  });

  it('431: an address of one megabyte', async () => {
    errorIn(
      await send(`GET /v1/jobs?limit=${'1'.repeat(1_000_000)} HTTP/1.1\r\n${HOST}\r\n`),
      'headers_too_large',
    );
  });

  it.each([
    [
      'two lengths that differ',
      `POST /v1/embeddings HTTP/1.1\r\n${HOST}content-length: 2\r\ncontent-length: 4\r\n\r\n{}{}`,
    ],
    [
      'a length beside chunks',
      `POST /v1/embeddings HTTP/1.1\r\n${HOST}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['a negative length', `POST /v1/embeddings HTTP/1.1\r\n${HOST}content-length: -1\r\n\r\n`],
    ['a length that is no number', `POST /v1/embeddings HTTP/1.1\r\n${HOST}content-length: 0x10\r\n\r\n`],
    [
      'a chunk that is none',
      `POST /v1/embeddings HTTP/1.1\r\n${HOST}transfer-encoding: chunked\r\n\r\nzz\r\n`,
    ],
    [
      'a key with control characters',
      `GET /v1/jobs HTTP/1.1\r\n${HOST}authorization: Bearer a\x00b\x07\r\n\r\n`,
    ],
    ['a header without a name', `GET /v1/jobs HTTP/1.1\r\n${HOST}: x\r\n\r\n`],
    ['a method that does not exist', `FETCH /v1/jobs HTTP/1.1\r\n${HOST}\r\n`],
    ['another protocol', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['no text', Buffer.alloc(100)],
  ])('400: %s', async (_name, text) => {
    errorIn(await send(text), 'invalid_request');
  });

  it('405: a tunnel through the service', async () => {
    errorIn(await send(`CONNECT example.org:443 HTTP/1.1\r\n${HOST}\r\n`), 'method_not_allowed');
  });

  it('400 on the second request of a connection, after the answer to the first', async () => {
    const socket = open();
    const closed = answerOn(socket);
    socket.write(`GET /healthz HTTP/1.1\r\n${HOST}\r\n`);
    await once(socket, 'data');
    socket.write('nonsense\r\n\r\n');
    const answer = await closed;
    expect(answer).toContain('{"status":"ok"}');
    errorIn(answer, 'invalid_request');
  });
});

describe('odd headers that the parser lets through', () => {
  const ask = (headers: string): Promise<string> =>
    send(`GET /v1/jobs HTTP/1.1\r\n${headers}connection: close\r\n\r\n`);

  it.each([
    ['no host', ''],
    ['an empty host', 'host: \r\n'],
    ['two hosts', `${HOST}host: evil.example\r\n`],
    ['a host with a path', 'host: 127.0.0.1/../x\r\n'],
  ])('403: %s', async (_name, headers) => {
    errorIn(await ask(headers), 'forbidden');
  });

  it('403: an origin that is no address', async () => {
    errorIn(await ask(`${HOST}origin: \xff\xfe<script>\r\n`), 'forbidden');
  });

  it('200: an expectation that nobody knows, and a wish for another protocol, are passed over', async () => {
    expect(await ask(`${HOST}expect: miracles\r\n`)).toContain('HTTP/1.1 200 ');
    expect(await ask(`${HOST}upgrade: websocket\r\nconnection: upgrade\r\n`)).toContain('HTTP/1.1 200 ');
  });

  it.each([
    '',
    ';',
    'application/json; charset=utf-7',
    'x'.repeat(10_000),
    'application/json; boundary=\xff',
  ])('400: the content type "%s"', async (type) => {
    const request = `POST /v1/embeddings HTTP/1.1\r\n${HOST}content-type: ${type}\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}`;
    errorIn(await send(Buffer.from(request, 'latin1')), 'invalid_request');
  });

  it('400: a compressed body that is not what its encoding says', async () => {
    const request = `POST /v1/embeddings HTTP/1.1\r\n${HOST}content-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}`;
    errorIn(await send(request), 'invalid_request');
  });
});

describe('a client that takes its time', () => {
  it('408: with its headers', async () => {
    const socket = open(impatient.url);
    const answer = answerOn(socket);
    for (const letter of `GET /healthz HTTP/1.1\r\n${HOST}x-slow: `) {
      if (!socket.writable) break;
      socket.write(letter);
      await sleep(50);
    }
    expect(errorIn(await answer, 'request_timeout').retryable).toBe(true);
  });

  it.each(['/v1/embeddings', '/v1/corpora/slow/ingestions', '/v1/embeddings/files?space=task'])(
    '408: with its body, to %s; nothing of it is kept',
    async (path) => {
      const socket = open(impatient.url);
      const answer = answerOn(socket);
      const head = `POST ${path} HTTP/1.1\r\n${HOST}content-type: application/json\r\ncontent-length: 1000000\r\n\r\n`;
      socket.write(head);
      while (socket.writable) {
        socket.write(' ');
        await sleep(50);
      }
      errorIn(await answer, 'request_timeout');
      const jobs = await service.kindred.queue.list('ingest-corpus', 100);
      expect(jobs.filter(({ payload }) => payload.corpus === 'slow')).toEqual([]);
    },
  );

  it('202: a body that comes slowly and yet fast enough is taken', async () => {
    const socket = open(impatient.url);
    const answer = answerOn(socket);
    const line = `${JSON.stringify({ instruction: 'Write a poem', output: 'x'.repeat(960) })}\n`;
    const lines = 12;
    const length = line.length * lines;
    socket.write(
      `POST /v1/corpora/steady/ingestions HTTP/1.1\r\n${HOST}content-length: ${length}\r\nconnection: close\r\n\r\n`,
    );
    for (let sent = 0; sent < lines; sent += 1) {
      socket.write(line);
      await sleep(100);
    }
    expect(await answer).toContain('HTTP/1.1 202 ');
  });

  it('200: a hundred such clients at once keep nobody else from being answered', async () => {
    const slow = Array.from({ length: 100 }, () => open(impatient.url));
    for (const socket of slow) socket.write('GET /healthz HTTP/1.1\r\nx-slow: ');
    expect((await fetch(`${impatient.url}/healthz`)).status).toBe(200);
    await Promise.all(slow.map(answerOn));
  });
});
