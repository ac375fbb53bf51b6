import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import { KindredError } from '../../../schemas/errors.ts';

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);
const ACCEPTABLE_REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** Gives every answer its `x-request-id` (the client's own, if it sent a plain one), and logs the request, without bodies. */
export function identifyRequest(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const given = request.get('x-request-id') ?? '';
    const id = ACCEPTABLE_REQUEST_ID.test(given) ? given : randomUUID();
    const started = performance.now();
    const { method, path } = request;
    response.setHeader('x-request-id', id);
    response.setHeader('cache-control', 'no-store');
    response.once('close', () => {
      const duration = Math.round(performance.now() - started);
      logger.debug({ request_id: id, method, path, status: response.statusCode, ms: duration }, 'request');
    });
    next();
  };
}

/** The id that this request was given. */
export function requestIdOf(response: Response): string | null {
  const id = response.getHeader('x-request-id');
  return typeof id === 'string' ? id : null;
}

/** Pages of this service alone may frame it, and nothing is loaded from elsewhere; the page at /docs widens that. */
export const securityHeaders: RequestHandler = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
    },
  },
  // Behind http this header is ignored, and behind https it is for the proxy to send.
  strictTransportSecurity: false,
});

/**
 * Refuses what a web page elsewhere could make a browser send: an `Origin` other than this service's own (a form or
 * fetch of another site), and without keys also a `Host` that is not a loopback name (DNS rebinding).
 */
export function refuseForeignSites(withKeys: boolean): RequestHandler {
  return (request, _response, next) => {
    const host = hostOf(request);
    if (!withKeys && !LOOPBACK_NAMES.has(host?.hostname ?? '')) {
      throw new KindredError(
        'forbidden',
        'Kindred answers to localhost, 127.0.0.1 and [::1] only; use one of them in the address.',
      );
    }
    if (host === null) {
      throw new KindredError('invalid_request', 'The header Host is not one name, with or without a port.');
    }
    const origin = request.get('origin');
    if (origin !== undefined && !isSameOrigin(origin, host)) {
      throw new KindredError('forbidden', 'Kindred answers no requests of other web sites.');
    }
    next();
  };
}

/** Null also when there are two: a proxy in front may have gone by the other one. */
function hostOf(request: Request): URL | null {
  const [header = '', ...others] = request.headersDistinct['host'] ?? [];
  if (others.length > 0) return null;
  return /^[A-Za-z0-9.:[\]-]+$/.test(header) ? asUrl(`http://${header}`) : null;
}

function isSameOrigin(origin: string, host: URL): boolean {
  return asUrl(origin)?.host === host.host;
}

function asUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}
