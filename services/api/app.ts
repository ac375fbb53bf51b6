import express from 'express';
import type { Express, Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { KindredError } from '../../schemas/errors.ts';
import { visibleStore } from '../access/visible-store.ts';
import { BulkLines } from '../access/bulk-lines.ts';
import type { Holding } from '../access/in-flight.ts';
import { WholeCorpora } from '../access/whole-corpora.ts';
import { audited, countForAudit } from './http/audit.ts';
import { accessOf, authorise, holdingOf, inItsPlace } from './http/authorise.ts';
import type { ApiServices } from './deps.ts';
import { docsRouter } from './pages/docs.ts';
import { webRouter } from './pages/web.ts';
import { errorHandler, methodNotAllowed, unknownRoute } from './http/error-handler.ts';
import { identifyRequest, refuseForeignSites, requestIdOf, securityHeaders } from './http/guard.ts';
import { readJsonBody } from './http/json-body.ts';
import { MCP, MCP_PATH, mcpHandlers } from './mcp.ts';
import { HTTP_TIMEOUTS, type HttpTimeouts } from './http/timeouts.ts';
import { QUEUE_BOARD, QUEUE_BOARD_PATH, queueBoard } from './pages/queue-board.ts';
import type { Reply, Route } from './route.ts';
import { getAccessRoute } from './routes/access.ts';
import { refuseSlowBodies } from './http/slow-bodies.ts';
import { traceRequest } from './http/trace-request.ts';

/** Makes the Express app that serves a route table. The app does not listen on a port and keeps nothing open. */
export function createApp(
  routes: readonly Route[],
  services: ApiServices,
  logger: Logger,
  timeouts: HttpTimeouts = HTTP_TIMEOUTS,
): Express {
  const app = express();
  const lines = new BulkLines();
  const turns = new WholeCorpora();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(identifyRequest(logger));
  app.use(securityHeaders);
  app.use(refuseForeignSites(services.authenticator.required));
  app.use(refuseSlowBodies(timeouts));
  for (const route of routes) {
    const handlers = [
      measure(route, services),
      ...traceRequest(route, services.tracing),
      authorise(route, services),
      ...bodyReaders(route, timeouts),
      answer(route, services, { lines, turns, logger }),
    ];
    app[route.method](expressPath(route.path), ...handlers);
  }
  for (const [path, methods] of methodsByPath(routes)) {
    app.all(expressPath(path), methodNotAllowed(methods));
  }
  if (services.mcp !== undefined) {
    app.post(MCP_PATH, measure(MCP, services), ...mcpHandlers(services.mcp, services, timeouts));
    app.all(MCP_PATH, methodNotAllowed(['post']));
  }
  // The page asks this route first. A process that answers monitoring alone has neither.
  if (routes.includes(getAccessRoute)) app.use(webRouter());
  app.use(docsRouter());
  app.use(QUEUE_BOARD_PATH, measure(QUEUE_BOARD, services), ...queueBoard(services));
  app.use(unknownRoute);
  app.use(errorHandler(logger));
  return app;
}

/** Turns an OpenAPI path such as `/v1/corpora/{name}` into the form that Express reads, `/v1/corpora/:name`. */
function expressPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}

/** Measures and counts each request under the name of its operation, because a path contains names of corpora. */
function measure(
  { operationId, scope }: Pick<Route, 'operationId' | 'scope'>,
  services: ApiServices,
): RequestHandler {
  return (request, response, next) => {
    const stop = services.metrics.requests.startTimer({ operation: operationId });
    response.once('close', () => {
      stop({ status: response.statusCode });
      countForAudit({ operationId, scope }, { request, response }, services);
    });
    next();
  };
}

function bodyReaders({ body }: Route, timeouts: HttpTimeouts): RequestHandler[] {
  return body?.kind === 'json' ? [requireJson, readJsonBody(body.maxBytes, timeouts)] : [];
}

const requireJson: RequestHandler = (request, _response, next) => {
  if (request.is('application/json') === false) {
    throw new KindredError('invalid_request', 'Send JSON, with the header Content-Type: application/json.');
  }
  next();
};

interface OfAllRequests {
  readonly lines: BulkLines;
  readonly turns: WholeCorpora;
  readonly logger: Logger;
}

function answer(
  route: Route,
  services: ApiServices,
  { lines, turns, logger }: OfAllRequests,
): RequestHandler {
  return async (request: Request, response: Response) => {
    const gone = new AbortController();
    const noteGone = (): void => {
      if (!response.writableFinished) gone.abort();
    };
    if (response.closed) noteGone();
    else response.once('close', noteGone);
    const access = accessOf(response);
    const log = logger.child({ request_id: requestIdOf(response), asker: access.id });
    const holding = holdingOf(response);
    const handle = async (): Promise<Reply | null> => {
      if (route.scope !== null) services.encodings.assertKnown();
      // Now, and not when the request came: the encoding may have been switched while it waited for its turn.
      const encoding = services.encodings.live();
      const { encoder: shared, store } = encoding;
      const encoder = lines.encoderFor(access.id, shared);
      const seen = { ...services, access, log, encoding, encoder, store: visibleStore(store, access) };
      const asked = { request, response, services: seen, signal: gone.signal, holding };
      return audited(route, asked, services, () => route.handle(asked));
    };
    await inItsPlace(response, async () => {
      if (route.wholeCorpora) {
        const about = JSON.stringify([request.originalUrl, access.corpora && [...access.corpora]]);
        const written = async (): Promise<Written | null> => writtenOf(await handle());
        send(await turns.ask(access.id, about, gone.signal, written), response, holding);
      } else send(writtenOf(await turns.beside(handle)), response, holding);
    });
  };
}

/** An answer as it is sent. */
interface Written {
  readonly reply: Reply;
  readonly content: string | Buffer;
}

function writtenOf(reply: Reply | null): Written | null {
  if (reply === null) return null;
  const { body } = reply;
  return {
    reply,
    content:
      body instanceof Uint8Array
        ? Buffer.from(body.buffer, body.byteOffset, body.byteLength)
        : JSON.stringify(body),
  };
}

/** Sends an answer, which counts among what the request holds until the client has read it. */
function send(written: Written | null, response: Response, holding: Holding): void {
  if (written === null) return;
  const { reply, content } = written;
  holding.add(content.length);
  response
    .status(reply.status)
    .set(reply.headers ?? {})
    .type(typeof content === 'string' ? 'json' : 'application/octet-stream')
    .send(content);
}

function methodsByPath(routes: readonly Route[]): Map<string, string[]> {
  const methods = new Map<string, string[]>();
  for (const { path, method } of routes) methods.set(path, [...(methods.get(path) ?? []), method]);
  return methods;
}
