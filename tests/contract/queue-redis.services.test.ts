import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { openRedisQueue } from '../../services/queue/redis-backend.ts';
import { describeJobQueueContract } from './queue-contract.ts';
import {
  enqueueIngest,
  gate,
  type QueueUnderTest,
  reached,
  ScriptedHandlers,
  untilStopped,
} from './queue-harness.ts';

function redisUrl(): string {
  const url = process.env['REDIS_URL'];
  return url ?? expect.fail('These tests need Redis: set REDIS_URL, for example to redis://127.0.0.1:6379.');
}

async function removeKeys(prefix: string): Promise<void> {
  const redis = new Redis(redisUrl());
  const keys = await redis.keys(`${prefix}:*`);
  if (keys.length > 0) await redis.del(...keys);
  await redis.quit();
}

async function open(): Promise<QueueUnderTest> {
  const prefix = `{kindred-test-${randomUUID()}}`;
  const reopen: QueueUnderTest['reopen'] = () => openRedisQueue(redisUrl(), { prefix });
  return {
    queue: await reopen(),
    reopen,
    processArguments: ['redis', redisUrl(), prefix],
    cleanup: () => removeKeys(prefix),
  };
}

describeJobQueueContract('Redis', open);

test('a job is cancelled from another process than the one that runs it', async () => {
  const under = await open();
  const other = await under.reopen();
  onTestFinished(async () => {
    await Promise.all([under.queue.close(0), other.close(0)]);
    await under.cleanup();
  });
  const handlers = new ScriptedHandlers();
  const told = gate();
  const id = handlers.onIngest((job) =>
    untilStopped(job).catch((error: unknown) => {
      told.open();
      throw error;
    }),
  );
  await under.queue.work(handlers.jobs);
  await enqueueIngest(other, id);
  await reached(other, 'ingest-corpus', id, 'active');
  expect(await other.cancel('ingest-corpus', id)).toBe(true);
  await told.opened;
  expect(await under.queue.find('ingest-corpus', id)).toMatchObject({ state: 'cancelled' });
});
