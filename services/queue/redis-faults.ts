import { KindredError } from '../../schemas/errors.ts';

/** What Redis answers at the beginning of an error, and what the caller is told then. */
const REFUSALS: readonly (readonly [RegExp, (server: string) => string])[] = [
  [
    /^(WRONGPASS|NOAUTH|ERR AUTH|ERR invalid password)/,
    (server) => `${server} refuses the user or the password: correct them in REDIS_URL.`,
  ],
  [
    /^NOPERM/,
    (server) =>
      `${server} does not allow its user what the queue needs: give it all commands on the keys {kindred}*.`,
  ],
  [
    /^OOM/,
    (server) =>
      `${server} has reached its maxmemory, so nothing more was accepted. Jobs that are accepted stay. Raise maxmemory, or ` +
      'let workers end jobs; then it goes on by itself.',
  ],
  [
    /^MISCONF/,
    (server) =>
      `${server} cannot write to its disk and takes no jobs: free disk space there, or see its log.`,
  ],
  [
    /^READONLY/,
    (server) => `${server} is a replica, which cannot be written to: let REDIS_URL name the primary.`,
  ],
  [/^(LOADING|BUSY)/, (server) => `${server} is busy with its own data for the moment. Ask again soon.`],
];

/** The error for a call that Redis refused or did not answer. `address` is without password. */
export function redisFault(address: string, cause: unknown): KindredError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const server = `Redis at ${address}, where the jobs are,`;
  const known = REFUSALS.find(([pattern]) => pattern.test(why));
  const message =
    known === undefined
      ? `The job queue in Redis at ${address} does not answer (${why}). ` +
        'Start Redis or correct REDIS_URL; without REDIS_URL the embedded queue is used.'
      : `${known[1](server)} (${why})`;
  return new KindredError('queue_unavailable', message, { cause });
}

/** What Redis does when its memory is full, as it says itself. */
export interface Eviction {
  readonly policy: string;
  /** 0: no limit, and nothing is ever evicted. */
  readonly maxmemory: number;
}

/** Reads what `INFO memory` says; null when it does not name both. */
export function evictionOf(info: string): Eviction | null {
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
  const maxmemory = /^maxmemory:(\d+)/m.exec(info)?.[1];
  return policy === undefined || maxmemory === undefined ? null : { policy, maxmemory: Number(maxmemory) };
}

/** @throws KindredError `queue_unavailable` when Redis would drop jobs to make room */
export function assertKeepsJobs(address: string, { policy, maxmemory }: Eviction): void {
  if (policy === 'noeviction' || maxmemory === 0) return;
  throw new KindredError(
    'queue_unavailable',
    `Redis at ${address} drops keys when its memory is full (maxmemory-policy is ${policy}), and accepted jobs with them. ` +
      'Set it to noeviction: "redis-cli CONFIG SET maxmemory-policy noeviction", and in its configuration; at a managed ' +
      'Redis in its settings.',
  );
}

/** The warning when Redis does not say what it does with a full memory. */
export function unknownEviction(address: string): Error {
  return new Error(
    `Redis at ${address} does not say what it does when its memory is full (INFO is not allowed or incomplete). See to it that ` +
      'its maxmemory-policy is noeviction: with any other it drops accepted jobs.',
  );
}
