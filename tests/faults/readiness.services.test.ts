import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createKey } from '../../services/access/api-key.ts';
import { writeKeys } from '../../services/access/key-file.ts';
import { Readiness } from '../../schemas/api/health.ts';
import { answerOf } from '../api/service.ts';
import { temporaryDirectory } from '../api/temporary-directory.ts';
import { TINY } from '../encoder-folder.ts';
import { serveAlone, type ServedProcess } from './served.ts';
import { freePort, redisServer, type Server } from './servers.ts';

const NOTICED_WITHIN_MS = 20_000;

let redis: Server;
let port = 0;
let service: ServedProcess;
let headers: Record<string, string>;

beforeAll(async () => {
  const folder = join(await temporaryDirectory(), 'redis');
  await mkdir(folder);
  port = await freePort();
  redis = redisServer(folder, port);
  await redis.start();
  const keysFile = join(await temporaryDirectory(), 'keys.json');
  const admin = createKey({ name: 'admin', scopes: ['admin'], corpora: null }, new Date());
  const reader = createKey({ name: 'reader', scopes: ['read'], corpora: null }, new Date());
  await writeKeys(keysFile, [admin.stored, reader.stored]);
  headers = { admin: `Bearer ${admin.key}`, reader: `Bearer ${reader.key}` };
  service = await serveAlone({
    KINDRED_DATA: join(folder, 'data'),
    KINDRED_ENCODER: TINY,
    KINDRED_KEYS: keysFile,
    REDIS_URL: redis.url,
  });
});
afterAll(async () => {
  await service.kill();
  await redis.kill();
});

const ready = (status: number, authorization?: string): Promise<Readiness> =>
  answerOf(
    Readiness,
    fetch(`${service.url}/readyz`, authorization === undefined ? {} : { headers: { authorization } }),
    status,
  );
const answersWith = (status: number): Promise<unknown> =>
  vi.waitFor(() => ready(status), { timeout: NOTICED_WITHIN_MS, interval: 200 });

it.each([
  ['frozen', (): string => 'no answer within'],
  ['killed', (): string => `127.0.0.1:${port}`],
] as const)(
  'a Redis that is %s is named to an admin key alone, and all is ready again when it is back',
  async (how, told) => {
    await answersWith(200);
    if (how === 'frozen') redis.freeze();
    else await redis.kill();
    await answersWith(503);
    for (const key of [undefined, headers['reader'], 'Bearer kindred_0_0']) {
      const answer = await ready(503, key);
      expect(answer).toMatchObject({ status: 'not_ready', queue: 'not available', store: 'ok' });
      expect(JSON.stringify(answer)).not.toContain(told());
    }
    expect((await ready(503, headers['admin'])).queue).toContain(told());
    if (how === 'frozen') redis.thaw();
    else await redis.start();
    await answersWith(200);
  },
  4 * NOTICED_WITHIN_MS,
);
