import { randomUUID } from 'node:crypto';
import { createServer, STATUS_CODES } from 'node:http';
import type { RequestListener, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { KindredError } from '../../../schemas/errors.ts';
import { keepRoom } from './connections.ts';
import { toErrorBody } from './error-handler.ts';
import { MAX_CONNECTIONS, MAX_HEADER_BYTES } from './limits.ts';
import type { HttpTimeouts } from './timeouts.ts';

/** After this time without a byte in the middle of a request the client counts as gone. */
const IDLE_MS = 5 * 60 * 1_000;
/**
 * How long a connection without a request stays open. It is longer than proxies keep theirs, usually 60 s: were it
 * shorter, one would now and then send a request just when this server closes its connection.
 */
const KEEP_ALIVE_MS = 75_000;
/**
 * How long the rest of a refused request is read and dropped, so that a client that is still sending sees the answer.
 */
const DISCARD_MS = 1_000;

/**
 * Makes the HTTP server below Express. Requests that the parser of Node.js refuses never reach a route, so they are
 * answered here, in the same error shape. The server does not listen yet.
 */
export function createHttpServer(app: RequestListener, timeouts: HttpTimeouts, logger: Logger): Server {
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: timeouts.headersMs,
      // A large upload may take hours, so there is no limit on the whole; slow-bodies.ts checks its pace.
      requestTimeout: 0,
      connectionsCheckingInterval: timeouts.checkMs,
      // Node.js would refuse the request without a body; guard.ts refuses it with an error that says what is missing.
      requireHostHeader: false,
    },
    app,
  );
  server.timeout = IDLE_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  keepRoom(server, MAX_CONNECTIONS, logger);
  server.on('checkExpectation', app);
  server.on('checkContinue', inviteLater(app));
  server.on('connect', (request, socket) => {
    refuse(
      socket,
      new KindredError('method_not_allowed', `Kindred is no proxy: it takes no ${request.method}.`),
    );
  });
  answerClientErrors(server, timeouts);
  return server;
}

/**
 * A client that waits for a word before it sends its body gets it when its key was let through (authorise.ts). One that is
 * answered without may send its body or not, so what follows on its connection cannot be told apart: it is closed.
 */
function inviteLater(app: RequestListener): RequestListener {
  return (request, response) => {
    const { shouldKeepAlive } = response;
    const writeContinue = response.writeContinue.bind(response);
    response.shouldKeepAlive = false;
    response.writeContinue = (sent) => {
      response.shouldKeepAlive = shouldKeepAlive;
      writeContinue(sent);
    };
    app(request, response);
  };
}

interface ClientError extends Error {
  readonly code?: string;
  /** The reason that llhttp, the parser of Node.js, gives. */
  readonly reason?: string;
}

function answerClientErrors(server: Server, timeouts: HttpTimeouts): void {
  const latest = new WeakMap<Duplex, ServerResponse>();
  const refused = new WeakSet<Duplex>();
  server.on('request', (request, response) => latest.set(request.socket, response));
  server.on('clientError', (error: ClientError, socket) => {
    // The parser reports the error again for every further piece of data.
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

/** Writes the answer to the socket itself, since there is no response object, and closes the connection. */
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
