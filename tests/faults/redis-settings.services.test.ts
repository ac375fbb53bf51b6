import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openRedisQueue } from '../../services/queue/redis-backend.ts';
import type { JobQueue } from '../../services/queue/port.ts';
import { temporaryDirectory } from '../api/temporary-directory.ts';
import { enqueueIngest } from '../contract/queue-harness.ts';
import { freePort, redisServer, type Server } from './servers.ts';

let server: Server;
let admin: Redis;
beforeAll(async () => {
  const folder = await temporaryDirectory();
  await mkdir(join(folder, 'redis'));
  server = redisServer(join(folder, 'redis'), await freePort(), 'right');
  await server.start();
  admin = new Redis(server.url);
});
afterAll(async () => {
  admin.disconnect();
  await server.kill();
});

async function opened<T>(url: string, use: (queue: JobQueue, warnings: string[]) => Promise<T>): Promise<T> {
  const warnings: string[] = [];
  const queue = await openRedisQueue(url, { onError: ({ message }) => warnings.push(message) });
  try {
    return await use(queue, warnings);
  } finally {
    await queue.close(0);
  }
}

async function withSettings(settings: Record<string, string>, use: () => Promise<void>): Promise<void> {
  const before = await Promise.all(Object.keys(settings).map((name) => admin.config('GET', name)));
  for (const [name, value] of Object.entries(settings)) await admin.config('SET', name, value);
  try {
    await use();
  } finally {
    for (const [name = '', value = ''] of before) await admin.config('SET', name, value);
  }
}

it('a Redis that would drop accepted jobs is refused at the start, and not ready when it becomes one', async () => {
  const dropping = { maxmemory: '512mb', 'maxmemory-policy': 'allkeys-lru' };
  await withSettings(dropping, async () => {
    await expect(opened(server.url, () => Promise.resolve())).rejects.toMatchObject({
      code: 'queue_unavailable',
      message: expect.stringMatching(/allkeys-lru.*CONFIG SET maxmemory-policy noeviction/) as string,
    });
  });
  await opened(server.url, async (queue, warnings) => {
    await queue.ping();
    await withSettings(dropping, () => expect(queue.ping()).rejects.toThrow('allkeys-lru'));
    await queue.ping();
    await withSettings({ 'maxmemory-policy': 'allkeys-lru' }, () => queue.ping());
    expect(warnings).toEqual([]);
  });
});

it('a Redis that does not say what it does with a full memory is used, with a warning', async () => {
  await admin.call('ACL', 'SETUSER', 'limited', 'on', '>secret', '~*', '&*', '+@all', '-info');
  const url = server.url.replace(':right@', 'limited:secret@');
  await opened(url, async (queue, warnings) => {
    await queue.ping();
    await queue.ping();
    expect(warnings.filter((warning) => warning.includes('maxmemory-policy'))).toHaveLength(1);
  });
});

it('a full Redis and a wrong password each have a message of their own, and accepted jobs stay', async () => {
  await opened(server.url, async (queue) => {
    const accepted = randomUUID();
    await enqueueIngest(queue, accepted);
    await withSettings({ maxmemory: '1mb' }, async () => {
      await expect(enqueueIngest(queue, randomUUID())).rejects.toThrow(
        /reached its maxmemory.*Raise maxmemory/s,
      );
    });
    await enqueueIngest(queue, randomUUID());
    expect(await queue.find('ingest-corpus', accepted)).toMatchObject({ state: 'waiting' });
  });
  const wrong = opened(server.url.replace('right', 'wr0ng'), () => Promise.resolve());
  await expect(wrong).rejects.toThrow(/refuses the user or the password: correct them in REDIS_URL/);
  await expect(wrong).rejects.not.toThrow(/Start Redis|wr0ng/);
});

it('a Redis that takes connections and answers nothing is told in seconds at the start', async () => {
  server.freeze();
  try {
    const began = performance.now();
    await expect(opened(server.url, () => Promise.resolve())).rejects.toMatchObject({
      code: 'queue_unavailable',
    });
    expect(performance.now() - began).toBeLessThan(20_000);
  } finally {
    server.thaw();
  }
});
