import { createServer, type Server } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { closeWithConnections, listenOnLoopback } from '../loopback-server.ts';

/** The fields of a span in OTLP's JSON that the tests read. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: readonly { key: string; value: object }[];
  readonly status: { readonly code: number; readonly message?: string };
}

interface TraceExport {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { key: string; value: { stringValue?: string } }[] };
    readonly scopeSpans: readonly { readonly spans: readonly ReceivedSpan[] }[];
  }[];
}

/** A collector that receives spans over OTLP/HTTP as JSON and keeps them. */
export class TraceReceiver {
  readonly spans: ReceivedSpan[] = [];
  readonly services = new Set<string>();
  readonly headers: NodeJS.Dict<string | string[]>[] = [];
  /** The text of all requests that were received. */
  text = '';
  requests = 0;
  readonly #server: Server;
  /** Whether requests are answered. When false they are accepted and stay without an answer. */
  #answers: boolean;

  constructor(answers = true) {
    this.#answers = answers;
    this.#server = createServer((request, response) => {
      this.requests++;
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks);
        this.headers.push(request.headers);
        this.#keep(request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body);
        if (this.#answers) response.setHeader('content-type', 'application/json').end('{}');
      });
    });
  }

  open(): Promise<string> {
    return listenOnLoopback(this.#server);
  }

  close(): Promise<void> {
    return closeWithConnections(this.#server);
  }

  named(name: string): ReceivedSpan[] {
    return this.spans.filter((span) => span.name === name);
  }

  #keep(body: Buffer): void {
    this.text += body.toString();
    const { resourceSpans } = JSON.parse(body.toString()) as TraceExport;
    for (const { resource, scopeSpans } of resourceSpans) {
      const service = resource.attributes.find(({ key }) => key === 'service.name');
      this.services.add(service?.value.stringValue ?? '');
      this.spans.push(...scopeSpans.flatMap(({ spans }) => spans));
    }
  }
}
