import type { IncomingHttpHeaders } from 'node:http';
import type { QueueTelemetry } from '../queue/backend.ts';

/** Counts, codes and names of closed sets; see `exported-span.ts` for the ones that leave the process. */
export type SpanAttributes = Readonly<Record<string, string | number>>;

export interface RunningSpan {
  set(attributes: SpanAttributes): void;
}

export interface RequestSpan extends RunningSpan {
  /** Ends the span; a status of 500 and above counts as an error. */
  end(status: number): void;
}

/** Where the time of one request or job goes, over all processes that work on it. */
export interface Tracing {
  /** Runs `work` as a step of what runs around it; an error is noted by its code. */
  step<T>(name: string, work: (span: RunningSpan) => Promise<T>): Promise<T>;
  /** Begins the span of a request, as a part of the trace that its headers name, and runs `handle` within it. */
  request(name: string, headers: IncomingHttpHeaders, handle: (span: RequestSpan) => void): void;
  /** For the queue: lets a job go on with the trace of who added it. */
  readonly queue: QueueTelemetry;
  /** Sends what is not yet sent, for 3 s at most. */
  close(): Promise<void>;
}
