import type { z } from 'zod';
import { failedAttempt, refusedBy, strangeAnswer } from './failed-request.ts';
import { repeated, type FailureKind } from './repeated.ts';

const ANSWER_TIMEOUT_MS = 120_000;
/** How long a read is repeated: about as long as a service takes to start. */
const REPEATED_FOR_MS = 15_000;

/** The parameters of a query. Those that are undefined are left out. */
export type Query = Readonly<Record<string, string | number | undefined>>;

interface HttpRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Query;
  readonly json?: unknown;
  /** Whether a POST changes nothing, so that it may be repeated like a GET. */
  readonly isRead?: boolean;
  /** Opens a body that is sent while it is being read. */
  readonly stream?: () => AsyncIterable<Uint8Array>;
  /** Whether `stream` can be opened a second time. */
  readonly opensAgain?: boolean;
  /** A body that lies ready, such as a file that was chosen in a browser, where bodies cannot be streams. */
  readonly file?: Blob;
}

/**
 * Sends requests to one service. Reads are repeated for a while when no answer comes, or the answer says that the service is
 * away (502, 503, 504) or busy (429); `Retry-After` is obeyed. Other requests are repeated only when the service cannot have
 * begun with them.
 * @throws KindredError the error that the service answered
 * @throws ServiceError when the service cannot be reached, answers too late, or does not answer as Kindred does
 * @throws the reason of the signal when that is aborted
 */
export interface Http {
  /** The address of the service. */
  readonly baseUrl: string;
  /** Sends a request and returns its JSON answer, validated against `schema`. */
  json<S extends z.ZodType>(schema: S, request: HttpRequest): Promise<z.output<S>>;
  /** Sends a request and returns the answer as a stream of any length. There is no timeout. */
  open(request: HttpRequest): Promise<Response>;
}

export interface HttpOptions {
  /** How long requests are repeated that may be, in milliseconds. Default: 15 s; 0 for one attempt. */
  readonly repeatedForMs?: number | undefined;
  /**
   * Longest wait for an answer, in milliseconds. Default: 120 s. Files that are sent, and results that are read as a stream,
   * have no limit but the signal.
   */
  readonly timeoutMs?: number | undefined;
  /** What sends the requests. Default: the `fetch` of the runtime. */
  readonly fetch?: typeof fetch | undefined;
}

/**
 * Makes the connection to a service. No request is sent yet.
 * @param baseUrl the address of the service, for example `http://127.0.0.1:4747`
 * @param signal aborts every request of this connection
 * @param key an API key; null for a service that asks for none
 * @example
 * const http = createHttp('https://kindred.example.org', new AbortController().signal, process.env['KINDRED_API_KEY']);
 */
export function createHttp(
  baseUrl: string,
  signal: AbortSignal,
  key: string | null = null,
  { repeatedForMs = REPEATED_FOR_MS, timeoutMs = ANSWER_TIMEOUT_MS, fetch: ask }: HttpOptions = {},
): Http {
  const send = <T>(
    request: HttpRequest,
    limitMs: number | null,
    read: (answer: Response) => T | Promise<T>,
  ): Promise<T> => {
    const attempt = async (): Promise<T> => {
      const limit = limitMs === null ? signal : AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
      try {
        const response = await (ask ?? fetch)(addressOf(baseUrl, request), requestInit(request, limit, key));
        if (!response.ok) throw await refusedBy(response);
        return await read(response);
      } catch (error) {
        signal.throwIfAborted();
        throw failedAttempt(error, baseUrl, timeoutMs);
      }
    };
    return repeated(attempt, { after: repeatedAfter(request), forMs: repeatedForMs, signal });
  };
  return {
    baseUrl,
    open: (request) => send(request, null, (response) => response),
    json: (schema, request) =>
      send(request, isUpload(request) ? null : timeoutMs, async (response) => {
        const parsed = schema.safeParse(await response.json());
        if (!parsed.success) throw strangeAnswer(baseUrl, parsed.error);
        return parsed.data;
      }),
  };
}

function isUpload({ stream, file }: HttpRequest): boolean {
  return stream !== undefined || file !== undefined;
}

function addressOf(baseUrl: string, { path, query }: HttpRequest): URL {
  const address = new URL(baseUrl.replace(/\/+$/, '') + path);
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) address.searchParams.set(name, String(value));
  }
  return address;
}

/** After which failures a request is sent again. A body that cannot be opened twice is sent once. */
function repeatedAfter({
  method = 'GET',
  isRead,
  stream,
  opensAgain,
}: HttpRequest): ReadonlySet<FailureKind> {
  if (stream !== undefined && opensAgain !== true) return new Set();
  return new Set(method === 'GET' || isRead === true ? ['not begun', 'unknown'] : ['not begun']);
}

function requestInit(
  { method = 'GET', json, stream, file }: HttpRequest,
  signal: AbortSignal,
  key: string | null,
): RequestInit {
  const authorization = key === null ? {} : { authorization: `Bearer ${key}` };
  const common = { method, signal };
  const headers = { ...authorization, 'content-type': 'application/octet-stream' };
  if (file !== undefined) return { ...common, headers, body: file };
  if (stream !== undefined) {
    // Node.js takes more bodies than browsers, of which the types of these know nothing.
    const streamed = { body: stream(), duplex: 'half' } as unknown as Pick<RequestInit, 'body'>;
    return { ...common, headers, ...streamed };
  }
  if (json === undefined) return { ...common, headers: authorization };
  const ofJson = { ...authorization, 'content-type': 'application/json' };
  return { ...common, headers: ofJson, body: JSON.stringify(json) };
}
