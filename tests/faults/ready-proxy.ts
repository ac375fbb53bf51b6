import {
  Agent,
  createServer,
  request,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { closeWithConnections, listenOnLoopback } from '../loopback-server.ts';

const ASK_EVERY_MS = 100;

/**
 * A proxy as they stand in front of APIs: it keeps connections to its backends open, passes requests to those in turn that
 * `/readyz` calls ready, and repeats no request.
 */
export class ReadyProxy {
  readonly #server = createServer((incoming, outgoing) => this.#pass(incoming, outgoing));
  readonly #agent = new Agent({ keepAlive: true });
  readonly #backends = new Map<string, { isReady: boolean }>();
  #timer: NodeJS.Timeout | null = null;
  #next = 0;

  async open(backends: readonly string[]): Promise<string> {
    for (const url of backends) this.#backends.set(url, { isReady: false });
    await this.#look();
    this.#timer = setInterval(() => void this.#look(), ASK_EVERY_MS);
    return listenOnLoopback(this.#server);
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#agent.destroy();
    await closeWithConnections(this.#server);
  }

  async #look(): Promise<void> {
    const looks = [...this.#backends].map(async ([url, backend]) => {
      backend.isReady = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) }).then(
        ({ ok }) => ok,
        () => false,
      );
    });
    await Promise.all(looks);
  }

  get ready(): number {
    return [...this.#backends.values()].filter(({ isReady }) => isReady).length;
  }

  #pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const ready = [...this.#backends].flatMap(([url, { isReady }]) => (isReady ? [url] : []));
    const backend = ready[this.#next++ % ready.length];
    if (backend === undefined) {
      outgoing.writeHead(502).end();
      return;
    }
    const { hostname, port } = new URL(backend);
    const { method, url: path, headers } = incoming;
    const asked = request(
      { hostname, port, method, path, headers: withoutHop(headers), agent: this.#agent },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, withoutHop(answer.headers));
        answer.pipe(outgoing);
        answer.once('error', () => outgoing.destroy());
      },
    );
    asked.once('error', () => {
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(502).end();
    });
    incoming.pipe(asked);
  }
}

/** The headers without those that are about one connection alone. */
function withoutHop(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name !== 'connection' && name !== 'keep-alive'),
  );
}
