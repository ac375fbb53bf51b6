import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { SpanKind } from '@opentelemetry/api';

/**
 * The only attributes that leave the process. BullMQ puts results, progress (with excerpts of rows) and the messages of
 * errors into its spans. None of these is in the list, so no text, key or vector leaves the process, whatever a library adds.
 */
const EXPORTED: ReadonlySet<string> = new Set([
  'http.request.method',
  'http.route',
  'http.response.status_code',
  'error.type',
  'kindred.operation',
  'kindred.request_id',
  'kindred.texts',
  'kindred.texts.embedded',
  'kindred.inference_ms',
  'bullmq.queue.name',
  'bullmq.queue.operation',
  'bullmq.job.name',
  'bullmq.job.id',
  'bullmq.job.attempts.made',
]);

/** Whether a span belongs to a request or a job. The others are those of workers that keep asking for work. */
export function isWorthExporting({ kind, parentSpanContext }: ReadableSpan): boolean {
  return parentSpanContext !== undefined || kind === SpanKind.SERVER || kind === SpanKind.CONSUMER;
}

/** A copy of the span without what may hold texts: other attributes, events, and the message of its status. */
export function withoutTexts(span: ReadableSpan): ReadableSpan {
  return {
    name: span.name,
    kind: span.kind,
    spanContext: () => span.spanContext(),
    ...(span.parentSpanContext !== undefined && { parentSpanContext: span.parentSpanContext }),
    startTime: span.startTime,
    endTime: span.endTime,
    duration: span.duration,
    ended: span.ended,
    status: { code: span.status.code },
    attributes: Object.fromEntries(Object.entries(span.attributes).filter(([name]) => EXPORTED.has(name))),
    links: [],
    events: [],
    resource: span.resource,
    instrumentationScope: span.instrumentationScope,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  };
}
