import { setTimeout as sleep } from 'node:timers/promises';
import {
  QdrantClient,
  QdrantClientResourceExhaustedError,
  QdrantClientTimeoutError,
} from '@qdrant/js-client-rest';
import { KindredError } from '../../../schemas/errors.ts';
import type { QdrantAddress } from '../../config.ts';

export interface RetryPolicy {
  /** How long one attempt may take, in milliseconds. */
  readonly timeout: number;
  /** How long a request is tried again after its first failure, in milliseconds. */
  readonly retryFor: number;
}

/** A question is answered soon or refused soon; a write waits out a server that starts again. */
export const READ_RETRY: RetryPolicy = { timeout: 10_000, retryFor: 1_500 };
export const WRITE_RETRY: RetryPolicy = { timeout: 60_000, retryFor: 30_000 };

/**
 * Compressed, an answer comes in pieces, the last of them some 40 ms late, as long as an ACK is delayed; on one machine
 * compressing costs more than sending, too.
 */
export const UNCOMPRESSED = { 'accept-encoding': 'identity' };

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5_000;
/** Statuses after which the same request may succeed: time-out, too many requests, faults of the server or a proxy. */
const TRANSIENT = new Set([408, 429, 500, 502, 503, 504]);
const STORAGE_FULL = 507;

/**
 * One client of a Qdrant server that repeats what failed for a while. Only requests that may be repeated go through
 * here: every write of the store is one, because ids come from content.
 */
export class QdrantConnection {
  readonly #client: QdrantClient;
  readonly #retry: RetryPolicy;
  readonly #server: string;

  constructor(address: QdrantAddress, retry: RetryPolicy) {
    const url = new URL(address.url);
    this.#server = url.host;
    this.#retry = retry;
    const prefix = url.pathname.replace(/\/+$/, '');
    this.#client = new QdrantClient({
      host: url.hostname,
      https: url.protocol === 'https:',
      port: portOf(url),
      ...(prefix !== '' && { prefix }),
      ...(address.apiKey !== null && { apiKey: address.apiKey }),
      headers: UNCOMPRESSED,
      timeout: retry.timeout,
      checkCompatibility: false,
    });
  }

  /** Throws `store_unavailable` when the server does not answer in time, `internal` when it refuses the request. */
  async call<T>(request: (client: QdrantClient) => Promise<T>): Promise<T> {
    const giveUp = performance.now() + this.#retry.retryFor;
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        return await request(this.#client);
      } catch (cause) {
        const wait = pause * (0.5 + Math.random() / 2);
        if (!isTransient(cause) || performance.now() + wait > giveUp) throw this.#translated(cause);
        await sleep(wait);
      }
    }
  }

  /** What is neither an answer of the server nor a lost connection is a fault of ours and stays as it is. */
  #translated(cause: unknown): unknown {
    const status = statusOf(cause);
    const server = `The Qdrant server at ${this.#server}`;
    if (status === null && !isLostConnection(cause)) return cause;
    if (status === null || TRANSIENT.has(status)) {
      return new KindredError('store_unavailable', `${server} does not answer: ${reasonOf(cause)}.`, {
        cause,
      });
    }
    if (status === 401 || status === 403) {
      const message = `${server} refuses the key: set QDRANT_API_KEY to one that may read and write.`;
      return new KindredError('store_unavailable', message, { cause });
    }
    if (status === STORAGE_FULL || /no space left|disk/i.test(reasonOf(cause))) {
      const message = `${server} has no room left, so nothing was written: ${reasonOf(cause)}. Free or add disk space.`;
      return new KindredError('store_unavailable', message, { cause });
    }
    return new KindredError('internal', `${server} refused a request (${status}): ${reasonOf(cause)}.`, {
      cause,
    });
  }
}

/** Qdrant's own port where the address names none, but the usual one behind https. */
function portOf(url: URL): number | null {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? null : 6333;
}

function isTransient(error: unknown): boolean {
  const status = statusOf(error);
  return status === null ? isLostConnection(error) : TRANSIENT.has(status);
}

/** What `fetch` throws when it has no answer, and what the client makes of its own time limit. */
function isLostConnection(error: unknown): boolean {
  if (error instanceof QdrantClientTimeoutError) return true;
  return error instanceof TypeError && (error.message === 'fetch failed' || error.message === 'terminated');
}

/** The client exports no class for refused requests, so they are known by their status. */
function statusOf(error: unknown): number | null {
  if (error instanceof QdrantClientResourceExhaustedError) return 429;
  const status = property(error, 'status');
  return typeof status === 'number' ? status : null;
}

function reasonOf(error: unknown): string {
  const told = property(property(property(error, 'data'), 'status'), 'error');
  if (typeof told === 'string') return told;
  const code = property(property(error, 'cause'), 'code');
  if (typeof code === 'string') return code;
  return error instanceof Error ? error.message : String(error);
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
