import type { z } from 'zod';
import { ErrorBody } from '../../../schemas/errors.ts';
import { KindredError } from '../../../schemas/errors.ts';
import { ServiceError } from './service-error.ts';

/** Longest wait for an answer to a request whose body is not a stream, in milliseconds. */
const ANSWER_TIMEOUT_MS = 120_000;

/** The parameters of a query. Those that are undefined are left out. */
export type Query = Readonly<Record<string, string | number | undefined>>;

interface HttpRequest {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly query?: Query;
  readonly json?: unknown;
  /** A body that is sent while it is being read. */
  readonly stream?: AsyncIterable<Uint8Array>;
}

/**
 * Sends requests to one service.
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

/**
 * Makes the connection to a service. No request is sent yet.
 * @param baseUrl the address of the service, for example `http://127.0.0.1:4747`
 * @param signal aborts every request of this connection
 * @param key an API key; null for a service that asks for none
 * @example
 * const http = createHttp('https://kindred.example.org', new AbortController().signal, process.env['KINDRED_API_KEY']);
 */
export function createHttp(baseUrl: string, signal: AbortSignal, key: string | null = null): Http {
  const open = async (request: HttpRequest, limit?: AbortSignal): Promise<Response> => {
    try {
      const response = await fetch(addressOf(baseUrl, request), requestInit(request, signal, key, limit));
      if (!response.ok) throw await errorOf(response);
      return response;
    } catch (error) {
      throw explain(error, baseUrl, signal);
    }
  };
  return {
    baseUrl,
    open: (request) => open(request),
    json: async (schema, request) => {
      const limit = request.stream === undefined ? AbortSignal.timeout(ANSWER_TIMEOUT_MS) : undefined;
      const response = await open(request, limit);
      const body: unknown = await response.json().catch((error: unknown) => {
        throw explain(error, baseUrl, signal);
      });
      const parsed = schema.safeParse(body);
      if (!parsed.success) throw strangeAnswer(baseUrl, firstPath(parsed.error));
      return parsed.data;
    },
  };
}

function addressOf(baseUrl: string, { path, query }: HttpRequest): URL {
  const address = new URL(baseUrl.replace(/\/+$/, '') + path);
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) address.searchParams.set(name, String(value));
  }
  return address;
}

function requestInit(
  { method = 'GET', json, stream }: HttpRequest,
  signal: AbortSignal,
  key: string | null,
  limit?: AbortSignal,
): RequestInit {
  const authorization = key === null ? {} : { authorization: `Bearer ${key}` };
  const common = { method, signal: limit === undefined ? signal : AbortSignal.any([signal, limit]) };
  if (stream !== undefined) {
    const headers = { ...authorization, 'content-type': 'application/octet-stream' };
    return { ...common, headers, body: stream, duplex: 'half' };
  }
  if (json === undefined) return { ...common, headers: authorization };
  const headers = { ...authorization, 'content-type': 'application/json' };
  return { ...common, headers, body: JSON.stringify(json) };
}

async function errorOf(response: Response): Promise<Error> {
  const text = await response.text();
  try {
    const { error } = ErrorBody.parse(JSON.parse(text));
    const id = error.code === 'internal' && error.request_id !== null ? ` (request ${error.request_id})` : '';
    return new KindredError(
      error.code,
      error.message + id,
      error.field === null ? {} : { field: error.field },
    );
  } catch {
    return new ServiceError(
      `The service answered ${response.status} ${response.statusText}, and not as Kindred does.`,
    );
  }
}

/** Where the first problem lies, for example `data.0.embedding`; empty when it is the whole value. */
function firstPath({ issues: [first] }: z.ZodError): string {
  return first === undefined ? '' : first.path.join('.');
}

function strangeAnswer(baseUrl: string, path: string): ServiceError {
  const where = path === '' ? '' : ` (at ${path})`;
  return new ServiceError(
    `${baseUrl} answered in a way this command does not know${where}. Is it a Kindred service of the same version?`,
  );
}

/**
 * Turns what `fetch` threw into an error that says what to do. The reason of an aborted signal is returned unchanged.
 */
function explain(error: unknown, baseUrl: string, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof KindredError || error instanceof ServiceError) return error;
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    const seconds = ANSWER_TIMEOUT_MS / 1_000;
    return new ServiceError(`No answer of ${baseUrl} within ${seconds} s.`, true, { cause: error });
  }
  const code = causeCode(error);
  if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR') return rootCause(error);
  if (error instanceof SyntaxError) return strangeAnswer(baseUrl, '');
  const reason = code === null ? '' : ` (${code})`;
  return new ServiceError(
    `No Kindred service answers at ${baseUrl}${reason}. Start one with "kindred serve", or leave --url and ` +
      'KINDRED_URL out to work inside this process.',
    true,
    { cause: error },
  );
}

function rootCause(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? rootCause(error.cause) : error;
}

function causeCode(error: unknown): string | null {
  const root = rootCause(error);
  return root instanceof Error && 'code' in root && typeof root.code === 'string' ? root.code : null;
}
