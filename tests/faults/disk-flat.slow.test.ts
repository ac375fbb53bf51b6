import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bytesAfter } from './queue-sizes.ts';

/** More than the queue keeps of jobs that have ended. `tests/bench/disk-flat.ts` does ten thousand. */
const JOBS = 1_050;

test(
  'the embedded queue takes no more room after twice as many jobs as it keeps',
  { timeout: 240_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kindred-flat-'));
    try {
      const first = await bytesAfter(folder, JOBS);
      const second = await bytesAfter(folder, JOBS);
      expect(second).toBeLessThan(first * 1.03);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);
