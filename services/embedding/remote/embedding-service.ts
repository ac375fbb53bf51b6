import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { KindredError } from '../../../schemas/errors.ts';
import type { RemotePart, RemoteSpace } from '../../../schemas/remote-encoder.ts';
import type { RemoteAccess } from '../../config.ts';
import { cancelled } from '../encoder-pool.ts';
import { protocolOf, type EmbeddingProtocol } from './protocols.ts';
import { RequestSlots } from './request-slots.ts';
import { nameIn, refusalOf, type Refusal } from './service-refusal.ts';
import { unitVectors } from './unit-vectors.ts';

/** How long is waited for a service that cannot answer now. */
interface Patience {
  readonly tries: number;
  /** The most that a person or a job waits between two tries, also where the service asks for more. */
  readonly longestPauseMs: number;
  readonly longestTryMs: number;
}

const FIRST_PAUSE_MS = 250;
/** A job waits about a minute, longer where the service asks for it, and fails then with an error that has it tried again later. */
const OF_JOBS: Patience = { tries: 9, longestPauseMs: 60_000, longestTryMs: Infinity };
const OF_PEOPLE: Patience = { tries: 3, longestPauseMs: 2_000, longestTryMs: 10_000 };
/** `GET /info` of text-embeddings-inference. */
const Info = z.object({ model_id: z.string().nullish(), model_sha: z.string().nullish() });
type Info = z.infer<typeof Info>;
/** The most characters of the name of a model in a message. */
const MOST_NAMED = 200;
/** What is read of an answer that is none. */
const REFUSAL_BYTES = 4_096;
/** A number takes at most 25 characters and what separates it. */
const BYTES_A_NUMBER = 32;
const SPARE_BYTES = 64 * 1_024;

export interface Asking {
  readonly urgent: boolean;
  readonly signal: AbortSignal;
}

type Tried =
  | { readonly vectors: Float32Array[] }
  | {
      readonly refused: Refusal;
      readonly status: number;
      readonly name: string | null;
      readonly afterMs: number | null;
    };

/** An embedding service at the address that the operator has named. */
export class EmbeddingService {
  readonly #part: RemotePart;
  readonly #access: RemoteAccess;
  readonly #protocol: EmbeddingProtocol;
  readonly #slots: RequestSlots;

  constructor(part: RemotePart, access: RemoteAccess) {
    this.#part = part;
    this.#access = access;
    this.#protocol = protocolOf(part);
    this.#slots = new RequestSlots(part.requests_at_once);
  }

