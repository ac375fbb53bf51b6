import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { createKey } from '../../services/access/api-key.ts';
import { writeKeys } from '../../services/access/key-file.ts';
import { Readiness } from '../../schemas/api/health.ts';
import { answerOf, startService, type Service } from '../api/service.ts';
import { temporaryDirectory } from '../api/temporary-directory.ts';

/** A port at which no Redis answers. */
const NOWHERE = '127.0.0.1:9';
const CLIENTS = 64;
const ROUNDS = 4;

describe('whether a process can work', () => {
  let service: Service;
  let headers: Record<string, string>;
  beforeAll(async () => {
    const keysFile = join(await temporaryDirectory(), 'keys.json');
    const admin = createKey({ name: 'admin', scopes: ['admin'], corpora: null }, new Date());
    const reader = createKey({ name: 'reader', scopes: ['read'], corpora: null }, new Date());
    await writeKeys(keysFile, [admin.stored, reader.stored]);
    headers = { admin: `Bearer ${admin.key}`, reader: `Bearer ${reader.key}` };
    service = await startService({
      encoder: 'tiny',
      workers: false,
      environment: { KINDRED_KEYS: keysFile },
    });
  });

  it('is looked up once a second at most, however many ask', async () => {
    const before = await embedded(service);
    const began = performance.now();
    for (let round = 0; round < ROUNDS; round++) {
      const asked = Array.from({ length: CLIENTS }, () => answerOf(Readiness, service.fetch('/readyz')));
      for (const { status } of await Promise.all(asked)) expect(status).toBe('ready');
    }
    const seconds = (performance.now() - began) / 1_000;
    expect((await embedded(service)) - before).toBeLessThanOrEqual(1 + Math.ceil(seconds));
  });

  it('names what is wrong to an admin key alone', async () => {
    vi.spyOn(service.kindred.queue, 'ping').mockRejectedValue(new Error(`Redis at ${NOWHERE} is away`));
    await vi.waitFor(async () => expect((await service.fetch('/readyz')).status).toBe(503), 5_000);
    const asked = (authorization?: string): Promise<Response> =>
      service.fetch('/readyz', authorization === undefined ? {} : { headers: { authorization } });
    for (const key of [undefined, headers['reader'], 'Bearer kindred_0_0']) {
      const answer = await answerOf(Readiness, asked(key), 503);
      expect(answer).toMatchObject({ status: 'not_ready', queue: 'not available', store: 'ok' });
    }
    const told = await answerOf(Readiness, asked(headers['admin']), 503);
    expect(told.queue).toContain(NOWHERE);
  });
});

/** How many texts the encoder has embedded so far. */
async function embedded({ kindred }: Service): Promise<number> {
  const text = await kindred.metrics.text();
  return Number(/^kindred_encoder_texts_total (\d+)$/m.exec(text)?.[1] ?? Number.NaN);
}
