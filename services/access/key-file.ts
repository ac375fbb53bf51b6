import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { KeyFile, type StoredKey } from '../../schemas/api-keys.ts';
import { KindredError } from '../../schemas/errors.ts';
import { isErrno } from '../runtime/is-errno.ts';

const OWNER_ONLY = 0o600;

/**
 * The keys in the file at `path`; an empty list when there is no such file.
 * @throws KindredError `invalid_request` when it is no file of keys
 */
export async function readKeys(path: string): Promise<StoredKey[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return [];
    throw error;
  }
  try {
    return KeyFile.parse(JSON.parse(text)).keys;
  } catch (cause) {
    const message = `${path} is no file of API keys. Restore it, or make a new one with "kindred keys create".`;
    throw new KindredError('invalid_request', message, { cause });
  }
}

/** Replaces the file at `path` as a whole. Only its owner can read the new one. */
export async function writeKeys(path: string, keys: readonly StoredKey[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${randomUUID()}`;
  const content: KeyFile = { version: 1, keys: [...keys] };
  try {
    const file = await open(draft, 'wx', OWNER_ONLY);
    try {
      await file.writeFile(`${JSON.stringify(content, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}
