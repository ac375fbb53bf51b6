import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { KindredError } from '../../../schemas/errors.ts';
import type { ErrorBody } from '../../../schemas/errors.ts';
import { withoutRepeats } from '../../runtime/without-repeats.ts';
import { requestIdOf } from './guard.ts';

const DISCARD_MS = 5_000;
/** Errors that pass tell when to ask again: what the server lacks now, and what a key has too much of. */
const PASSING = new Set([429, 503]);
const RETRY_AFTER_SECONDS = 2;

/** What Express' own router throws: errors of the `http-errors` package. */
interface HttpError extends Error {
  readonly status: number;
}

function isHttpError(error: unknown): error is HttpError {
  return error instanceof Error && 'status' in error && typeof error.status === 'number';
}

/**
 * Turns any error into a `KindredError`. An unknown error becomes `internal`, with a message that reveals nothing about
 * the service; the original error is for the log.
 */
function toKindredError(error: unknown): KindredError {
  if (error instanceof KindredError) return error;
  if (isHttpError(error) && error.status < 500) {
    return new KindredError('invalid_request', error.message, { cause: error });
  }
  const message = 'Something went wrong inside Kindred. Its log has the details under this request id.';
  return new KindredError('internal', message, { cause: error });
}

export function toErrorBody(error: KindredError, requestId: string | null): ErrorBody {
  const { code, message, field, retryable } = error;
  return { error: { code, message, field, retryable, request_id: requestId } };
}

/** Answers every error in the one error shape. When the answer has already begun, its connection is closed instead. */
export function errorHandler(logger: Logger): ErrorRequestHandler {
  // What passes fails every request alike while it lasts, so each kind of it is told once and then counted.
  const tellPassing = withoutRepeats((message) => logger.error(message));
  return (thrown: unknown, request, response, _next) => {
    const error = toKindredError(thrown);
    const requestId = requestIdOf(response);
    const hasGone = response.destroyed;
    // A full disk is told once when it fills, and not with every upload.
    const isFault = error.status >= 500 && error.code !== 'storage_full';
    const isPassing = PASSING.has(error.status);
    if (isFault && isPassing && !hasGone) tellPassing(`requests fail with ${error.code}: ${error.message}`);
    const level = isFault && !isPassing && !hasGone ? 'error' : 'debug';
    logger[level]({ err: error.cause ?? error, code: error.code, request_id: requestId }, 'request failed');
    sendError(error, request, response);
  };
}

/**
 * Answers a request with `error`, even when its body has not arrived yet. When the answer has already begun, its
 * connection is closed instead.
 */
export function sendError(error: KindredError, request: Request, response: Response): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  discardBody(request);
  const tellsWhen = PASSING.has(error.status) && error.retryable && !response.hasHeader('retry-after');
  if (tellsWhen) response.setHeader('retry-after', RETRY_AFTER_SECONDS);
  response.status(error.status).json(toErrorBody(error, requestIdOf(response)));
}

/** Reads and drops the body for a moment: a client that is still sending would otherwise not read the answer. */
function discardBody(request: Request): void {
  if (request.complete) return;
  request.resume();
  setTimeout(() => {
    if (!request.complete) request.destroy();
  }, DISCARD_MS).unref();
}

export const unknownRoute: RequestHandler = (request: Request) => {
  throw new KindredError(
    'not_found',
    `There is nothing at ${request.method} ${request.path}. /docs shows what there is.`,
  );
};

/** Answers `method_not_allowed` on a path that exists for other methods, and lists those in the header `allow`. */
export function methodNotAllowed(methods: readonly string[]): RequestHandler {
  const allow = methods.map((method) => method.toUpperCase()).join(', ');
  return (request, response) => {
    response.setHeader('allow', allow);
    const path = request.baseUrl + request.path;
    throw new KindredError('method_not_allowed', `${path} takes ${allow}, not ${request.method}.`);
  };
}
