import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

const MINUTE_SECONDS = 60;

/** Requests a minute of one asker. */
export interface RateLimit {
  /** Counts one request; the seconds to wait when it is one too many, otherwise null. */
  take(asker: string): Promise<number | null>;
}

/** Holds across every process that shares `redis`; in this process alone without, or while Redis is away. */
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
