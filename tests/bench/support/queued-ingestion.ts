import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IngestCorpusResult } from '../../../schemas/jobs.ts';
import type { Kindred } from '../../../services/compose.ts';

/** Gives a file to the queue, as the API does with an upload, and waits until a worker has stored its rows. */
export async function ingestThroughQueue(
  { queue }: Pick<Kindred, 'queue'>,
  corpus: string,
  path: string,
): Promise<IngestCorpusResult> {
  const id = randomUUID();
  await queue.enqueue('ingest-corpus', id, {
    ...{ corpus, path, file_name: basename(path), remove_after: false },
    ...{ format: null, layout: null, columns: null },
  });
  for (;;) {
    await sleep(50);
    const job = await queue.find('ingest-corpus', id);
    if (job?.state === 'failed') throw new Error(job.error ?? 'the job failed');
    if (job?.result) return job.result;
  }
}
