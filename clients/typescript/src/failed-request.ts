import type { z } from 'zod';
import { ErrorBody, KindredError } from '../../../schemas/errors.ts';
import { FailedAttempt, type FailureKind } from './repeated.ts';
import { ServiceError } from './service-error.ts';

/** No connection came about, so the service knows nothing of the request. */
const NOT_CONNECTED = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);
/** The connection broke off, or nothing more came over it. */
const LOST = new Set([
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_SOCKET',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);
const TOO_MANY_REQUESTS = 429;
/** What a service that is being restarted answers, or the proxy in front of it. */
const AWAY = new Set([502, 503, 504]);

/** An answer that is an error, as a failed attempt. */
export async function refusedBy(response: Response): Promise<FailedAttempt> {
  const seconds = Number(response.headers.get('retry-after'));
  return new FailedAttempt(
    await errorOf(response),
    failureKindOf(response.status),
    seconds > 0 ? seconds * 1_000 : 0,
  );
}

function failureKindOf(status: number): FailureKind {
  if (status === TOO_MANY_REQUESTS) return 'not begun';
  return AWAY.has(status) ? 'unknown' : 'for good';
}

async function errorOf(response: Response): Promise<Error> {
  const text = await response.text().catch(() => '');
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
      { isUnavailable: AWAY.has(response.status) },
    );
  }
}

/** An answer of another shape than that of Kindred. */
export function strangeAnswer(baseUrl: string, problem: z.ZodError | null): FailedAttempt {
  const path = problem?.issues[0]?.path.join('.') ?? '';
  const where = path === '' ? '' : ` (at ${path})`;
  const error = new ServiceError(
    `${baseUrl} answered in a way this command does not know${where}. Is it a Kindred service of the same version?`,
  );
  return new FailedAttempt(error, 'for good');
}

/** What `fetch` threw, as a failed attempt whose error says what to do. */
export function failedAttempt(error: unknown, baseUrl: string, limitMs: number): FailedAttempt {
  if (error instanceof FailedAttempt) return error;
  if (error instanceof SyntaxError) return strangeAnswer(baseUrl, null);
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    const told = `No answer of ${baseUrl} within ${limitMs / 1_000} s.`;
    return new FailedAttempt(unavailable(told, true, error), 'unknown');
  }
  const code = causeCode(error);
  if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR')
    return new FailedAttempt(rootCause(error), 'for good');
  if (isCutShort(error, code)) return new FailedAttempt(brokenOff(error, baseUrl, code), 'unknown');
  const told =
    `No Kindred service answers at ${baseUrl}${code === null ? '' : ` (${code})`}. Start one with "kindred serve", or ` +
    'leave --url and KINDRED_URL out to work inside this process.';
  const mayPass = code !== null && NOT_CONNECTED.has(code);
  return new FailedAttempt(unavailable(told, false, error), mayPass ? 'not begun' : 'for good');
}

/**
 * The bytes of an answer as they come.
 * @throws ServiceError when the connection breaks off before the end
 */
export async function* unbroken(
  bytes: AsyncIterable<Uint8Array>,
  baseUrl: string,
): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    const code = causeCode(error);
    throw isCutShort(error, code) ? brokenOff(error, baseUrl, code) : error;
  }
}

function brokenOff(cause: unknown, baseUrl: string, code: string | null): ServiceError {
  const why = code === null ? '' : ` (${code})`;
  return unavailable(
    `The connection to ${baseUrl} broke off${why} before the whole answer came.`,
    true,
    cause,
  );
}

function isCutShort(error: unknown, code: string | null): boolean {
  return code === null ? error instanceof TypeError && error.message === 'terminated' : LOST.has(code);
}

function unavailable(message: string, mayBeDone: boolean, cause: unknown): ServiceError {
  return new ServiceError(message, { isUnavailable: true, mayBeDone, cause });
}

function rootCause(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? rootCause(error.cause) : error;
}

function causeCode(error: unknown): string | null {
  const root = rootCause(error);
  return root instanceof Error && 'code' in root && typeof root.code === 'string' ? root.code : null;
}
