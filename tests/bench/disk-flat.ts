/**
 * Works through thousands of small jobs in the embedded queue, and prints the room that it takes on the disk meanwhile.
 *
 *   node --import tsx tests/bench/disk-flat.ts [--jobs 10000]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bytesAfter } from '../faults/queue-sizes.ts';

const STEP = 1_000;

const { values } = parseArgs({ options: { jobs: { type: 'string', default: '10000' } } });
const folder = await mkdtemp(join(tmpdir(), 'kindred-flat-'));
try {
  for (let done = STEP; done <= Number(values.jobs); done += STEP) {
    const bytes = await bytesAfter(folder, STEP);
    console.log(`${done} jobs: ${(bytes / 1024 ** 2).toFixed(1)} MiB`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
