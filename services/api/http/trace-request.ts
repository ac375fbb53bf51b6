import type { RequestHandler } from 'express';
import type { Tracing } from '../../tracing/tracing.ts';
import { requestIdOf } from './guard.ts';
import type { Route } from '../route.ts';

/**
 * Middleware that records a span for each request, named after the route: its path would reveal names of corpora.
 * Routes that monitoring asks all the time have no span.
 */
export function traceRequest(route: Route, tracing: Tracing | null): RequestHandler[] {
  if (tracing === null || route.tag === 'Service') return [];
  const method = route.method.toUpperCase();
  const trace: RequestHandler = (request, response, next) => {
    tracing.request(`${method} ${route.path}`, request.headers, (span) => {
      span.set({
        'http.request.method': method,
        'http.route': route.path,
        'kindred.operation': route.operationId,
        'kindred.request_id': requestIdOf(response) ?? '',
      });
      response.once('close', () => span.end(response.statusCode));
      next();
    });
  };
  return [trace];
}
