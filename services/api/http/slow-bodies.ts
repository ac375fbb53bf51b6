import type { RequestHandler } from 'express';
import { KindredError } from '../../../schemas/errors.ts';
import { sendError } from './error-handler.ts';
import { hasBody } from './has-body.ts';
import type { HttpTimeouts } from './timeouts.ts';

/** Answers `request_timeout` when a body arrives more slowly than `timeouts` allows, and closes the connection. */
export function refuseSlowBodies(timeouts: HttpTimeouts): RequestHandler {
  return (request, response, next) => {
    if (!hasBody(request)) {
      next();
      return;
    }
    const { socket } = request;
    const started = performance.now();
    const before = socket.bytesRead;
    const timer = setInterval(() => {
      if (request.complete || response.writableEnded) {
        clearInterval(timer);
        return;
      }
      const late = performance.now() - started - timeouts.bodyMs;
      if (socket.bytesRead - before >= (late / 1_000) * timeouts.bodyPace) return;
      clearInterval(timer);
      response.setHeader('connection', 'close');
      sendError(tooSlow(timeouts), request, response);
      response.once('finish', () => request.destroy());
    }, timeouts.checkMs);
    timer.unref();
    response.once('close', () => clearInterval(timer));
    next();
  };
}

function tooSlow({ bodyMs, bodyPace }: HttpTimeouts): KindredError {
  return new KindredError(
    'request_timeout',
    `The body came at less than ${bodyPace} bytes a second, ${bodyMs / 1_000} s after its beginning. Send it again over a better line.`,
  );
}
