import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TraceReceiver } from '../api/trace-receiver.ts';
import { corpusOf, jobUntil, startIngestion } from './ingested-over-http.ts';
import { storedCorpus } from './stored-corpus.ts';
import { Topology, type KindredProcess } from './topology.ts';

const ROWS = 1_500;
const LONG = 240_000;
/**
 * Time that a process may take beyond its deadline on a busy machine. Both together are less than the default deadline.
 */
const SLACK_MS = 15_000;

let topology: Topology;
beforeEach(async () => {
  topology = await Topology.start();
});
afterEach(async () => {
  await topology.stop();
});

/** Sends SIGTERM, and resolves with the exit code and the time that the process took to end. */
async function terminated(child: KindredProcess): Promise<{ code: number | null; ms: number }> {
  const began = performance.now();
  const exited = once(child, 'exit') as Promise<[number | null]>;
  child.kill('SIGTERM');
  const [code] = await exited;
  return { code, ms: performance.now() - began };
}

/** A list of the lines in the log of a process, which grows as they arrive. */
function logOf(child: KindredProcess): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = [];
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => {
    const whole = (text + chunk.toString()).split('\n');
    text = whole.pop() ?? '';
    const json = whole.filter((line) => line.startsWith('{'));
    lines.push(...json.map((line) => JSON.parse(line) as Record<string, unknown>));
  });
  return lines;
}

test(
  'a worker at SIGTERM gives its jobs back within the deadline, and another one brings them to their end',
  async () => {
    const { url: api } = await topology.apiProcess();
    const first = topology.worker({ KINDRED_STOP_SECONDS: '4' });
    const job = await startIngestion(api, 'stopped', corpusOf(ROWS));
    await jobUntil(api, job, ({ done }) => done >= 0.1 * ROWS);
    const { code, ms } = await terminated(first);
    expect(code).toBe(0);
    expect(ms).toBeLessThan(4_000 + SLACK_MS);
    const left = await jobUntil(api, job, () => true);
    expect(left).toMatchObject({ attempts: 0, error: null });
    expect(left.state).not.toBe('completed');
    topology.worker();
    const { result } = await jobUntil(api, job, ({ state }) => state === 'completed');
    expect(result).toMatchObject({ rows: ROWS, rejected: 0 });
    expect(await storedCorpus(topology.environment)).toHaveLength(ROWS);
  },
  LONG,
);

test(
  'API and worker end at their deadline although Redis takes connections and answers nothing',
  async () => {
    const variables = { KINDRED_STOP_SECONDS: '3' };
    const { url, process: api } = await topology.apiProcess(variables);
    const worker = topology.worker(variables);
    const job = await startIngestion(url, 'stopped', corpusOf(ROWS));
    await jobUntil(url, job, ({ done }) => done > 0);
    topology.redis.freeze();
    const asked = fetch(`${url}/v1/jobs/${job}`).catch(() => null);
    for (const { ms } of await Promise.all([terminated(api), terminated(worker)]))
      expect(ms).toBeLessThan(3_000 + SLACK_MS);
    await asked;
  },
  LONG,
);

test(
  'the logs of API and worker name one ingestion by its request and its job, and a trace joins both processes',
  async () => {
    const receiver = new TraceReceiver();
    const variables = { KINDRED_LOG_LEVEL: 'info', OTEL_EXPORTER_OTLP_ENDPOINT: await receiver.open() };
    const { url, process: api } = await topology.apiProcess({ ...variables, OTEL_SERVICE_NAME: 'api' });
    const worker = topology.worker({ ...variables, OTEL_SERVICE_NAME: 'worker' });
    const [apiLog, workerLog] = [logOf(api), logOf(worker)];
    const job = await startIngestion(url, 'stopped', corpusOf(20));
    await jobUntil(url, job, ({ state }) => state === 'completed');
    for (const child of [api, worker]) expect((await terminated(child)).code).toBe(0);
    expect(apiLog).toContainEqual(
      expect.objectContaining({ job_id: job, request_id: expect.any(String) as string, asker: 'local' }),
    );
    expect(workerLog).toContainEqual(expect.objectContaining({ job_id: job, outcome: 'completed' }));
    expect(receiver.services).toEqual(new Set(['api', 'worker']));
    const [request] = receiver.named('POST /v1/corpora/{name}/ingestions');
    const worked = receiver.named('process embed-records');
    expect(worked.map(({ traceId }) => traceId)).toEqual([request?.traceId]);
    await receiver.close();
  },
  LONG,
);
