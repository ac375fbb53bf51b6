import type { Kindred } from '../services/compose.ts';
import { createTaskLabeller } from '../services/corpus/label.ts';
import { embedRecords } from './embed-records.ts';
import { ingestCorpus } from './ingest-corpus.ts';
import { TextClaims } from './text-claims.ts';

/** Starts working on every job of the queue; ends with `kindred.close()`. */
export async function startWorkers(
  kindred: Pick<Kindred, 'queue' | 'store' | 'encoder' | 'metrics'>,
): Promise<void> {
  const labeller = createTaskLabeller();
  const claims = new TextClaims();
  const { store, encoder, metrics } = kindred;
  await kindred.queue.work({
    'ingest-corpus': async (job) => {
      const result = await ingestCorpus(job, { labeller, store });
      metrics.rows.inc({ outcome: 'rejected' }, result.rejected);
      return result;
    },
    'embed-records': async (job) => {
      const result = await embedRecords(job, { store, encoder, claims });
      metrics.countRows(result);
      return result;
    },
  });
}
