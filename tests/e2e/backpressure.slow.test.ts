import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compose, type Kindred } from '../../services/compose.ts';
import { readConfig } from '../../services/config.ts';
import { startWorkers } from '../../workers/main.ts';

const ROWS = 26_000;
const BATCH_ROWS = 256;
/** The most unfinished batches of an ingestion: its limit of 32, and the batch that it is just handing out. */
const MOST_OUTSTANDING = 33;

describe('backpressure', () => {
  let directory = '';
  let kindred: Kindred;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kindred-backpressure-'));
    kindred = await compose(readConfig({ KINDRED_DATA: join(directory, 'data') }), (error) => {
      throw error;
    });
    await startWorkers(kindred);
  });
  afterAll(async () => {
    await kindred.close();
    await rm(directory, { recursive: true, force: true });
  });

  it(
    'the queue never holds more than a few batches of a file, and every row arrives',
    { timeout: 180_000 },
    async () => {
      const path = join(directory, 'long.jsonl');
      // With 50 different texts embedding is quick, but reading is quicker: without a limit it would run far ahead.
      const row = (n: number) => JSON.stringify({ instruction: `Count to ${n % 50}.`, output: `${n}` });
      await writeFile(path, Array.from({ length: ROWS }, (_, n) => row(n)).join('\n'));
      const id = randomUUID();
      const file = {
        path,
        file_name: 'long.jsonl',
        remove_after: false,
        format: null,
        layout: null,
        columns: null,
      };
      await kindred.queue.enqueue('ingest-corpus', id, { corpus: 'long', ...file });

      const outstanding: number[] = [];
      for (;;) {
        const job = await kindred.queue.find('ingest-corpus', id);
        if (job?.state === 'failed') throw new Error(job.error ?? 'failed');
        if (job?.result) {
          expect(job.result).toMatchObject({ rows: ROWS, stored: ROWS, rejected: 0, embedded: 50 });
          break;
        }
        outstanding.push(job?.children.unfinished ?? 0);
        await sleep(20);
      }
      expect(Math.max(...outstanding)).toBeGreaterThan(0);
      expect(Math.max(...outstanding)).toBeLessThanOrEqual(MOST_OUTSTANDING);
      expect(MOST_OUTSTANDING).toBeLessThan(ROWS / BATCH_ROWS / 3);
      expect(await kindred.encodings.live().store.count({ corpora: ['long'] })).toBe(ROWS);
    },
  );
});
