import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { allows, LOCAL_ACCESS } from '../access/access.ts';
import type { ApiServices, McpEndpoint } from './deps.ts';
import { accessOf, admit, bearerOf, inItsPlace, inviteBody } from './http/authorise.ts';
import { readJsonBody } from './http/json-body.ts';
import { SMALL_BODY_BYTES } from './http/limits.ts';
import type { HttpTimeouts } from './http/timeouts.ts';
import { validate } from './validation.ts';

export const MCP_PATH = '/mcp';
/** The name under which metrics count messages. The audit log has what their tools asked for. */
export const MCP = { operationId: 'mcp', scope: null } as const;

const McpQuery = z.strictObject({ write: z.enum(['true', 'false']).optional() });

/** The headers of a message that its protocol reads. The key is no part of them: it is given beside. */
const PASSED_HEADERS = /^(accept|content-type|mcp-.+)$/;

/**
 * Serves the Model Context Protocol over streamable HTTP: a POST is one message, and nothing is kept between two of them. The
 * key needs the scope `read`. Tools that write are offered to keys with the scope `write`, unless `?write=false`; on a service
 * without keys they are with `?write=true` alone.
 */
export function mcpHandlers(
  open: () => Promise<McpEndpoint>,
  services: ApiServices,
  timeouts: HttpTimeouts,
): RequestHandler[] {
  const letThrough: RequestHandler = async (request, response, next) => {
    await admit(bearerOf(request), { scope: 'read', occupation: 'message' }, services, response);
    inviteBody(request, response);
    next();
  };
  const answer: RequestHandler = (request, response) =>
    inItsPlace(response, async () => {
      const mayWrite = offersWriting(request, response);
      const endpoint = await open();
      const asker = { key: bearerOf(request), id: accessOf(response).id, mayWrite };
      await send(await endpoint(messageOf(request, response), request.body, asker), response);
    });
  return [letThrough, readJsonBody(SMALL_BODY_BYTES, timeouts), answer];
}

function offersWriting(request: Request, response: Response): boolean {
  const { write } = validate(McpQuery, request.query);
  const access = accessOf(response);
  const isAsked = write === undefined ? access !== LOCAL_ACCESS : write === 'true';
  return isAsked && allows(access, 'write');
}

/** The request in the form that fetch has, without its body. It is aborted when the client leaves. */
function messageOf(request: Request, response: Response): globalThis.Request {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(request.headersDistinct)) {
    if (PASSED_HEADERS.test(name)) for (const value of values) headers.append(name, value);
  }
  const address = new URL(MCP_PATH, 'http://localhost');
  return new globalThis.Request(address, { method: 'POST', headers, signal: gone.signal });
}

async function send({ status, headers, body }: globalThis.Response, response: Response): Promise<void> {
  response.status(status);
  for (const [name, value] of headers) response.setHeader(name, value);
  if (body === null) response.end();
  else await pipeline(Readable.fromWeb(body), response).catch(ifNotGone(response));
}

/** What is left of an answer whose reader has gone is no fault. */
function ifNotGone(response: Response): (error: unknown) => void {
  return (error) => {
    if (!response.destroyed) throw error;
  };
}
