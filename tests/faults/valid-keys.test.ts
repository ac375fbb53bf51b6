import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { StoredKey } from '../../schemas/api-keys.ts';
import { createKey } from '../../services/access/api-key.ts';
import { writeKeys } from '../../services/access/key-file.ts';
import { startService, type Service } from '../api/service.ts';
import { temporaryDirectory } from '../api/temporary-directory.ts';

const AT_ONCE = 40;
/** Longer than a process takes to look at the file again, so that every change is met by some of the requests. */
const WATCHED_MS = 2_600;
const BETWEEN_MS = 20;

const { key, stored } = createKey({ name: 'steady', scopes: ['read'], corpora: null }, new Date());
const another = (name: string): StoredKey =>
  createKey({ name, scopes: ['read'], corpora: null }, new Date()).stored;

describe('a valid key is let in, forty requests at once', () => {
  let service: Service;
  let path = '';

  const burst = (): Promise<number[]> =>
    Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        const response = await service.fetch('/v1/jobs', { headers: { authorization: `Bearer ${key}` } });
        await response.arrayBuffer();
        return response.status;
      }),
    );

  /** How many requests got which status, in bursts one after the other. */
  const statuses = async (forMs: number): Promise<Record<string, number>> => {
    const seen: Record<string, number> = {};
    const end = performance.now() + forMs;
    do {
      for (const status of await burst()) seen[status] = (seen[status] ?? 0) + 1;
      await sleep(BETWEEN_MS);
    } while (performance.now() < end);
    return seen;
  };

  beforeAll(async () => {
    path = join(await temporaryDirectory(), 'keys.json');
    await writeKeys(path, [stored]);
    service = await startService({
      encoder: 'tiny',
      workers: false,
      environment: { KINDRED_KEYS: path, KINDRED_RATE_LIMIT: '1000000' },
    });
  });

  it('right after the start', async () => {
    expect(await burst()).toEqual(Array.from({ length: AT_ONCE }, () => 200));
  });

  it('right after a change of the file', async () => {
    const { authenticator } = service.kindred;
    for (let change = 0; change < 2; change++) {
      await writeKeys(path, [stored, another(`changed-${change}`)]);
      await sleep(WATCHED_MS);
      await Promise.all(Array.from({ length: AT_ONCE }, () => authenticator.accessOf(key)));
      expect(await burst()).toEqual(Array.from({ length: AT_ONCE }, () => 200));
    }
  });

  it('while other keys are made and withdrawn', async () => {
    const changes = (async () => {
      for (let change = 0; change < 12; change++) {
        await writeKeys(path, [stored, another(`other-${change}`)]);
        await sleep(WATCHED_MS / 12);
      }
    })();
    expect(Object.keys(await statuses(WATCHED_MS))).toEqual(['200']);
    await changes;
  });

  it('while the file is written in place, and is half of a file for a moment', async () => {
    const text = await readFile(path, 'utf8');
    const changes = (async () => {
      for (let change = 0; change < 8; change++) {
        await writeFile(path, text.slice(0, 100 + change));
        await sleep(20);
        await writeFile(path, `${text}${'\n'.repeat(change)}`);
        await sleep(WATCHED_MS / 8);
      }
    })();
    expect(Object.keys(await statuses(WATCHED_MS))).toEqual(['200']);
    await changes;
  });

  it('while the file is not there, as between two steps of somebody who replaces it, and nobody for long', async () => {
    const { authenticator } = service.kindred;
    const kept = `${path}.kept`;
    await rename(path, kept);
    const end = performance.now() + WATCHED_MS / 2;
    while (performance.now() < end) {
      await Promise.all(Array.from({ length: AT_ONCE }, () => authenticator.accessOf(key)));
      await sleep(BETWEEN_MS);
    }
    const letIn = (): Promise<boolean> =>
      authenticator.accessOf(key).then(
        () => true,
        () => false,
      );
    await expect.poll(letIn, { timeout: 10_000 }).toBe(false);
    await rename(kept, path);
    await expect.poll(letIn, { timeout: 10_000 }).toBe(true);
  });
});
