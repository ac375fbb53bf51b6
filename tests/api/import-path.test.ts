import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { resolveImportFile } from '../../services/api/files/import-path.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const REFUSED = { code: 'invalid_request', field: 'path' };

let base = '';
let importDir = '';

beforeAll(async () => {
  base = await temporaryDirectory();
  importDir = join(base, 'import');
  await mkdir(join(importDir, 'deep'), { recursive: true });
  await mkdir(join(base, 'import-beside'));
  await writeFile(join(importDir, 'rows.jsonl'), '{}\n');
  await writeFile(join(importDir, 'empty.jsonl'), '');
  await writeFile(join(importDir, '..rows.jsonl'), '{}\n');
  await writeFile(join(base, 'secret.jsonl'), '{}\n');
  await writeFile(join(base, 'import-beside', 'rows.jsonl'), '{}\n');
  await symlink(join(base, 'secret.jsonl'), join(importDir, 'leak.jsonl'));
  await symlink(base, join(importDir, 'out'));
  await symlink(join(importDir, 'rows.jsonl'), join(importDir, 'deep', 'alias.jsonl'));
  await symlink(importDir, join(base, 'linked-import'));
});

describe('a file below the import directory', () => {
  it.each(['rows.jsonl', 'deep/../rows.jsonl', '..rows.jsonl'])(
    'is found by its relative path: %s',
    async (path) => {
      expect(await resolveImportFile(path, importDir)).toMatchObject({ bytes: 3 });
    },
  );

  it('is found by its absolute path', async () => {
    const path = join(importDir, 'rows.jsonl');
    expect(await resolveImportFile(path, importDir)).toEqual({ path, name: 'rows.jsonl', bytes: 3 });
  });

  it('is found through a link that stays inside, and keeps the name that was asked for', async () => {
    const found = await resolveImportFile('deep/alias.jsonl', importDir);
    expect(found).toMatchObject({ path: join(importDir, 'rows.jsonl'), name: 'alias.jsonl' });
  });

  it('is found when the import directory is itself a link, by either of its names', async () => {
    const linked = join(base, 'linked-import');
    const path = join(importDir, 'rows.jsonl');
    expect(await resolveImportFile('rows.jsonl', linked)).toMatchObject({ path });
    expect(await resolveImportFile(join(linked, 'rows.jsonl'), linked)).toMatchObject({ path });
  });
});

describe('a file that may not be read is refused', () => {
  it.each([
    ['outside by ..', '../secret.jsonl'],
    ['outside by an absolute path', '/etc/passwd'],
    ['outside through a link to a file', 'leak.jsonl'],
    ['outside through a link to a directory', 'out/secret.jsonl'],
    ['in a directory whose name begins alike', '../import-beside/rows.jsonl'],
  ])('%s', async (_case, path) => {
    await expect(resolveImportFile(path, importDir)).rejects.toMatchObject({
      ...REFUSED,
      message: expect.stringContaining('must lie below') as string,
    });
  });

  it('outside, with the same words whether it exists or not', async () => {
    const messageOf = (path: string) =>
      resolveImportFile(path, importDir).catch((error: Error) => error.message);
    expect(await messageOf('../secret.jsonl')).toBe(await messageOf('../nothing.jsonl'));
  });

  it.each([
    ['missing', 'nothing.jsonl', /no file 'nothing.jsonl'/],
    ['a directory', 'deep', /not a file/],
    ['empty', 'empty.jsonl', /is empty/],
    ['the import directory itself', '.', /must lie below/],
    ['a path with a zero byte', 'rows\0.jsonl', /no file/],
    ['below a file', 'rows.jsonl/x', /no file/],
  ])('%s', async (_case, path, message) => {
    await expect(resolveImportFile(path, importDir)).rejects.toMatchObject(REFUSED);
    await expect(resolveImportFile(path, importDir)).rejects.toThrow(message);
  });

  it('without an import directory, naming the variable to set', async () => {
    await expect(resolveImportFile('rows.jsonl', null)).rejects.toThrow(/KINDRED_IMPORT_DIR/);
  });
});