  /**
   * The vectors of some texts, each L2-normalised, in one request, which is repeated while the service cannot answer.
   * @returns null when the service says that the request is too large for it
   * @throws KindredError `cancelled` when the signal is aborted; `embedding_service_unavailable` when the service did not answer in several tries;
   * `encoder_unavailable` when it refuses, or gives other vectors than described
   */
  async embed(texts: readonly string[], space: RemoteSpace, asking: Asking): Promise<Float32Array[] | null> {
    const patience = asking.urgent ? OF_PEOPLE : OF_JOBS;
    for (let tries = 1; ; tries++) {
      const tried = await this.#slots.run(
        () => this.#tryOnce(texts, space, patience, asking.signal),
        asking.urgent,
      );
      if ('vectors' in tried) return tried.vectors;
      if (tried.refused === 'too-large') return null;
      if (tried.refused !== 'passing') throw this.#refused(tried);
      const pauseMs = tried.afterMs ?? FIRST_PAUSE_MS * 2 ** (tries - 1) * (0.5 + Math.random() / 2);
      if (tries === patience.tries || pauseMs > patience.longestPauseMs)
        throw this.#unavailable(tried, tries, pauseMs);
      await sleep(pauseMs, undefined, { signal: asking.signal }).catch(() => {
        throw cancelled(asking.signal);
      });
    }
  }

  /**
   * Looks whether a service of text-embeddings-inference serves the described model. One that tells nothing of its model passes.
   * @returns false when it did not answer, so that nothing is known
   * @throws KindredError `encoder_unavailable` when it serves another one, whose vectors must not mix with those of the described one
   */
  async assertModel(signal: AbortSignal): Promise<boolean> {
    const { protocol, model, revision = null } = this.#part;
    if (protocol !== 'tei') return true;
    const info = await this.#info(signal);
    if (info === null) return false;
    const described = [
      { what: 'model', served: info.model_id, meant: model },
      { what: 'revision', served: info.model_sha, meant: revision },
    ];
    const other = described.find(
      ({ served, meant }) => typeof served === 'string' && meant !== null && served !== meant,
    );
    if (other === undefined) return true;
    throw new KindredError(
      'encoder_unavailable',
      `${this.#who()} serves the ${other.what} ${other.served?.slice(0, MOST_NAMED)}, and encoder.json describes ${other.meant}. Their vectors must not ` +
        'mix: let it serve that, or describe the other one in an encoder.json of its own.',
    );
  }

  /** What `GET /info` says; nothing of what it does not say, and null when nothing answers. */
  async #info(signal: AbortSignal): Promise<Info | null> {
    const limit = limited(signal, OF_PEOPLE.longestTryMs);
    try {
      const response = await fetch(this.#urlOf('info'), {
        headers: this.#headers(),
        redirect: 'manual',
        signal: limit.signal,
      });
      const text = await bodyOf(response, SPARE_BYTES);
      if (response.status >= 500) return null;
      return Info.safeParse(parsed(response.ok ? text : null)).data ?? {};
    } catch {
      return null;
    } finally {
      limit.end();
    }
  }

  async #tryOnce(
    texts: readonly string[],
    space: RemoteSpace,
    { longestTryMs }: Patience,
    signal: AbortSignal,
  ): Promise<Tried> {
    if (signal.aborted) throw cancelled(signal);
    const limit = limited(signal, Math.min(this.#part.timeout_seconds * 1_000, longestTryMs));
    try {
      const response = await fetch(this.#urlOf(this.#protocol.path), {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...this.#headers() },
        body: JSON.stringify(this.#protocol.body(texts, space)),
        // The key goes to the address that was configured, and nowhere else.
        redirect: 'manual',
        signal: limit.signal,
      });
      const most = texts.length * space.dimensions * BYTES_A_NUMBER + SPARE_BYTES;
      const text = await bodyOf(response, response.ok ? most : REFUSAL_BYTES);
      if (response.ok) return { vectors: this.#checked(text, texts.length, space) };
      return {
        refused: refusalOf(response.status, text ?? ''),
        status: response.status,
        name: nameIn(text ?? ''),
        afterMs: retryAfterMs(response.headers.get('retry-after')),
      };
    } catch (error) {
      if (error instanceof KindredError) throw error;
      if (signal.aborted) throw cancelled(signal);
      const name = limit.signal.aborted ? 'timeout' : causeOf(error);
      return { refused: 'passing', status: 0, name, afterMs: null };
    } finally {
      limit.end();
    }
  }

  #checked(text: string | null, texts: number, { dimensions }: RemoteSpace): Float32Array[] {
    const found = unitVectors(this.#protocol.vectorsOf(parsed(text)), texts, dimensions);
    if (typeof found !== 'string') return found;
    throw new KindredError('encoder_unavailable', `${this.#who()} ${found}`);
  }

  #urlOf(path: string): URL {
    const url = new URL(this.#access.url);
    url.pathname = `${url.pathname.replace(/\/+$/, '')}/${path}`;
    return url;
  }

  #headers(): Record<string, string> {
    return this.#access.key === null ? {} : { authorization: `Bearer ${this.#access.key}` };
  }

  #who(): string {
    return `The embedding service at ${new URL(this.#access.url).host}`;
  }

  #unavailable(
    { status, name }: Extract<Tried, { refused: Refusal }>,
    tries: number,
    pauseMs: number,
  ): KindredError {
    const what =
      status === 0 ? `did not answer (${name ?? 'no connection'})` : `answered ${described(status, name)}`;
    const waits = `It asks to wait ${Math.ceil(pauseMs / 1_000)} s. `;
    return new KindredError(
      'embedding_service_unavailable',
      `${this.#who()} ${what}, in ${tries} ${tries === 1 ? 'try' : 'tries'}. ${pauseMs > OF_PEOPLE.longestPauseMs ? waits : ''}` +
        'Ask again later. If it lasts, its operator looks whether it runs and how much it allows at a time (`requests_at_once` of encoder.json).',
    );
  }

  #refused({ refused, status, name }: Extract<Tried, { refused: Refusal }>): KindredError {
    return new KindredError(
      'encoder_unavailable',
      `${this.#who()} answered ${described(status, name)}. ${WAYS_OUT[refused]}`,
    );
  }
}

const WAYS_OUT: Readonly<Record<Refusal, string>> = {
  'too-large': '',
  passing: '',
  quota: 'The quota of its account is used up. Raise it there.',
  key: 'It does not take the key: set KINDRED_REMOTE_KEY or KINDRED_REMOTE_KEY_FILE (KINDRED_NEXT_REMOTE_KEY of the encoder to move to) to one that may embed.',
  address:
    'Nothing embeds there: KINDRED_REMOTE_URL is the address before `/embeddings` (protocol openai) or `/embed` (tei), and `model` of encoder.json one that it has.',
  redirect:
    'It sends requests on to another address, which are not followed with a key and texts. Set KINDRED_REMOTE_URL to the address itself.',
  other:
    'It does not take what Kindred sends: look at `protocol`, `model` and `ask_dimensions` of encoder.json, and into the log of the service.',
};

function described(status: number, name: string | null): string {
  return name === null ? String(status) : `${status} (${name})`;
}

/** The body as text, or its first `most` bytes of an answer that is none; null when an answer is larger than it can be. */
async function bodyOf(response: Response, most: number): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > most) return response.ok ? null : Buffer.concat(chunks).toString('utf8', 0, most);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Undefined for what is no JSON. */
function parsed(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Seconds or a date, as RFC 9110 has it; null when the header is missing or neither. */
function retryAfterMs(header: string | null): number | null {
  if (header === null) return null;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}

/** A signal that is aborted with `signal`, and after some time. `AbortSignal.any` would keep something of each request with a signal that lives long. */
function limited(
  signal: AbortSignal,
  ms: number,
): { readonly signal: AbortSignal; readonly end: () => void } {
  const limit = new AbortController();
  const abort = (): void => limit.abort();
  const timer = setTimeout(abort, ms);
  signal.addEventListener('abort', abort, { once: true });
  const end = (): void => {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  };
  return { signal: limit.signal, end };
}

/** The code of a failed connection, such as ECONNREFUSED. */
function causeOf(error: unknown): string | null {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : null;
}
