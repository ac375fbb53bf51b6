import { setTimeout as sleep } from 'node:timers/promises';
import {
  QdrantClient,
  QdrantClientResourceExhaustedError,
  QdrantClientTimeoutError,
} from '@qdrant/js-client-rest';
import { KindredError } from '../../../schemas/errors.ts';
import type { QdrantAddress } from '../../config.ts';
import { certificateFault } from '../../runtime/certificate-fault.ts';

export interface RetryPolicy {
  /** How long one attempt may take while the server is alive, in milliseconds. */
  readonly timeout: number;
  /** How long a request is tried again after its first failure, in milliseconds. */
  readonly retryFor: number;
}

/** A question fails soon when the server does not answer; a write waits until a server that is restarted is back. */
export const READ_RETRY: RetryPolicy = { timeout: 10_000, retryFor: 1_500 };
export const WRITE_RETRY: RetryPolicy = { timeout: 60_000, retryFor: 30_000 };

/**
 * The header that asks for answers without compression. A compressed answer comes in pieces, and the last piece waits some
 * 40 ms for a delayed acknowledgement; on one machine compressing also takes longer than sending.
 */
export const UNCOMPRESSED = { 'accept-encoding': 'identity' };

/**
 * A request that is not answered by now may be a long search, or the server may be gone. So the server is asked whether it
 * is alive, which costs it nothing, and must answer within the second time, at the second try at the latest.
 */
const SUSPICIOUS_AFTER = 1_500;
const ALIVE_WITHIN = 2_000;

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5_000;
/** After these statuses the same request may succeed: time-outs, too many requests, faults of the server or a proxy. */
const TRANSIENT = new Set([408, 429, 500, 502, 503, 504]);
const STORAGE_FULL = 507;
/** What Qdrant answers when there is no collection of this name. */
const GONE = 404;

/**
 * A client of a Qdrant server that repeats failed requests for a while. Only requests that may be repeated go through it.
 * That is true of every write of the store, because ids come from content.
 */
export class QdrantConnection {
  readonly #client: QdrantClient;
  readonly #retry: RetryPolicy;
  readonly #server: string;
  readonly #liveness: string;
  /** The question under way whether the server is alive. All requests that wait share it. */
  #asking: Promise<boolean> | null = null;

  constructor(address: QdrantAddress, retry: RetryPolicy) {
    const url = new URL(address.url);
    this.#server = url.host;
    this.#retry = retry;
    const prefix = url.pathname.replace(/\/+$/, '');
    const port = portOf(url);
    this.#liveness = `${url.protocol}//${url.hostname}${port === null ? '' : `:${port}`}${prefix}/livez`;
    this.#client = new QdrantClient({
      host: url.hostname,
      https: url.protocol === 'https:',
      port,
      ...(prefix !== '' && { prefix }),
      ...(address.apiKey !== null && { apiKey: address.apiKey }),
      headers: UNCOMPRESSED,
      timeout: retry.timeout,
      checkCompatibility: false,
    });
  }

  /**
   * Sends a request, and sends it again while it fails in a way that may pass.
   * @throws KindredError `store_unavailable` when the server does not answer in time, refuses the key or has no room left,
   * `internal` when it refuses the request
   */
  async call<T>(request: (client: QdrantClient) => Promise<T>): Promise<T> {
    const giveUp = performance.now() + this.#retry.retryFor;
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        return await this.#whileAlive(request(this.#client));
      } catch (cause) {
        const wait = pause * (0.5 + Math.random() / 2);
        if (!isTransient(cause) || performance.now() + wait > giveUp) throw this.#translated(cause);
        await sleep(wait);
      }
    }
  }

  /**
   * Waits for the answer to a request for as long as the server is alive. The client has no way to take back a request, so
   * one that is given up goes on unheard until its own time-out.
   */
  async #whileAlive<T>(answer: Promise<T>): Promise<T> {
    answer.catch(() => undefined);
    const over = new AbortController();
    try {
      return await Promise.race([answer, this.#untilDead(over.signal)]);
    } finally {
      over.abort();
    }
  }

  /** Rejects when the server is found to be dead. It never resolves. */
  async #untilDead(signal: AbortSignal): Promise<never> {
    const never = new Promise<never>(() => undefined);
    for (;;) {
      await sleep(SUSPICIOUS_AFTER, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return never;
      this.#asking ??= this.#isAlive().finally(() => (this.#asking = null));
      const isAlive = await this.#asking;
      if (signal.aborted) return never;
      if (!isAlive) throw new DeadServer('it gives no sign of life');
    }
  }

  /** Whether the server answers anything at all in time, when asked twice: one silence may be that of this process. */
  async #isAlive(): Promise<boolean> {
    for (let asked = 0; asked < 2; asked++) {
      try {
        const answer = await fetch(this.#liveness, { signal: AbortSignal.timeout(ALIVE_WITHIN) });
        await answer.body?.cancel();
        return true;
      } catch {
        // Asked once more.
      }
    }
    return false;
  }

  /**
   * The error to throw for a failed request. What is neither an answer of the server nor a lost connection is a fault of
   * Kindred and stays as it is.
   */
  #translated(cause: unknown): unknown {
    const status = statusOf(cause);
    const refused = certificateFault(cause, `Qdrant at ${this.#server}`);
    if (refused !== null) return new KindredError('store_unavailable', refused, { cause });
    const server = `The Qdrant server at ${this.#server}`;
    if (status === null && !isLostConnection(cause)) return cause;
    if (status === null || TRANSIENT.has(status)) {
      return new KindredError(
        'store_unavailable',
        `${server} does not answer: ${reasonOf(cause)}. Start Qdrant, or correct QDRANT_URL.`,
        {
          cause,
        },
      );
    }
    if (status === 401 || status === 403) {
      const message = `${server} refuses the key: set QDRANT_API_KEY to one that may read and write.`;
      return new KindredError('store_unavailable', message, { cause });
    }
    if (status === GONE && /collection/i.test(reasonOf(cause))) {
      const message =
        `${server} no longer has the collection of the records (${reasonOf(cause)}): it has lost its data, or it is another ` +
        'server. Give it its volume back, or bring the records back with "kindred restore".';
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

/** The port of the address. Without one it is that of Qdrant, and for https the usual one. */
function portOf(url: URL): number | null {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? null : 6333;
}

function isTransient(error: unknown): boolean {
  const status = statusOf(error);
  if (status !== null) return TRANSIENT.has(status);
  return isLostConnection(error) && certificateFault(error, '') === null;
}

/** Why a request is given up whose server does not even say that it is alive. */
class DeadServer extends Error {}

/** Whether `fetch` got no answer, or the time limit of the client or of the server's sign of life has passed. */
function isLostConnection(error: unknown): boolean {
  if (error instanceof QdrantClientTimeoutError || error instanceof DeadServer) return true;
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
