import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { mkdtemp } from 'node:fs/promises';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { IngestionAccepted } from '../../schemas/api/ingestions.ts';
import { startApi } from '../../services/api/main.ts';
import { compose } from '../../services/compose.ts';
import { readConfig } from '../../services/config.ts';
import { startWorkers } from '../../workers/main.ts';
import { answerOf, jsonLines } from './service.ts';
import { TINY } from '../encoder-folder.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { TraceReceiver } from './trace-receiver.ts';

const SECRET = 'the recipe of the house';
const ROWS = [{ instruction: `Write down ${SECRET}.`, output: 'Salt.' }, { nothing: SECRET }];
const INGESTION = 'POST /v1/corpora/{name}/ingestions';

let base = '';
beforeAll(async () => {
  base = await temporaryDirectory();
});

async function receiving(answers = true): Promise<{ receiver: TraceReceiver; url: string }> {
  const receiver = new TraceReceiver(answers);
  const url = await receiver.open();
  onTestFinished(() => receiver.close());
  return { receiver, url };
}

/**
 * Runs a service that ingests rows and answers one request well and one with an error. Returns the id of the job, and
 * how long closing the service took.
 */
async function ingestOnce(environment: Record<string, string>): Promise<{ job: string; closedMs: number }> {
  const config = readConfig({
    KINDRED_DATA: await mkdtemp(join(base, 'data-')),
    KINDRED_ENCODER: TINY,
    ...environment,
  });
  const kindred = await compose(config, (error) => {
    throw error;
  });
  const api = await startApi(kindred, { host: '127.0.0.1', port: 0 });
  await startWorkers(kindred);
  const upload = fetch(`${api.url}/v1/corpora/secret-corpus/ingestions?file_name=a.jsonl`, {
    method: 'POST',
    headers: { 'x-request-id': 'the-upload' },
    body: jsonLines(ROWS),
  });
  const { job } = await answerOf(IngestionAccepted, upload, 202);
  await (await fetch(`${api.url}/v1/jobs/${job}/events`)).text();
  await fetch(`${api.url}/v1/demonstrations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` },
    body: JSON.stringify({ instruction: `Write down ${SECRET}.`, k: 1 }),
  });
  await fetch(`${api.url}/healthz`);
  const started = performance.now();
  await api.close();
  await kindred.close();
  return { job, closedMs: performance.now() - started };
}

describe('traces over OTLP/HTTP', () => {
  it('follow a request into its job and the job of each batch, down to the encoder and the store', async () => {
    const { receiver, url } = await receiving();
    const { job } = await ingestOnce({ OTEL_EXPORTER_OTLP_ENDPOINT: url });
    const [request] = receiver.named(INGESTION);
    expect(attributesOf(request)).toMatchObject({
      'http.route': '/v1/corpora/{name}/ingestions',
      'http.response.status_code': 202,
      'kindred.request_id': 'the-upload',
    });
    const inTrace = receiver.spans.filter(({ traceId }) => traceId === request?.traceId);
    const names = new Set(inTrace.map(({ name }) => name));
    for (const name of ['process ingest-corpus', 'process embed-records', 'encoder embed', 'store upsert'])
      expect(names).toContain(name);
    const processed = inTrace.filter(({ name }) => name === 'process ingest-corpus');
    expect(new Set(processed.map((span) => attributesOf(span)['bullmq.job.id']))).toEqual(new Set([job]));
    expect(receiver.services).toEqual(new Set(['kindred']));
  });

  it('go on with the trace that the sender of a request names', async () => {
    const { receiver, url } = await receiving();
    await ingestOnce({ OTEL_EXPORTER_OTLP_ENDPOINT: url });
    const [asked] = receiver.named('POST /v1/demonstrations');
    expect(asked).toMatchObject({ traceId: 'a'.repeat(32), parentSpanId: 'b'.repeat(16) });
    const [embedded] = receiver.spans.filter(
      ({ name, traceId }) => name === 'encoder embed' && traceId === asked?.traceId,
    );
    expect(embedded?.parentSpanId).toBe(asked?.spanId);
  });

  it('hold no text, no name of a corpus, no error message, and nothing of probes', async () => {
    const { receiver, url } = await receiving();
    await ingestOnce({ OTEL_EXPORTER_OTLP_ENDPOINT: url });
    expect(receiver.spans.length).toBeGreaterThan(10);
    expect(receiver.text).not.toMatch(/recipe|secret-corpus|Salt|a\.jsonl|healthz/);
    const names = new Set(receiver.spans.flatMap(({ attributes }) => attributes.map(({ key }) => key)));
    expect([...names].filter((name) => !/^(http|kindred|bullmq\.(job|queue))\./.test(name))).toEqual([]);
  });

  it('carry the name and the headers of the standard variables', async () => {
    const { receiver, url } = await receiving();
    const previous = process.env['OTEL_EXPORTER_OTLP_HEADERS'];
    process.env['OTEL_EXPORTER_OTLP_HEADERS'] = 'x-tenant=ours';
    onTestFinished(() => {
      if (previous === undefined) delete process.env['OTEL_EXPORTER_OTLP_HEADERS'];
      else process.env['OTEL_EXPORTER_OTLP_HEADERS'] = previous;
    });
    await ingestOnce({
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${url}/own/path`,
      OTEL_SERVICE_NAME: 'kindred-api',
    });
    expect(receiver.services).toEqual(new Set(['kindred-api']));
    expect(receiver.headers[0]).toMatchObject({ 'x-tenant': 'ours' });
  });

  it('hold up neither the work nor the end when the collector does not answer', async () => {
    const { receiver, url } = await receiving(false);
    const { closedMs } = await ingestOnce({ OTEL_EXPORTER_OTLP_ENDPOINT: url });
    expect(receiver.requests).toBeGreaterThan(0);
    expect(closedMs).toBeLessThan(8_000);
  });

  it('are not sent when OpenTelemetry is switched off', async () => {
    const { receiver, url } = await receiving();
    await ingestOnce({ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_SDK_DISABLED: 'true' });
    await ingestOnce({ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_TRACES_EXPORTER: 'none' });
    await sleep(100);
    expect(receiver.requests).toBe(0);
  });

  it('load nothing when no collector is named', async () => {
    const { url } = await receiving();
    expect(await loadedTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: url })).toContain('sdk-trace-node');
    expect(await loadedTracing({})).toEqual([]);
  });
});

/** The packages of OpenTelemetry that a composed service has loaded, apart from its API, which the metrics need. */
async function loadedTracing(environment: Record<string, string>): Promise<string[]> {
  const script = fileURLToPath(new URL('./loaded-tracing-process.ts', import.meta.url));
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('OTEL_'));
  const child = spawn(process.execPath, ['--import', 'tsx', script, await mkdtemp(join(base, 'data-'))], {
    env: { ...Object.fromEntries(kept), KINDRED_ENCODER: TINY, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const chunk of child.stdout) text += String(chunk);
  return JSON.parse(text) as string[];
}

function attributesOf(span: { attributes: readonly { key: string; value: object }[] } | undefined): object & {
  'bullmq.job.id'?: unknown;
} {
  const pairs = (span?.attributes ?? []).map(({ key, value }) => [key, Object.values(value)[0] as unknown]);
  return Object.fromEntries(pairs) as object;
}
