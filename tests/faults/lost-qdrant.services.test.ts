import { rm, mkdir } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Readiness } from '../../schemas/api/health.ts';
import { compose } from '../../services/compose.ts';
import { readConfig } from '../../services/config.ts';
import { TINY } from '../encoder-folder.ts';
import { Topology } from './topology.ts';

let topology: Topology;
beforeAll(async () => {
  topology = await Topology.start({ settings: { KINDRED_ENCODER: TINY } });
});
afterAll(() => topology.stop());

/** Starts a service in this process on the servers, and stops it. */
async function started(variables: Record<string, string> = {}): Promise<void> {
  const kindred = await compose(readConfig({ ...topology.environment, ...variables }), () => undefined);
  await kindred.close();
}

it('a Qdrant that lost its volume is not taken for a new one, and an empty store needs the word of the operator', async () => {
  const api = await topology.api();
  await topology.qdrant.kill();
  await rm(topology.qdrantFolder, { recursive: true });
  await mkdir(topology.qdrantFolder);
  await topology.qdrant.start();
  const ready = await fetch(`${api}/readyz`);
  expect(Readiness.parse(await ready.json()).status).toBe('not_ready');
  expect(ready.status).toBe(503);
  const refused = await started().catch((error: unknown) => error as Error);
  expect(refused).toMatchObject({ code: 'store_unavailable' });
  const message = refused instanceof Error ? refused.message : '';
  expect(message).toContain('kindred restore');
  await expect(started()).rejects.toThrow('Nothing was changed');
  const [, id = ''] = /KINDRED_ACCEPT_EMPTY_STORE=(\S+?)\.?$/.exec(message) ?? [];
  await started({ KINDRED_ACCEPT_EMPTY_STORE: id });
  await started();
});
