import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { finished, startCliWith } from './run-cli.ts';

it('"keys create" with a word that is no scope names that word, and makes no key', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'kindred-keys-'));
  const variables = { KINDRED_KEYS: join(directory, 'keys.json') };
  const { code, stderr } = await finished(
    startCliWith(variables, 'keys', 'create', 'x', '--scopes', 'read,foo'),
  );
  expect(code).toBe(2);
  expect(stderr).toContain('--scopes: "foo"');
  expect(await readdir(directory)).toEqual([]);
  await rm(directory, { recursive: true });
});
