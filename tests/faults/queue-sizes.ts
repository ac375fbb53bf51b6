import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openEmbeddedQueue } from '../../services/queue/pglite-backend.ts';
import { enqueueIngest, reached, ScriptedHandlers } from '../contract/queue-harness.ts';

/** Works through `jobs` small jobs in the embedded queue of a folder, and gives the bytes that the folder then takes. */
export async function bytesAfter(folder: string, jobs: number): Promise<number> {
  const queue = await openEmbeddedQueue(folder);
  await queue.work(new ScriptedHandlers().jobs);
  let last = '';
  for (let at = 0; at < jobs; at += 1) {
    last = crypto.randomUUID();
    await enqueueIngest(queue, last);
  }
  await reached(queue, 'ingest-corpus', last, 'completed');
  // Closing maintains the database, as it does by itself every half minute.
  await queue.close();
  return bytesBelow(folder);
}

async function bytesBelow(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  const sizes = names.map(async (name) => {
    const found = await stat(join(folder, name)).catch(() => null);
    return found?.isFile() === true ? found.size : 0;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
