import { context, propagation, SpanKind, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider, type SpanExporter } from '@opentelemetry/sdk-trace-node';
import { BullMQOtel } from 'bullmq-otel';
import type { IncomingHttpHeaders } from 'node:http';
import { KindredError } from '../../schemas/errors.ts';
import type { TracingConfig } from '../config.ts';
import { settleWithin } from '../runtime/settle-within.ts';
import { isWorthExporting, withoutTexts } from './exported-span.ts';
import type { RequestSpan, RunningSpan, SpanAttributes, Tracing } from './tracing.ts';

const NAME = 'kindred';
const FLUSH_MS = 3_000;
const SERVER_ERROR = 500;

/**
 * Sends traces to a collector over OTLP/HTTP. Headers, sampling and batches follow the standard variables of OpenTelemetry.
 * There may be only one of these in a process at a time.
 */
export function openOtlpTracing({ url, serviceName }: TracingConfig): Tracing {
  const provider = new NodeTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': serviceName }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(boundedExporter(new OTLPTraceExporter({ url })))],
  });
  // Baggage, which is usually propagated too, is left out: what a stranger sends in it would be kept with every job.
  provider.register({ propagator: new W3CTraceContextPropagator() });
  return { step, request, queue: new BullMQOtel({ tracerName: 'bullmq' }), close: () => close(provider) };
}

function boundedExporter(exporter: SpanExporter): SpanExporter {
  return {
    export: (spans, done) => exporter.export(spans.filter(isWorthExporting).map(withoutTexts), done),
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}

function step<T>(name: string, work: (span: RunningSpan) => Promise<T>): Promise<T> {
  return trace.getTracer(NAME).startActiveSpan(name, async (span) => {
    try {
      return await work(settable(span));
    } catch (error) {
      fail(span, error instanceof KindredError ? error.code : 'internal');
      throw error;
    } finally {
      span.end();
    }
  });
}

function request(name: string, headers: IncomingHttpHeaders, handle: (span: RequestSpan) => void): void {
  const sender = propagation.extract(context.active(), headers);
  const span = trace.getTracer(NAME).startSpan(name, { kind: SpanKind.SERVER }, sender);
  const end = (status: number): void => {
    span.setAttribute('http.response.status_code', status);
    if (status >= SERVER_ERROR) fail(span, String(status));
    span.end();
  };
  context.with(trace.setSpan(sender, span), () => handle({ ...settable(span), end }));
}

function settable(span: Span): RunningSpan {
  return { set: (attributes: SpanAttributes) => void span.setAttributes(attributes) };
}

function fail(span: Span, type: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute('error.type', type);
}

async function close(provider: NodeTracerProvider): Promise<void> {
  await settleWithin(provider.shutdown(), FLUSH_MS);
  for (const api of [trace, context, propagation]) api.disable();
}
