import { open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { FileError } from './file-error.ts';

const BUFFERED_BYTES = 1024 ** 2;

/** A file that is written under a temporary name, and gets its own name only when it is complete. */
export interface PendingFile {
  append(bytes: Uint8Array): Promise<void>;
  /** Overwrites the first bytes of the file. */
  overwriteStart(bytes: Uint8Array): Promise<void>;
  commit(): Promise<void>;
  discard(): Promise<void>;
}

/**
 * Opens a file for writing.
 * @throws FileError when nothing can be written there
 */
export async function openPendingFile(path: string): Promise<PendingFile> {
  const partial = `${path}.${process.pid}.part`;
  const file = await openForWriting(partial, path);
  let buffered: Uint8Array[] = [];
  let size = 0;
  let end = 0;
  const flush = async (): Promise<void> => {
    const bytes = Buffer.concat(buffered);
    buffered = [];
    size = 0;
    await writeAt(file, bytes, end);
    end += bytes.length;
  };
  return {
    append: async (bytes) => {
      buffered.push(bytes);
      size += bytes.length;
      if (size >= BUFFERED_BYTES) await flush();
    },
    overwriteStart: async (bytes) => {
      await flush();
      await writeAt(file, bytes, 0);
    },
    commit: async () => {
      await flush();
      await file.sync();
      await file.close();
      await rename(partial, path);
    },
    discard: async () => {
      await file.close();
      await rm(partial, { force: true });
    },
  };
}

async function writeAt(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
}

async function openForWriting(partial: string, path: string): Promise<FileHandle> {
  try {
    return await open(partial, 'w');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FileError(`"${path}" can't be written: ${reason}`, { cause: error });
  }
}
