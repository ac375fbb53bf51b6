import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { wasLetThrough } from './authorise.ts';

/** Of so many places one is kept free for new connections, and so many connections are closed at a time. */
const SHARE_KEPT_FREE = 16;
const LOG_EVERY_MS = 60_000;

interface Connection {
  readonly socket: Socket;
  readonly address: string;
  /** When it was opened, or when it last sent a whole head or got a whole answer. */
  usedAt: number;
  /** Whether it has ever sent a whole head. */
  isProven: boolean;
  /** The answer to the request that is under way on it; null when none is. */
  response: ServerResponse | null;
}

/**
 * Keeps room for new connections. When almost `most` are open, those are closed on which no request is under way that was
 * let through: half a head, nothing at all, or an answer for anybody that nobody reads. They are taken from the address
 * that has most of them, so whoever opens thousands loses their own. Behind a proxy all have one address: what the proxy
 * has sent as a whole is under way, and what it keeps open for later goes last.
 */
export function keepRoom(server: Server, most: number, logger: Logger): void {
  const open = new Set<Connection>();
  const bySocket = new WeakMap<Socket, Connection>();
  const keptFree = Math.max(1, Math.floor(most / SHARE_KEPT_FREE));
  let loggedAt = -Infinity;
  server.maxConnections = most;

  const makeRoom = (): void => {
    const closed = leastNeeded(open, keptFree);
    for (const { socket } of closed) socket.destroy();
    if (performance.now() - loggedAt < LOG_EVERY_MS) return;
    loggedAt = performance.now();
    const counts = { open: open.size, closed: closed.length };
    logger.warn(counts, 'almost no connections left: closed some without a request under way');
  };
  server.on('connection', (socket: Socket) => {
    const connection = {
      socket,
      address: socket.remoteAddress ?? '',
      usedAt: performance.now(),
      isProven: false,
      response: null,
    };
    open.add(connection);
    bySocket.set(socket, connection);
    socket.once('close', () => open.delete(connection));
    if (open.size > most - keptFree) makeRoom();
  });
  const begin = ({ socket }: IncomingMessage, response: ServerResponse): void => {
    const connection = bySocket.get(socket);
    if (connection === undefined) return;
    connection.usedAt = performance.now();
    connection.isProven = true;
    connection.response = response;
    response.once('close', () => {
      connection.usedAt = performance.now();
      if (connection.response === response) connection.response = null;
    });
  };
  for (const event of ['request', 'checkContinue', 'checkExpectation']) server.on(event, begin);
}

/**
 * At most `count` connections that may be closed, of the address that has most of them, the longest unused first. While
 * there are many that never sent a whole head, they are of those.
 */
function leastNeeded(open: ReadonlySet<Connection>, count: number): Connection[] {
  const idle = [...open].filter(
    ({ socket, response }) => !socket.destroyed && (response === null || !wasLetThrough(response)),
  );
  const unproven = idle.filter(({ isProven }) => !isProven);
  const byAddress = new Map<string, Connection[]>();
  for (const connection of unproven.length >= count ? unproven : idle) {
    const those = byAddress.get(connection.address) ?? [];
    those.push(connection);
    byAddress.set(connection.address, those);
  }
  const [largest = []] = [...byAddress.values()].sort((a, b) => b.length - a.length);
  return largest.sort((a, b) => a.usedAt - b.usedAt).slice(0, count);
}
