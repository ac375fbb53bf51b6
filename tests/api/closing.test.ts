import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { startApi } from '../../services/api/main.ts';
import { startService, upload } from './service.ts';
import type { Service } from './service.ts';
import { ROWS } from './rows.ts';

const ANYWHERE = { host: '127.0.0.1', port: 0 };

let service: Service;

beforeAll(async () => {
  service = await startService({ encoder: 'tiny', workers: false });
});

describe('closing the API', () => {
  it('ends event streams without an end event: the job has not ended', async () => {
    const { job } = await upload(service, 'house', ROWS);
    const api = await startApi(service.kindred, ANYWHERE);
    const response = await fetch(`${api.url}/v1/jobs/${job}/events`);
    await api.close();
    expect(await response.text()).not.toContain('event: end');
  });

  it('waits for a request that is under way, and takes no new one', async () => {
    const api = await startApi(service.kindred, ANYWHERE);
    const sent = request(`${api.url}/v1/corpora/late/ingestions?file_name=a.jsonl`, { method: 'POST' });
    sent.write('{"instruction":"Write a poem",');
    while (!(await readdir(service.uploads)).some((name) => name.endsWith('.part'))) await sleep(10);
    const closed = api.close();
    await expect(fetch(`${api.url}/healthz`)).rejects.toThrow();
    sent.end('"output":"La"}\n');
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(202);
    await closed;
  });

  it('may be done twice', async () => {
    const api = await startApi(service.kindred, ANYWHERE);
    await Promise.all([api.close(), api.close()]);
    await api.close();
  });
});

describe('starting the API', () => {
  it('says that the port is taken, and the variable that chooses another', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(startApi(service.kindred, { host: '127.0.0.1', port })).rejects.toThrow(/KINDRED_PORT/);
    other.close();
  });

  it('removes partial uploads after an hour and unknown ones after a week, and none that a job still waits for', async () => {
    const { job } = await upload(service, 'house', ROWS);
    const [partial, orphan, fresh] = [`${randomUUID()}.part`, randomUUID(), `${randomUUID()}.part`];
    const unknown = randomUUID();
    await mkdir(service.uploads, { recursive: true });
    for (const name of [partial, orphan, unknown, fresh]) await writeFile(join(service.uploads, name), 'x');
    const hoursAgo = (hours: number): Date => new Date(Date.now() - hours * 60 * 60 * 1_000);
    const writtenAgo = (name: string, hours: number): Promise<void> =>
      utimes(join(service.uploads, name), hoursAgo(hours), hoursAgo(hours));
    for (const name of [partial, unknown]) await writtenAgo(name, 2);
    for (const name of [orphan, job]) await writtenAgo(name, 8 * 24);
    const api = await startApi(service.kindred, ANYWHERE);
    await api.close();
    const left = await readdir(service.uploads);
    expect(left).toEqual(expect.arrayContaining([job, fresh, unknown]));
    expect(left).not.toContain(partial);
    expect(left).not.toContain(orphan);
  });
});
