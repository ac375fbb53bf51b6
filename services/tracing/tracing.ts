import type { IncomingHttpHeaders } from 'node:http';
import type { QueueTelemetry } from '../queue/backend.ts';

/** Attributes of a span: counts, codes and names from fixed lists. `exported-span.ts` lists those that leave the process. */
export type SpanAttributes = Readonly<Record<string, string | number>>;

export interface RunningSpan {
  set(attributes: SpanAttributes): void;
}

export interface RequestSpan extends RunningSpan {
  /** Ends the span; a status of 500 and above counts as an error. */
  end(status: number): void;
}

/** Records how a request or job spends its time, over all processes that work on it. */
export interface Tracing {
  /** Runs `work` as a step of the request, job or step in which it is called. Of an error its code is recorded. */
  step<T>(name: string, work: (span: RunningSpan) => Promise<T>): Promise<T>;
  /** Begins the span of a request and runs `handle` within it. It belongs to the trace that the headers name. */
  request(name: string, headers: IncomingHttpHeaders, handle: (span: RequestSpan) => void): void;
  /** Lets the queue carry the trace of the request that has added a job to the worker that runs it. */
  readonly queue: QueueTelemetry;
  /** Sends the spans that are not sent yet, and waits 3 s at most for that. */
  close(): Promise<void>;
}
