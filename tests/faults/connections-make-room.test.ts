import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import pino from 'pino';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { keepRoom } from '../../services/api/http/connections.ts';
import { closeWithConnections, listenOnLoopback } from '../loopback-server.ts';

const MOST = 64;
/** More than the system takes for a client that does not read. */
const LARGE = Buffer.alloc(16 * 1024 ** 2);

const server = createServer((request, response) => {
  response.end(request.url === '/large' ? LARGE : 'small');
});
let url = '';
let sockets: Socket[] = [];
const logged: string[] = [];

beforeAll(async () => {
  keepRoom(server, MOST, pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) }));
  url = await listenOnLoopback(server);
  return () => closeWithConnections(server);
});
beforeEach(() => {
  sockets = [];
});
afterEach(async () => {
  await Promise.all(
    sockets.map(async (socket) => {
      if (socket.closed) return;
      const closed = once(socket, 'close');
      socket.destroy();
      await closed;
    }),
  );
});

async function open(text: string, from = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', localAddress: from });
  socket.on('error', () => undefined);
  sockets.push(socket);
  await once(socket, 'connect');
  socket.write(text);
  return socket;
}

async function openMany(text: string, count: number, reads: boolean): Promise<void> {
  for (let opened = 0; opened < count; opened += 1) {
    const socket = await open(text);
    if (reads) await Promise.race([once(socket, 'data'), once(socket, 'close')]);
  }
}

const ask = async (): Promise<string> =>
  (await fetch(url, { headers: { connection: 'close' }, signal: AbortSignal.timeout(2_000) })).text();

const HALF = 'GET / HTTP/1.1\r\nhost: x\r\nx-slow: ';
const WHOLE = 'GET / HTTP/1.1\r\nhost: x\r\n\r\n';

it.each([
  ['sent nothing', '', false],
  ['sent half a head', HALF, false],
  ['sent a whole request, and half a head after it', WHOLE + HALF, true],
  ['do not read their answer', WHOLE.replace('/', '/large'), false],
])('connections that %s make room for others, however many there are', async (_name, text, reads) => {
  await openMany(text, 3 * MOST, reads);
  for (let asked = 0; asked < 5; asked += 1) expect(await ask()).toBe('small');
});

it('one that has sent a whole request before is kept, while others have not', async () => {
  const kept = await open(WHOLE);
  await once(kept, 'data');
  await openMany(HALF, 3 * MOST, false);
  kept.write(WHOLE);
  const [answer] = (await once(kept, 'data')) as [Buffer];
  expect(answer.toString()).toContain('small');
});

it.runIf(process.platform === 'linux')(
  'whoever opens thousands loses their own, not those of others',
  async () => {
    const slow = await open(HALF, '127.0.0.2');
    await openMany(HALF, 3 * MOST, false);
    slow.write('1\r\n\r\n');
    const [answer] = (await once(slow, 'data')) as [Buffer];
    expect(answer.toString()).toContain('small');
  },
);

it('the operator is told, at most once a minute', () => {
  expect(logged).toHaveLength(1);
  expect(logged[0]).toContain('almost no connections left');
});
