import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey, findKey } from '../../../services/access/api-key.ts';
import { openAuthenticator } from '../../../services/access/authenticator.ts';
import { readKeys, writeKeys } from '../../../services/access/key-file.ts';
import { openRateLimit } from '../../../services/access/rate-limit.ts';

const NOW = new Date('2026-01-02T03:04:05Z');
const grant = (name: string) => ({ name, scopes: ['read' as const], corpora: null });

describe('API keys', () => {
  it('are found by the whole key alone', () => {
    const made = [createKey(grant('a'), NOW), createKey(grant('b'), NOW)];
    const stored = made.map((one) => one.stored);
    for (const { key, stored: own } of made) {
      expect(findKey(key, stored)).toBe(own);
      const otherSecret = key.slice(0, -43) + 'A'.repeat(43);
      for (const wrong of [otherSecret, key.slice(0, -1), `${key}x`, key.toUpperCase(), '', 'kindred__']) {
        expect(findKey(wrong, stored)).toBeNull();
      }
      expect(findKey(key, [])).toBeNull();
    }
    const [first, second] = made;
    const crossed = `${first?.key.slice(0, -43)}${second?.key.slice(-43)}`;
    expect(findKey(crossed, stored)).toBeNull();
  });

  it('never repeat, and what is stored does not have the secret', () => {
    const made = Array.from({ length: 200 }, () => createKey(grant('a'), NOW));
    expect(new Set(made.map(({ key }) => key)).size).toBe(200);
    for (const { key, stored } of made) expect(JSON.stringify(stored)).not.toContain(key.slice(-43));
  });
});

describe('the file of keys', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kindred-keys-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is readable by its owner alone and gives back what was written', async () => {
    const path = join(folder, 'below', 'keys.json');
    const keys = [createKey({ name: 'a', scopes: ['read', 'write'], corpora: ['x'] }, NOW).stored];
    await writeKeys(path, keys);
    expect(await readKeys(path)).toEqual(keys);
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('that is broken is told so, and is not taken for empty', async () => {
    const path = join(folder, 'broken.json');
    await writeFile(path, '{"keys": [');
    await expect(readKeys(path)).rejects.toThrow(/kindred keys create/);
    await expect(openAuthenticator(path)).rejects.toThrow(/kindred keys create/);
  });

  it('without keys does not open a service to everybody', async () => {
    await expect(openAuthenticator(join(folder, 'missing.json'))).rejects.toThrow(/no keys/);
  });

  it('is read again: a key that was revoked is refused, a new one taken', async () => {
    const path = join(folder, 'changing.json');
    const [old, fresh] = [createKey(grant('old'), NOW), createKey(grant('fresh'), NOW)];
    await writeKeys(path, [old.stored]);
    const authenticator = await openAuthenticator(path);
    expect(await authenticator.accessOf(old.key)).toMatchObject({ id: old.stored.id });
    await writeKeys(path, [fresh.stored]);
    const takesFresh = () =>
      authenticator.accessOf(fresh.key).then(
        () => true,
        () => false,
      );
    await expect.poll(takesFresh, { timeout: 5_000 }).toBe(true);
    await expect(authenticator.accessOf(old.key)).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(await readFile(path, 'utf8')).not.toContain(fresh.key.slice(-43));
  });

  it('that breaks while the service runs lets nobody in, tells strangers nothing of it, and is taken up again once it is mended', async () => {
    const path = join(folder, 'mended.json');
    const { key, stored } = createKey(grant('steady'), NOW);
    await writeKeys(path, [stored]);
    const authenticator = await openAuthenticator(path);
    const outcome = (): Promise<string> =>
      authenticator.accessOf(key).then(
        () => 'let in',
        (error: Error) => error.message,
      );
    expect(await outcome()).toBe('let in');
    await writeFile(path, '{"keys": [');
    await expect.poll(outcome, { timeout: 5_000 }).toContain('cannot read its keys');
    for (let time = 0; time < 5; time++) expect(await outcome()).not.toContain(folder);
    await writeKeys(path, [stored]);
    await expect.poll(outcome, { timeout: 5_000 }).toBe('let in');
  });
});

describe('the rate limit', () => {
  it('lets through as many as allowed, then says how long to wait, for each asker alone', async () => {
    const limit = openRateLimit(3, null);
    for (let request = 0; request < 3; request++) expect(await limit.take('a')).toBeNull();
    const wait = await limit.take('a');
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
    expect(await limit.take('b')).toBeNull();
  });
});
