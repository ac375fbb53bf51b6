import type { JobResult } from '../schemas/jobs.ts';
import type { Kindred } from '../services/compose.ts';
import { embedRecords } from '../services/records/embed-records.ts';
import { inLiveEncoding } from '../services/encodings/in-live-encoding.ts';
import type { JobContext } from '../services/queue/port.ts';
import type { Loadable } from '../services/store/whole-load.ts';
import type { Claims } from '../services/records/claims.ts';
import { curate } from './curate.ts';
import { dropVanished } from './deleted-corpora.ts';
import { ingestCorpus } from './ingest-corpus.ts';
import { reembedCorpus } from './reembed-corpus.ts';

/** Starts to work on every kind of job in the queue, until `kindred.close()` is called. */
export async function startWorkers(
  kindred: Pick<
    Kindred,
    | 'config'
    | 'queue'
    | 'encodings'
    | 'metrics'
    | 'results'
    | 'graphs'
    | 'epochs'
    | 'disk'
    | 'audit'
    | 'writing'
  >,
): Promise<void> {
  const { encodings, metrics, epochs, writing } = kindred;
  const { texts: claims } = writing;
  const labeller = await writing.labeller();
  // Each call asks for the live encoding again, because it may change while a file is being read.
  const loading: Loadable = {
    startLoading: () => encodings.live().store.startLoading(),
    endLoading: () => encodings.live().store.endLoading(),
    untilSettled: (signal) => encodings.live().store.untilSettled(signal),
  };
  // Only the embedded store and queue write to the disk of this process; everything writes results there.
  const room = kindred.config.qdrant === null ? kindred.disk : { untilRoom: () => Promise.resolve() };
  await kindred.queue.work({
    'ingest-corpus': async (job) => {
      await room.untilRoom(job.signal);
      const result = await ingestCorpus(job, { labeller, store: loading, epochs });
      metrics.rows.inc({ outcome: 'rejected' }, result.rejected);
      return result;
    },
    'embed-records': async (job) => {
      const { space_id } = job.payload;
      await room.untilRoom(job.signal);
      const result =
        space_id === undefined
          ? await inLiveEncoding(encodings, (encoding) => embedRecords(job, { ...encoding, claims, epochs }))
          : await embedIntoNext(job, space_id, { encodings, claims, epochs });
      metrics.countRows(result);
      return result;
    },
    curate: (job) => curateNoted(job, kindred),
    'reembed-corpus': async (job) => {
      await room.untilRoom(job.signal);
      return reembedCorpus(job, { encodings, claims, epochs });
    },
  });
}

/** Embeds records of the live encoding into another one, apart from those that are deleted meanwhile. */
async function embedIntoNext(
  job: JobContext<'embed-records'>,
  spaceId: string,
  { encodings, claims, epochs }: Pick<Kindred, 'encodings' | 'epochs'> & { readonly claims: Claims },
): Promise<JobResult<'embed-records'>> {
  const into = encodings.named(spaceId);
  const result = await embedRecords(job, { ...into, claims, epochs });
  await dropVanished(job.payload.records, encodings.live(), into);
  return result;
}

/** Curates, and notes the end of an export with the number of its rows. */
async function curateNoted(
  job: JobContext<'curate'>,
  {
    encodings,
    results,
    graphs,
    disk,
    audit,
    epochs,
  }: Pick<Kindred, 'encodings' | 'results' | 'graphs' | 'disk' | 'audit' | 'epochs'>,
): Promise<JobResult<'curate'>> {
  const encoding = encodings.live();
  const kept = { results, graphs: graphs.of(encoding.store), disk };
  const result = await curate(job, { encoding, epochs, ...kept });
  const { corpora, operation } = job.payload;
  if (operation.kind === 'export') {
    await audit.note('export_finished', null, { job: job.id, corpora, rows: result.rows });
  }
  return result;
}
