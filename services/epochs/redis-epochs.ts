import { Redis } from 'ioredis';
import { KindredError } from '../../schemas/errors.ts';
import type { EpochFiles } from './epoch-files.ts';
import { NEVER_DELETED, type CorpusEpoch, type Epochs } from './port.ts';

const ANSWER_TIMEOUT_MS = 5_000;
/** A hash: the name of a corpus, and its epoch with a plus while a deletion is under way. */
const KEY = 'kindred-epochs';
const UNDER_WAY = '+';

/**
 * Begins an epoch that is later than the one before, than the one that is kept in the data directory (ARGV[2]), and than
 * the clock of Redis, which stays behind no epoch even when Redis has lost the epochs that it had.
 */
const RAISE = `
local before = tonumber(string.match(redis.call('HGET', KEYS[1], ARGV[1]) or '0', '%d+'))
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local epoch = math.max(before, tonumber(ARGV[2]), now) + 1
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', epoch) .. '${UNDER_WAY}')
return epoch`;

/** Takes an epoch from the data directory when Redis does not know it or a later one. */
const REMEMBER = `
local before = tonumber(string.match(redis.call('HGET', KEYS[1], ARGV[1]) or '0', '%d+'))
if before < tonumber(ARGV[2]) then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ARGV[3]) end`;

const SETTLE = `
if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] .. '${UNDER_WAY}' then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
end`;

/**
 * The epochs of a service of several processes, which all see in Redis. The data directory has a copy, which
 * counts when Redis has lost its own, and from which it gets them again at the next start of a process.
 * @throws KindredError `queue_unavailable` when Redis does not answer
 */
export async function openRedisEpochs(
  url: string,
  files: EpochFiles,
  onError: (error: Error) => void,
): Promise<Epochs> {
  const redis = new Redis(url, {
    connectTimeout: ANSWER_TIMEOUT_MS,
    commandTimeout: ANSWER_TIMEOUT_MS,
    maxRetriesPerRequest: 1,
  });
  redis.on('error', onError);
  const epochs = new RedisEpochs(redis, files);
  try {
    await epochs.restore();
  } catch (error) {
    await epochs.close();
    throw error;
  }
  return epochs;
}

class RedisEpochs implements Epochs {
  readonly #redis: Redis;
  readonly #files: EpochFiles;

  constructor(redis: Redis, files: EpochFiles) {
    this.#redis = redis;
    this.#files = files;
  }

  async restore(): Promise<void> {
    for (const [corpus, { epoch, deleting }] of await this.#files.readAll()) {
      await this.#ask((redis) => redis.eval(REMEMBER, 1, KEY, corpus, epoch, deleting ? UNDER_WAY : ''));
    }
  }

  async of(corpus: string): Promise<CorpusEpoch> {
    const value = await this.#ask((redis) => redis.hget(KEY, corpus));
    return later(value === null ? NEVER_DELETED : stateOf(value), await this.#files.read(corpus));
  }

  async all(): Promise<Map<string, CorpusEpoch>> {
    const values = await this.#ask((redis) => redis.hgetall(KEY));
    const all = new Map(Object.entries(values).map(([corpus, value]) => [corpus, stateOf(value)]));
    for (const [corpus, kept] of await this.#files.readAll()) {
      all.set(corpus, later(all.get(corpus) ?? NEVER_DELETED, kept));
    }
    return all;
  }

  async raise(corpus: string): Promise<number> {
    const kept = await this.#files.read(corpus);
    const epoch = Number(await this.#ask((redis) => redis.eval(RAISE, 1, KEY, corpus, kept.epoch)));
    await this.#files.keep(corpus, { epoch, deleting: true });
    return epoch;
  }

  async settle(corpus: string, epoch: number): Promise<void> {
    await this.#files.keep(corpus, { epoch, deleting: false });
    await this.#ask((redis) => redis.eval(SETTLE, 1, KEY, corpus, epoch));
  }

  close(): Promise<void> {
    this.#redis.disconnect();
    return Promise.resolve();
  }

  async #ask<T>(command: (redis: Redis) => Promise<T>): Promise<T> {
    try {
      return await command(this.#redis);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new KindredError(
        'queue_unavailable',
        `Redis does not tell whether a corpus was deleted (${why}). Start Redis or correct REDIS_URL.`,
        { cause },
      );
    }
  }
}

/** Redis is asked first. What it has lost is in the data directory, and what is written then must not be older than that. */
function later(told: CorpusEpoch, kept: CorpusEpoch): CorpusEpoch {
  return kept.epoch > told.epoch ? kept : told;
}

function stateOf(value: string): CorpusEpoch {
  return { epoch: Number.parseInt(value, 10), deleting: value.endsWith(UNDER_WAY) };
}
