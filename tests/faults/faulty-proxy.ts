import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { closeWithConnections, listenOnLoopback } from '../loopback-server.ts';

/**
 * What happens to a request instead of passing: the proxy answers it, cuts the connection before or after the server,
 * or never answers.
 */
export type Fault =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body: object;
    }
  | { readonly kind: 'cut before' }
  | { readonly kind: 'cut after' }
  /** The headers and the first bytes of the answer pass, and then the connection ends. */
  | { readonly kind: 'cut within' }
  | { readonly kind: 'stall' };

/** An answer with an error in the form of Qdrant. */
export function refusal(status: number, error: string, headers: Record<string, string> = {}): Fault {
  return { kind: 'answer', status, headers, body: { status: { error }, time: 0 } };
}

/** A proxy in front of an HTTP server that makes some of the requests fail. */
export class FaultyProxy {
  readonly #target: URL;
  readonly #server = createServer((incoming, outgoing) => this.#handle(incoming, outgoing));
  /** The faults of the next requests, in order. `null` lets a request pass. */
  readonly next: (Fault | null)[] = [];
  /** The fault of every request for which `next` has none. */
  always: Fault | null = null;
  /** Is awaited before a request is passed on, so that a test can hold it back. */
  held: (incoming: IncomingMessage) => Promise<void> = () => Promise.resolve();
  requests = 0;
  /** The content encodings of the answers that passed. */
  readonly encodings = new Set<string>();

  constructor(target: string) {
    this.#target = new URL(target);
  }

  open(): Promise<string> {
    return listenOnLoopback(this.#server);
  }

  close(): Promise<void> {
    return closeWithConnections(this.#server);
  }

  #handle(incoming: IncomingMessage, outgoing: ServerResponse): void {
    this.requests++;
    const fault = this.next.length > 0 ? (this.next.shift() ?? null) : this.always;
    switch (fault?.kind) {
      case 'stall':
        return;
      case 'cut before':
        incoming.socket.destroy();
        return;
      case 'answer':
        incoming.resume();
        outgoing.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
        outgoing.end(JSON.stringify(fault.body));
        return;
      case 'cut after':
      case 'cut within':
      case undefined:
        void this.held(incoming).then(() => this.#pass(incoming, outgoing, fault?.kind ?? 'none'));
    }
  }

  #pass(incoming: IncomingMessage, outgoing: ServerResponse, cut: 'cut after' | 'cut within' | 'none'): void {
    const { hostname, port } = this.#target;
    const { method, url: path, headers } = incoming;
    const passed = request({ hostname, port, method, path, headers }, (answer) => {
      this.encodings.add(answer.headers['content-encoding'] ?? 'identity');
      if (cut === 'cut after') {
        answer.resume();
        answer.on('end', () => incoming.socket.destroy());
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      if (cut === 'cut within') {
        answer.once('data', (bytes: Buffer) => {
          outgoing.write(bytes.subarray(0, bytes.length / 2), () => incoming.socket.destroy());
        });
        return;
      }
      answer.pipe(outgoing);
    });
    passed.on('error', () => incoming.socket.destroy());
    incoming.pipe(passed);
  }
}
