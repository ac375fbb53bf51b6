import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import { KindredError } from '../../../schemas/errors.ts';

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);
const MAX_LISTENERS = 25;
const ACCEPTABLE_REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * Sets `x-request-id` on every answer (the client's own id if it is a plain one), and logs the request without body.
 */
export function identifyRequest(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const given = request.get('x-request-id') ?? '';
    const id = ACCEPTABLE_REQUEST_ID.test(given) ? given : randomUUID();
    const started = performance.now();
    const { method, path } = request;
    response.setHeader('x-request-id', id);
    response.setHeader('cache-control', 'no-store');
    // Each part that cares for a request listens for its end; Node warns of a leak above ten.
    response.setMaxListeners(MAX_LISTENERS);
    response.once('close', () => {
      const duration = Math.round(performance.now() - started);
      logger.debug({ request_id: id, method, path, status: response.statusCode, ms: duration }, 'request');
    });
    next();
  };
}

/** The id of the request that this response answers; null before `identifyRequest` has run. */
export function requestIdOf(response: Response): string | null {
  const id = response.getHeader('x-request-id');
  return typeof id === 'string' ? id : null;
}

/**
 * Security headers of every answer: only pages of this service may frame it, and pages load nothing from other servers.
 * The page at /docs sets a wider policy of its own.
 */
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
  // Browsers ignore this header on plain HTTP, and with HTTPS the proxy in front has to send it.
  strictTransportSecurity: false,
});

/**
 * Refuses requests that a page of another site could make a browser send: those with an `Origin` other than this
 * service's own (a form or a fetch of that site), and, when no keys are asked for, those with a `Host` that is not a
 * loopback name (DNS rebinding).
 * @throws KindredError `forbidden` when a request is refused, `invalid_request` when its header `Host` is not one name
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

/** The host that a request names; null when it names none or several, since a proxy may have used another of them. */
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
