import { beforeAll, describe, expect, it } from 'vitest';
import { Readiness } from '../../schemas/api/health.ts';
import { answerOf, startService, type Service } from '../api/service.ts';

const CLIENTS = 64;
const ROUNDS = 4;

describe('whether a process can work', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService({ encoder: 'tiny', workers: false });
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
});

/** How many texts the encoder has embedded so far. */
async function embedded({ kindred }: Service): Promise<number> {
  const text = await kindred.metrics.text();
  return Number(/^kindred_encoder_texts_total (\d+)$/m.exec(text)?.[1] ?? Number.NaN);
}
