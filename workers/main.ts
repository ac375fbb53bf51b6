import type { Kindred } from '../services/compose.ts';
import { createTaskLabeller } from '../services/corpus/label.ts';
import { embedRecords } from './embed-records.ts';
import { ingestCorpus } from './ingest-corpus.ts';
import { TextClaims } from './text-claims.ts';

/** Starts working on every job of the queue; ends with `kindred.close()`. */
export async function startWorkers(kindred: Pick<Kindred, 'queue' | 'store' | 'encoder'>): Promise<void> {
  const labeller = createTaskLabeller();
  const claims = new TextClaims();
  const { store, encoder } = kindred;
  await kindred.queue.work({
    'ingest-corpus': (job) => ingestCorpus(job, { labeller, store }),
    'embed-records': (job) => embedRecords(job, { store, encoder, claims }),
  });
}
