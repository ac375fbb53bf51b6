import { once } from 'node:events';
import { mkdtemp, readdir } from 'node:fs/promises';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { temporaryDirectory } from '../api/temporary-directory.ts';
import { TINY } from '../encoder-folder.ts';
import { finished, firstLine, startCliWith, type Finished } from './run-cli.ts';

const MINUTE = 60_000;
/**
 * Time that a process may take beyond its deadline on a busy machine. Both together are less than the default deadline.
 */
const SLACK_MS = 15_000;

let base = '';
beforeAll(async () => {
  base = await temporaryDirectory();
});

interface Served {
  readonly url: string;
  readonly data: string;
  /** Sends SIGTERM, and resolves with the output of the process, its exit code, and the time that it took to end. */
  stop(): Promise<Finished & { ms: number }>;
}

async function serve(variables: Record<string, string>): Promise<Served> {
  const data = await mkdtemp(join(base, 'data-'));
  const child = startCliWith(
    { KINDRED_ENCODER: TINY, ...variables, KINDRED_DATA: data },
    'serve',
    '--port',
    '0',
    '--quiet',
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = finished(child);
  const url = (await firstLine(child)).split(' ').at(-1) ?? '';
  const stop = async (): Promise<Finished & { ms: number }> => {
    const began = performance.now();
    child.kill('SIGTERM');
    return { ...(await ended), ms: performance.now() - began };
  };
  return { url, data, stop };
}

/** Starts an upload and waits until the service has received its first half. */
async function halfSent({ url, data }: Served): Promise<ClientRequest> {
  const upload = request(`${url}/v1/corpora/late/ingestions?file_name=a.jsonl`, { method: 'POST' });
  upload.on('error', () => undefined);
  upload.write('{"instruction":"Write a poem",');
  const parts = (): Promise<string[]> => readdir(join(data, 'uploads')).catch(() => []);
  while (!(await parts()).some((name) => name.endsWith('.part'))) await sleep(20);
  return upload;
}

describe('kindred serve, at SIGTERM', { timeout: 5 * MINUTE }, () => {
  it('answers the request that is under way, and ends with 0', async () => {
    const served = await serve({});
    const upload = await halfSent(served);
    const stopped = served.stop();
    await sleep(500);
    upload.end('"output":"La"}\n');
    const [response] = (await once(upload, 'response')) as [IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(202);
    expect((await stopped).code).toBe(0);
  });

  it('does not wait longer than KINDRED_STOP_SECONDS for a request that never ends', async () => {
    const served = await serve({ KINDRED_STOP_SECONDS: '3' });
    await halfSent(served);
    const { ms } = await served.stop();
    expect(ms).toBeGreaterThan(1_000);
    expect(ms).toBeLessThan(3_000 + SLACK_MS);
  });

  it('ends at its deadline although something hangs, says so, and with 1', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    onTestFinished(() => void silent.close());
    const collector = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const served = await serve({ KINDRED_STOP_SECONDS: '1', OTEL_EXPORTER_OTLP_ENDPOINT: collector });
    await fetch(`${served.url}/v1/corpora`);
    const { code, ms, stderr } = await served.stop();
    expect(code).toBe(1);
    expect(stderr).toContain('KINDRED_STOP_SECONDS');
    expect(ms).toBeLessThan(1_000 + SLACK_MS);
  });
});
