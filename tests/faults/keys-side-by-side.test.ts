import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { createKey, findKey } from '../../services/access/api-key.ts';
import { readKeys, writeKeys } from '../../services/access/key-file.ts';
import { temporaryDirectory } from '../api/temporary-directory.ts';
import { finished, startCliWith, type Finished } from '../e2e/run-cli.ts';

const EIGHT = Array.from({ length: 8 }, (_, at) => at);
const HOLDER = fileURLToPath(new URL('key-file-holder.ts', import.meta.url));

describe('commands that change the file of keys side by side', () => {
  let path = '';
  beforeEach(async () => {
    path = join(await temporaryDirectory(), 'keys.json');
  });
  const keysCommand = (...args: string[]): Promise<Finished> =>
    finished(startCliWith({ KINDRED_KEYS: path }, 'keys', ...args));
  const names = async (): Promise<string[]> => (await readKeys(path)).map(({ name }) => name).sort();

  it('eight creates give eight keys, and every key that was shown is there', async () => {
    const made = await Promise.all(EIGHT.map((at) => keysCommand('create', `key-${at}`)));
    expect(made.map(({ code }) => code)).toEqual(EIGHT.map(() => 0));
    expect(await names()).toEqual(EIGHT.map((at) => `key-${at}`));
    const kept = await readKeys(path);
    for (const { stdout } of made) expect(findKey(stdout.trim(), kept)).not.toBeNull();
    expect((await readdir(join(path, '..'))).sort()).toEqual(['keys.json']);
  });

  it('creates beside revokes undo none of them', async () => {
    const old = EIGHT.slice(0, 4).map((at) => `old-${at}`);
    const fresh = EIGHT.slice(0, 4).map((at) => `new-${at}`);
    await writeKeys(
      path,
      old.map((name) => createKey({ name, scopes: ['read'], corpora: null }, new Date()).stored),
    );
    const done = await Promise.all([
      ...old.map((name) => keysCommand('revoke', name)),
      ...fresh.map((name) => keysCommand('create', name)),
    ]);
    expect(done.map(({ code }) => code)).toEqual(EIGHT.map(() => 0));
    expect(await names()).toEqual(fresh);
  });

  it('of two that make a key of one name one is refused', async () => {
    const made = await Promise.all([keysCommand('create', 'twin'), keysCommand('create', 'twin')]);
    expect(made.map(({ code }) => code).sort()).toEqual([0, 2]);
    expect(await names()).toEqual(['twin']);
  });

  it('one that was killed in the middle holds up the others for seconds only, and leaves the file whole', async () => {
    await writeKeys(path, [
      createKey({ name: 'before', scopes: ['read'], corpora: null }, new Date()).stored,
    ]);
    const holder = spawn(process.execPath, ['--import', 'tsx', HOLDER, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(holder.stdout, 'data');
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const startedAt = performance.now();
    expect((await keysCommand('create', 'after')).code).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(35_000);
    expect(await names()).toEqual(['after', 'before']);
  });

  it('one that held up the file for too long changes nothing', async () => {
    await writeFile(`${path}.unrelated`, '');
    const { holdingKeyFile } = await import('../../services/access/key-file-lock.ts');
    const slow = holdingKeyFile(path, async (assertHeld) => {
      await new Promise((resolve) => setTimeout(resolve, 6_200));
      assertHeld();
    });
    await expect(slow).rejects.toMatchObject({ code: 'conflict' });
  });
});
