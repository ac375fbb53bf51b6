import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { openEmbeddedQueue } from '../../services/queue/pglite-backend.ts';
import { describeJobQueueContract } from './queue-contract.ts';
import type { QueueUnderTest } from './queue-harness.ts';

let root = '';

/** Makes one empty data directory, which each test copies, because making one takes seconds. */
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'kindred-queue-'));
  await (await openEmbeddedQueue(join(root, 'empty'))).close();
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function open(): Promise<QueueUnderTest> {
  const directory = await mkdtemp(join(root, 'queue-'));
  await cp(join(root, 'empty'), directory, { recursive: true });
  return {
    queue: await openEmbeddedQueue(directory),
    reopen: () => openEmbeddedQueue(directory),
    processArguments: ['embedded', directory],
    cleanup: () => rm(directory, { recursive: true, force: true }),
  };
}

describeJobQueueContract('embedded', open);
