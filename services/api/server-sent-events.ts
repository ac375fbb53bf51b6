import type { Response } from 'express';

const HEARTBEAT_MS = 15_000;

/** A stream of server-sent events (WHATWG HTML, section 9.2) on one response. */
export interface EventSink {
  send(event: string, data: unknown): void;
  end(): void;
}

/** Begins the stream. Comments keep it alive while nothing happens. */
export function openEventStream(response: Response): EventSink {
  response.status(200);
  response.setHeader('content-type', 'text/event-stream; charset=utf-8');
  response.setHeader('x-accel-buffering', 'no');
  response.flushHeaders();
  const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
  response.once('close', () => clearInterval(heartbeat));
  return {
    send: (event, data) => {
      response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    end: () => {
      clearInterval(heartbeat);
      response.end();
    },
  };
}
