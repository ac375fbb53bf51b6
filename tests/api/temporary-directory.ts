import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEndOfFile } from '../setup/end-of-file.ts';

/** Makes a directory for this test file, which is removed after its tests. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'kindred-api-')));
  atEndOfFile(() => rm(directory, { recursive: true, force: true }));
  return directory;
}
