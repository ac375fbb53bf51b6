import type { Request, RequestHandler, Response } from 'express';
import { KindredError } from '../../../schemas/errors.ts';
import type { BoardHandler } from '../../queue/port.ts';
import { admit, bearerOf } from '../http/authorise.ts';
import type { ApiServices } from '../deps.ts';
import { methodNotAllowed } from '../http/error-handler.ts';

export const QUEUE_BOARD_PATH = '/admin/queues';
/** The name under which metrics and audit log count requests to the board. */
export const QUEUE_BOARD = { operationId: 'queueBoard', scope: 'admin' } as const;

const MAX_JOBS_A_PAGE = 100;

/** The board needs inline styles. It also asks for a font from another server, which this policy blocks. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Serves the pages that show the jobs of the queue. They name every corpus and file, so the key must have the scope
 * `admin` and no restriction to some corpora. A browser asks for the key as a password (HTTP Basic, any user name);
 * programs send it as a bearer token as on every other route.
 */
export function queueBoard(services: ApiServices): RequestHandler[] {
  let board: Promise<BoardHandler> | null = null;
  const show: RequestHandler = async (request, response, next) => {
    board ??= services.queue.board(QUEUE_BOARD_PATH);
    (await board)(request, response, next);
  };
  return [admitAdministrator(services), readOnly, boundedPage, pageHeaders, show];
}

function admitAdministrator(services: ApiServices): RequestHandler {
  return async (request, response, next) => {
    try {
      const asked = { scope: 'admin', occupation: 'request' } as const;
      const key = bearerOf(request) ?? passwordOf(request);
      await admit(key, asked, services, response);
    } catch (error) {
      askForKey(error, response);
      throw error;
    }
    next();
  };
}

/** Adds the header that makes a browser ask for user name and password, when the error is a missing or unknown key. */
function askForKey(error: unknown, response: Response): void {
  if (!(error instanceof KindredError) || error.code !== 'unauthenticated') return;
  response.setHeader('www-authenticate', 'Basic realm="Kindred: the key is the password", charset="UTF-8"');
}

/** The password of an HTTP Basic header; null when there is none. The user name is ignored. */
function passwordOf(request: Request): string | null {
  const [, encoded] = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(request.get('authorization') ?? '') ?? [];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  return text.slice(text.indexOf(':') + 1);
}

const readOnly: RequestHandler = (request, response, next) => {
  if (request.method === 'GET' || request.method === 'HEAD') next();
  else methodNotAllowed(['get'])(request, response, next);
};

const boundedPage: RequestHandler = (request, _response, next) => {
  if (Number(request.query['jobsPerPage'] ?? 1) > MAX_JOBS_A_PAGE) {
    throw new KindredError('invalid_request', `jobsPerPage: at most ${MAX_JOBS_A_PAGE}.`, {
      field: 'jobsPerPage',
    });
  }
  next();
};

const pageHeaders: RequestHandler = (_request, response, next) => {
  response.setHeader('content-security-policy', CONTENT_SECURITY_POLICY);
  next();
};
