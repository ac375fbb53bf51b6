import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openEmbeddedQueue } from '../../services/queue/pglite-backend.ts';
import { QueueProcess } from '../contract/queue-process.ts';

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'kindred-queue-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

const SEVERAL_PROCESSES_MS = 240_000;

test(
  'a job that was accepted is still there after SIGKILL, three times over',
  { timeout: SEVERAL_PROCESSES_MS },
  async () => {
    const directory = join(await temporaryDirectory(), 'jobs');
    const accepted: string[] = [];
    for (const count of [1, 40, 90]) {
      const writer = new QueueProcess(['embedded', directory], 'enqueue');
      onTestFinished(() => writer.kill());
      await writer.printed('accepted ', count);
      await writer.kill();
      accepted.push(...writer.lines.map((line) => line.replace('accepted ', '')));
    }
    const queue = await openEmbeddedQueue(directory);
    onTestFinished(() => queue.close(0));
    const lost: string[] = [];
    for (const id of accepted)
      if ((await queue.find('ingest-corpus', id))?.state !== 'waiting') lost.push(id);
    expect(accepted.length).toBeGreaterThanOrEqual(131);
    expect(lost).toEqual([]);
  },
);

test('a directory that cannot be used is told in plain words', async () => {
  const file = join(await temporaryDirectory(), 'file');
  await writeFile(file, '');
  await expect(openEmbeddedQueue(file)).rejects.toMatchObject({
    code: 'queue_unavailable',
    message: expect.stringContaining(`The embedded job queue in ${file} cannot be opened`) as string,
  });
});
