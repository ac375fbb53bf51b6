import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

const MINUTE_SECONDS = 60;

/** Limits the number of requests that a caller may make in a minute. */
export interface RateLimit {
  /**
   * Counts a request of a caller. It gives null when the request is within the limit, otherwise the seconds that the caller
   * must wait.
   */
  take(asker: string): Promise<number | null>;
}

/**
 * Opens a rate limit. With `redis` the requests to all processes that share it are counted together. Without it, or while
 * Redis does not answer, each process counts its own.
 */
export function openRateLimit(perMinute: number, redis: Redis | null): RateLimit {
  const rule = { points: perMinute, duration: MINUTE_SECONDS };
  const alone = new RateLimiterMemory(rule);
  const limiter =
    redis === null
      ? alone
      : new RateLimiterRedis({
          ...rule,
          storeClient: redis,
          keyPrefix: 'kindred-rate',
          insuranceLimiter: alone,
          rejectIfRedisNotReady: true,
        });
  return {
    take: async (asker) => {
      try {
        await limiter.consume(asker);
        return null;
      } catch (refused) {
        if (refused instanceof RateLimiterRes) return Math.max(1, Math.ceil(refused.msBeforeNext / 1_000));
        throw refused;
      }
    },
  };
}
