import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { CorpusList } from '../../schemas/api/corpora.ts';
import { answerOf } from '../api/service.ts';
import { temporaryDirectory } from '../api/temporary-directory.ts';
import { TINY } from '../encoder-folder.ts';
import { atEndOfFile } from '../setup/end-of-file.ts';
import { serveAlone, type ServedProcess } from './served.ts';

/** More than the service takes. */
const CONNECTIONS = 2_100;
const OPENED_AT_ONCE = 300;
const ANSWERED_WITHIN_MS = 2_000;

let service: ServedProcess;
let sockets: Socket[] = [];

beforeAll(async () => {
  const data = join(await temporaryDirectory(), 'data');
  service = await serveAlone({ KINDRED_DATA: data, KINDRED_ENCODER: TINY, KINDRED_LOG_LEVEL: 'silent' });
  atEndOfFile(() => service.stop());
});

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
});

function open(text: string): Socket {
  const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(text);
  sockets.push(socket);
  return socket;
}

/** Opens thousands of connections, a few hundred at a time because the system itself takes no more. */
async function openMany(text: string): Promise<void> {
  for (let opened = 0; opened < CONNECTIONS; opened += OPENED_AT_ONCE) {
    const some = Array.from({ length: OPENED_AT_ONCE }, () => open(text));
    await Promise.all(some.map((socket) => Promise.race([once(socket, 'connect'), once(socket, 'close')])));
  }
}

/** Asks ten times on new connections; the longest time until an answer, in milliseconds. */
async function longestAnswer(): Promise<number> {
  let longest = 0;
  for (let asked = 0; asked < 10; asked += 1) {
    const started = performance.now();
    await answerOf(CorpusList, fetch(`${service.url}/v1/corpora`, { headers: { connection: 'close' } }));
    longest = Math.max(longest, performance.now() - started);
    await sleep(50);
  }
  return longest;
}

const HALF_A_HEAD = 'GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\nx-slow: ';

it('while 2,100 connections stand that sent half a head, everybody else is answered within 2 s', async () => {
  await openMany(HALF_A_HEAD);
  expect(await longestAnswer()).toBeLessThan(ANSWERED_WITHIN_MS);
});

it('a request that was let through before such connections came is brought to its end', async () => {
  const row = `${JSON.stringify({ instruction: 'Write a poem.', output: 'Sea.' })}\n`;
  const upload = open(
    `POST /v1/corpora/rows/ingestions?file_name=a.jsonl HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: ${row.length}\r\n\r\n`,
  );
  upload.write(row.slice(0, 20));
  await openMany(HALF_A_HEAD);
  expect(await longestAnswer()).toBeLessThan(ANSWERED_WITHIN_MS);
  const answered = once(upload, 'data') as Promise<[Buffer]>;
  upload.write(row.slice(20));
  expect((await answered)[0].toString()).toMatch(/^HTTP\/1.1 202 Accepted/);
});
