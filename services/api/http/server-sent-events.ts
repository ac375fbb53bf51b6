import type { Response } from 'express';

const HEARTBEAT_MS = 15_000;

/** A stream of server-sent events (WHATWG HTML, section 9.2), written to one response. */
export interface EventSink {
  /** Sends an event. While the client does not read, events are dropped rather than buffered. */
  send(event: string, data: unknown): void;
  /** Ends the stream, with a last event if one is given. */
  end(event?: string, data?: unknown): void;
}

/** Sends the headers of the stream, and then a comment now and then, so that proxies keep an idle stream open. */
export function openEventStream(response: Response): EventSink {
  response.status(200);
  response.setHeader('content-type', 'text/event-stream; charset=utf-8');
  response.setHeader('x-accel-buffering', 'no');
  response.flushHeaders();
  const heartbeat = setInterval(() => {
    if (!response.writableNeedDrain) response.write(': still here\n\n');
  }, HEARTBEAT_MS);
  response.once('close', () => clearInterval(heartbeat));
  return {
    send: (event, data) => {
      if (response.writableNeedDrain) return;
      response.write(textOf(event, data));
    },
    end: (event, data) => {
      clearInterval(heartbeat);
      response.end(event === undefined ? '' : textOf(event, data));
    },
  };
}

function textOf(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
