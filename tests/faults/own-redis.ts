import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEndOfFile } from '../setup/end-of-file.ts';
import { freePort, redisServer } from './servers.ts';

/** The address of a new Redis server for the tests of this file, which a new data directory may have for its own. */
export async function ownRedis(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kindred-redis-'));
  const redis = redisServer(folder, await freePort());
  await redis.start();
  atEndOfFile(async () => {
    await redis.kill();
    await rm(folder, { recursive: true, force: true });
  });
  return redis.url;
}
