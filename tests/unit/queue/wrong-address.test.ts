import { expect, it } from 'vitest';
import { openRedisQueue } from '../../../services/queue/redis-backend.ts';

it('a Redis that is not there is told once, by what opening throws, with the way out', async () => {
  const told: string[] = [];
  const opening = openRedisQueue('redis://127.0.0.1:9', { onError: ({ message }) => told.push(message) });
  await expect(opening).rejects.toMatchObject({
    code: 'queue_unavailable',
    message: expect.stringMatching(/127\.0\.0\.1:9 does not answer.*correct REDIS_URL/) as string,
  });
  expect(told).toEqual([]);
});
