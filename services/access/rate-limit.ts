import type { Redis } from 'ioredis';
import {
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  type RateLimiterAbstract,
} from 'rate-limiter-flexible';

const MINUTE_SECONDS = 60;

/** Limits the number of requests that a caller may make in a minute. */
export interface RateLimit {
  /**
   * Counts a request of a caller. It gives null when the request is within the limit, otherwise the seconds that the caller
   * must wait.
   */
  take(asker: string): Promise<number | null>;
}

/** How long Redis may take to count a request, in milliseconds. A person waits for it. */
export const COUNT_TIMEOUT_MS = 300;
/** After a failure, requests are counted without Redis for this long, so that one in so many seconds waits for it. */
const COUNT_ALONE_MS = 3_000;

/**
 * Opens a rate limit. With `redis` the requests to all processes that share it are counted together. Without it, or while
 * Redis does not answer, each process counts its own.
 * @param redis must give up a command after `COUNT_TIMEOUT_MS`
 */
export function openRateLimit(perMinute: number, redis: Redis | null): RateLimit {
  const rule = { points: perMinute, duration: MINUTE_SECONDS };
  const alone = new RateLimiterMemory(rule);
  if (redis === null) return { take: (asker) => taken(alone, asker) };
  const options = { storeClient: redis, keyPrefix: 'kindred-rate', rejectIfRedisNotReady: true };
  const together = new RateLimiterRedis({ ...rule, ...options });
  let aloneUntil = -Infinity;
  return {
    take: async (asker) => {
      const now = performance.now();
      if (now < aloneUntil) return taken(alone, asker);
      try {
        return await taken(together, asker);
      } catch {
        aloneUntil = performance.now() + COUNT_ALONE_MS;
        return taken(alone, asker);
      }
    },
  };
}

/** Counts a request; null when it is within the limit, otherwise the seconds to wait. */
async function taken(limiter: RateLimiterAbstract, asker: string): Promise<number | null> {
  try {
    await limiter.consume(asker);
    return null;
  } catch (refused) {
    if (refused instanceof RateLimiterRes) return Math.max(1, Math.ceil(refused.msBeforeNext / 1_000));
    throw refused;
  }
}
