import type { Request, RequestHandler, Response } from 'express';
import { KindredError } from '../../../schemas/errors.ts';
import type { BoardHandler } from '../../queue/port.ts';
import { admit, bearerOf } from '../http/authorise.ts';
import type { ApiServices } from '../deps.ts';
import { methodNotAllowed } from '../http/error-handler.ts';

export const QUEUE_BOARD_PATH = '/admin/queues';
/** Its name in the metrics. */
export const QUEUE_BOARD = { operationId: 'queueBoard' };

const MAX_JOBS_A_PAGE = 100;

/** The board sets styles itself, and would load a font from elsewhere, which is not let through. */
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
 * The pages on the jobs, for keys with the scope `admin` and all corpora: they name every corpus and file. A browser asks
 * for the key as a password (HTTP Basic, any user name); programs send it as everywhere else.
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
      await admit(bearerOf(request) ?? passwordOf(request), 'admin', services, response);
    } catch (error) {
      askForKey(error, response);
      throw error;
    }
    next();
  };
}

/** Makes a browser ask for user name and password. */
function askForKey(error: unknown, response: Response): void {
  if (!(error instanceof KindredError) || error.code !== 'unauthenticated') return;
  response.setHeader('www-authenticate', 'Basic realm="Kindred: the key is the password", charset="UTF-8"');
}

/** The password of HTTP Basic; the user name says nothing. */
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
