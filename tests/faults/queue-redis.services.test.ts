import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import type { JobQueue } from '../../services/queue/port.ts';
import { openRedisQueue } from '../../services/queue/redis-backend.ts';
import { enqueueIngest, reached, ScriptedHandlers } from '../contract/queue-harness.ts';

function redisUrl(): string {
  return process.env['REDIS_URL'] ?? expect.fail('These tests need Redis: set REDIS_URL.');
}

/** A connection to Redis that tests can interrupt and restore. */
class BreakableLink {
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((near) => this.#join(near));
  #port = 0;

  async mend(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async cut(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  get url(): string {
    const url = new URL(redisUrl());
    url.hostname = '127.0.0.1';
    url.port = String(this.#port);
    return url.toString();
  }

  #join(near: Socket): void {
    const { hostname, port } = new URL(redisUrl());
    const far = connect(Number(port || '6379'), hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        other.destroy();
        this.#sockets.delete(socket);
      });
      socket.pipe(other);
    }
  }
}

async function removeKeys(prefix: string): Promise<void> {
  const redis = new Redis(redisUrl());
  const keys = await redis.keys(`${prefix}:*`);
  if (keys.length > 0) await redis.del(...keys);
  await redis.quit();
}

async function openThroughLink(): Promise<{ queue: JobQueue; link: BreakableLink; errors: Error[] }> {
  const prefix = `{kindred-test-${randomUUID()}}`;
  const link = new BreakableLink();
  await link.mend();
  const errors: Error[] = [];
  const queue = await openRedisQueue(link.url, { prefix, onError: (error) => errors.push(error) });
  onTestFinished(async () => {
    await queue.close(0);
    await link.cut();
    await removeKeys(prefix);
  });
  return { queue, link, errors };
}

test('while Redis is away calls fail with queue_unavailable, and the workers go on when it is back', async () => {
  const { queue, link, errors } = await openThroughLink();
  const handlers = new ScriptedHandlers();
  await queue.work(handlers.jobs);
  await link.cut();
  const id = randomUUID();
  await expect(queue.ping()).rejects.toMatchObject({ code: 'queue_unavailable' });
  await expect(enqueueIngest(queue, id)).rejects.toMatchObject({ code: 'queue_unavailable' });
  await link.mend();
  await expect.poll(() => queue.ping().then(() => 'back'), { timeout: 20_000 }).toBe('back');
  await enqueueIngest(queue, id);
  await reached(queue, 'ingest-corpus', id, 'completed');
  expect(errors.length).toBeGreaterThan(0);
});

test('a queue whose Redis is away closes all the same', async () => {
  const { queue, link } = await openThroughLink();
  const handlers = new ScriptedHandlers();
  const id = handlers.onIngest(() => new Promise(() => undefined));
  await queue.work(handlers.jobs);
  await enqueueIngest(queue, id);
  await reached(queue, 'ingest-corpus', id, 'active');
  await link.cut();
  await expect(queue.close(100)).resolves.toBeUndefined();
  await link.mend();
});

test('a Redis that cannot be reached is told in plain words, without the password', async () => {
  const opening = openRedisQueue('redis://someone:s3cret@127.0.0.1:1/0', { onError: () => undefined });
  await expect(opening).rejects.toMatchObject({ code: 'queue_unavailable' });
  const message = await opening.catch((error: Error) => error.message);
  expect(message).toContain('127.0.0.1:1');
  expect(message).not.toContain('s3cret');
  await expect(openRedisQueue('localhost:6379')).rejects.toMatchObject({ code: 'queue_unavailable' });
});
