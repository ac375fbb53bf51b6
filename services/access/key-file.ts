import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { KeyFile, type StoredKey } from '../../schemas/api-keys.ts';
import { KindredError } from '../../schemas/errors.ts';
import { isErrno } from '../runtime/is-errno.ts';
import { holdingKeyFile } from './key-file-lock.ts';

const OWNER_ONLY = 0o600;
const OWNER_ONLY_FOLDER = 0o700;

/**
 * The keys in the file at `path`; an empty list when there is no such file.
 * @throws KindredError `invalid_request` when it is no file of keys
 */
export async function readKeys(path: string): Promise<StoredKey[]> {
  return (await readKeysIfThere(path)) ?? [];
}

/**
 * The keys in the file at `path`; null when there is no such file.
 * @throws KindredError `invalid_request` when it is no file of keys
 */
export async function readKeysIfThere(path: string): Promise<StoredKey[] | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null;
    throw error;
  }
  try {
    return KeyFile.parse(JSON.parse(text)).keys;
  } catch (cause) {
    const message = `${path} is no file of API keys. Restore it, or move it away and make new keys with "kindred keys create".`;
    throw new KindredError('invalid_request', message, { cause });
  }
}

/**
 * Changes the keys in the file at `path`, and resolves when the change holds. Of processes that do so at the same time
 * each sees what the one before has left.
 * @param change makes the new list from the present one; what it throws leaves the file as it is
 * @throws KindredError `invalid_request` when it is no file of keys, `conflict` when others hold it for half a minute
 */
export async function changeKeys(
  path: string,
  change: (keys: readonly StoredKey[]) => readonly StoredKey[],
): Promise<void> {
  await replacing(path, async () => change(await readKeys(path)));
}

/** Replaces all keys in the file at `path`, whatever it holds. */
export function writeKeys(path: string, keys: readonly StoredKey[]): Promise<void> {
  return replacing(path, () => Promise.resolve(keys));
}

async function replacing(path: string, keysOf: () => Promise<readonly StoredKey[]>): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: OWNER_ONLY_FOLDER });
  await holdingKeyFile(path, async (assertHeld) => {
    await replaceFile(path, { version: 1, keys: [...(await keysOf())] }, assertHeld);
  });
}

/** Replaces the file at `path` as a whole. Only its owner can read the new one. */
async function replaceFile(path: string, content: KeyFile, assertHeld: () => void): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  try {
    const file = await open(draft, 'wx', OWNER_ONLY);
    try {
      await file.writeFile(`${JSON.stringify(content, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    assertHeld();
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}
