import { randomUUID } from 'node:crypto';
import { createServer, STATUS_CODES } from 'node:http';
import type { RequestListener, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { KindredError } from '../../../schemas/errors.ts';
import { toErrorBody } from './error-handler.ts';
import { MAX_CONNECTIONS, MAX_HEADER_BYTES } from './limits.ts';
import type { HttpTimeouts } from './timeouts.ts';

/** A client that has sent nothing for so long, in the middle of a request, is taken for gone. */
const IDLE_MS = 5 * 60 * 1_000;
/** A refused client may be in the middle of sending: what comes is read on and dropped, so that it sees the answer. */
const DISCARD_MS = 1_000;

/**
 * The server below Express. What its parser refuses never reaches a route, and is answered here in the same shape. It
 * listens nowhere yet.
 */
export function createHttpServer(app: RequestListener, timeouts: HttpTimeouts): Server {
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: timeouts.headersMs,
      // Uploads take as long as they take; slow-bodies.ts watches over their pace.
      requestTimeout: 0,
      connectionsCheckingInterval: timeouts.checkMs,
      // Node would answer without a body; the guard says what is missing.
      requireHostHeader: false,
    },
    app,
  );
  server.timeout = IDLE_MS;
  server.maxConnections = MAX_CONNECTIONS;
  server.on('checkExpectation', app);
  server.on('connect', (request, socket) => {
    refuse(
      socket,
      new KindredError('method_not_allowed', `Kindred is no proxy: it takes no ${request.method}.`),
    );
  });
  answerClientErrors(server, timeouts);
  return server;
}

interface ClientError extends Error {
  readonly code?: string;
  /** What llhttp, Node's parser, says. */
  readonly reason?: string;
}

function answerClientErrors(server: Server, timeouts: HttpTimeouts): void {
  const latest = new WeakMap<Duplex, ServerResponse>();
  const refused = new WeakSet<Duplex>();
  server.on('request', (request, response) => latest.set(request.socket, response));
  server.on('clientError', (error: ClientError, socket) => {
    // The parser says it again for everything that follows.
    if (refused.has(socket)) return;
    refused.add(socket);
    const response = latest.get(socket);
    const midAnswer = response?.headersSent === true && !response.writableFinished;
    if (error.code === 'ECONNRESET' || midAnswer || !socket.writable) socket.destroy();
    else refuse(socket, toKindredError(error, timeouts));
  });
}

function toKindredError(error: ClientError, { headersMs }: HttpTimeouts): KindredError {
  if (error.code === 'HPE_HEADER_OVERFLOW') {
    const limit = `${MAX_HEADER_BYTES / 1_024} KiB`;
    const message = `Address and headers are above the limit of ${limit}. Long texts and files belong into the body.`;
    return new KindredError('headers_too_large', message);
  }
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    const message = `The headers were not complete after ${headersMs / 1_000} s. Send them in one piece.`;
    return new KindredError('request_timeout', message);
  }
  return new KindredError(
    'invalid_request',
    `This is not valid HTTP: ${error.reason ?? 'it cannot be read'}.`,
  );
}

/** Answers past Express, and closes the connection. */
function refuse(socket: Duplex, error: KindredError): void {
  const id = randomUUID();
  const body = JSON.stringify(toErrorBody(error, id));
  const head = [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}`,
    'connection: close',
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'x-content-type-options: nosniff',
    `x-request-id: ${id}`,
  ];
  socket.on('error', () => socket.destroy());
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  setTimeout(() => socket.destroy(), DISCARD_MS).unref();
}
