import { randomUUID } from 'node:crypto';
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isErrno } from './is-errno.ts';

/** Only the user of the service may read what users have sent. */
const PRIVATE = 0o600;
const DRAFT = '.draft';

/** Writes a small file, whole or not at all. Once this resolves, it survives a power cut. */
export async function writeDurably(path: string, text: string): Promise<void> {
  await withDraft(path, text, (draft) => rename(draft, path));
}

/** The same for a file that must not be there yet. @returns false when it is, and then nothing changes */
export async function createDurably(path: string, text: string): Promise<boolean> {
  let isNew = true;
  await withDraft(path, text, async (draft) => {
    try {
      await link(draft, path);
    } catch (error) {
      if (!isErrno(error, 'EEXIST')) throw error;
      isNew = false;
    }
    await rm(draft);
  });
  return isNew;
}

async function withDraft(path: string, text: string, place: (draft: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${randomUUID()}${DRAFT}`;
  try {
    const file = await open(draft, 'wx', PRIVATE);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await place(draft);
    await syncDirectory(dirname(path));
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Makes the names in a directory survive a power cut. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
