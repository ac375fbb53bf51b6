import { setTimeout as sleep } from 'node:timers/promises';
import type { EmbedRecordsResult, ReembedCorpusProgress, ReembedCorpusResult } from '../schemas/jobs.ts';
import type { JobContext } from '../services/queue/port.ts';
import { POLL_MS } from '../services/encodings/open-encodings.ts';
import type { Encoding, Encodings } from '../services/encodings/port.ts';
import { assertNotDeletedSince, type Epochs } from '../services/epochs/port.ts';
import type { RecordSelector } from '../services/store/port.ts';
import { pagesOf } from '../services/store/walk-records.ts';
import { KindredError } from '../schemas/errors.ts';
import type { InstructionRecord } from '../schemas/record.ts';
import { BATCH_ROWS, sumOf, waitForRoom } from './embed-batches.ts';
import { dropDeleted, dropVanished, dropWithoutLive, settledEpochs } from './deleted-corpora.ts';
import { embedRecords } from '../services/records/embed-records.ts';
import type { Claims } from '../services/records/claims.ts';

/** A corpus with at least this share of its records in the next encoding counts as embedded; the rest came later. */
const NEARLY_WHOLE = 0.9;
/** Wait before the previous encoding is removed: other processes notice the switch late, and old requests still run. */
const GRACE_MS = 3 * POLL_MS;

export interface ReembedCorpusDeps {
  readonly encodings: Encodings;
  readonly claims: Claims;
  readonly epochs: Pick<Epochs, 'of' | 'all'>;
}

type Job = JobContext<'reembed-corpus'>;
type Outcome = Pick<ReembedCorpusResult, 'switched' | 'waiting_for'>;

/**
 * Embeds a corpus into the next encoding while the live one answers. When every corpus is complete in the next
 * encoding, it becomes the live one, and the previous one is removed. A later attempt goes on at the checkpoint of the
 * one before.
 */
export async function reembedCorpus(job: Job, deps: ReembedCorpusDeps): Promise<ReembedCorpusResult> {
  const { corpus, space_id, epoch } = job.payload;
  await assertNotDeletedSince(deps.epochs, corpus, epoch);
  const into = deps.encodings.named(space_id);
  const from = deps.encodings.live();
  const left = job.progress;
  const read = left !== null && left.stage !== 'reading' ? left : await handOut(job, from, into);
  const results = await job.childResults('embed-records');
  await job.report({ ...read, stage: 'indexing' });
  await into.store.endLoading();
  await into.store.untilSettled(job.signal);
  await dropDeleted(job, into, deps);
  const late = await bringLate(job, from, into, deps, corpus);
  await job.report({ ...read, stage: 'switching' });
  const outcome = await switchWhenWhole(job, into, deps);
  await job.report({ ...read, stage: 'done' });
  return { ...sumOf([...results, ...late]), ...outcome };
}

async function handOut(job: Job, from: Encoding, into: Encoding): Promise<ReembedCorpusProgress> {
  let progress: ReembedCorpusProgress = job.progress ?? {
    stage: 'reading',
    after: null,
    records_read: 0,
    records_total: await from.store.count({ corpora: [job.payload.corpus] }),
    batches: 0,
  };
  if (from !== into) {
    await into.store.startLoading();
    progress = await handOutRecords(job, from, progress);
  }
  const read: ReembedCorpusProgress = { ...progress, stage: 'embedding' };
  await job.report(read);
  return read;
}

async function handOutRecords(
  job: Job,
  from: Encoding,
  start: ReembedCorpusProgress,
): Promise<ReembedCorpusProgress> {
  const { corpus, space_id, epoch } = job.payload;
  let progress = start;
  for (;;) {
    await waitForRoom(job);
    const after = progress.after === null ? {} : { after: progress.after };
    const page = await from.store.scroll({ corpora: [corpus] }, { limit: BATCH_ROWS, ...after });
    const records = page.records.map(({ record }) => record);
    const last = records.at(-1);
    if (last === undefined) return progress;
    await job.addChild('embed-records', `${job.id}-${progress.batches}`, {
      corpus,
      records,
      space_id,
      ...(epoch !== undefined && { epoch }),
    });
    progress = {
      ...progress,
      after: last.id,
      records_read: progress.records_read + records.length,
      batches: progress.batches + 1,
    };
    await job.report(progress);
    if (page.next === null) return progress;
  }
}

/**
 * Embeds the records that were added while the job ran, to its own corpus and to corpora that were embedded before. The
 * results are those of its own corpus: whoever sees the job may not see the others, nor how many rows came into them.
 */
async function bringLate(
  job: Job,
  from: Encoding,
  into: Encoding,
  deps: ReembedCorpusDeps,
  corpus: string,
): Promise<EmbedRecordsResult[]> {
  const results: EmbedRecordsResult[] = [];
  for (const { name, share } of await behind(from, into)) {
    if (name !== corpus && share < NEARLY_WHOLE) continue;
    const brought = await bringOver(job, from, into, deps, { corpora: [name] });
    if (name === corpus) results.push(...brought);
  }
  return results;
}

async function switchWhenWhole(job: Job, into: Encoding, deps: ReembedCorpusDeps): Promise<Outcome> {
  const { encodings } = deps;
  const live = encodings.live();
  if (live !== into) {
    await dropWithoutLive(job, into, deps);
    const waitingFor = await behind(live, into);
    if (waitingFor.length > 0) return { switched: false, waiting_for: waitingFor.map(({ name }) => name) };
    await encodings.switchToNext();
  }
  const previous = encodings.previous();
  if (previous !== null) {
    // Copies the records that other jobs wrote into the previous encoding before the switch. A job that ends after the
    // switch notices it and writes its batch again.
    await bringOver(job, previous, into, deps, {});
    await sleep(GRACE_MS, undefined, { signal: job.signal });
    await encodings.removePrevious();
  }
  return { switched: true, waiting_for: [] };
}

/** The corpora of which `into` has fewer records than `from`, each with the share of its records that `into` has. */
async function behind(from: Encoding, into: Encoding): Promise<{ name: string; share: number }[]> {
  const there = new Map(
    (await into.store.facet('corpus', {})).values.map(({ value, count }) => [value, count] as const),
  );
  const shares = (await from.store.facet('corpus', {})).values.map(({ value, count }) => ({
    name: value,
    share: (there.get(value) ?? 0) / count,
  }));
  return shares.filter(({ share }) => share < 1);
}

/** Embeds those records of a selection that `into` does not have yet. */
async function bringOver(
  job: Job,
  from: Encoding,
  into: Encoding,
  { claims, epochs }: ReembedCorpusDeps,
  selection: RecordSelector,
): Promise<EmbedRecordsResult[]> {
  const results: EmbedRecordsResult[] = [];
  const before = await settledEpochs(job, epochs);
  for await (const page of pagesOf(from.store, job.signal, selection)) {
    const known = await into.store.existing(page.map(({ record }) => record.id));
    const records = page.flatMap(({ record }) => (known.has(record.id) ? [] : [record]));
    for (const [corpus, own] of byCorpus(records)) {
      const payload = { corpus, records: own, epoch: before.get(corpus) ?? 0 };
      const batch = embedRecords({ payload, signal: job.signal }, { ...into, claims, epochs });
      const result = await batch.catch(unlessDeleted);
      if (result !== null) results.push(result);
      await dropVanished(own, from, into);
    }
  }
  return results;
}

function byCorpus(records: readonly InstructionRecord[]): Map<string, InstructionRecord[]> {
  const groups = new Map<string, InstructionRecord[]>();
  for (const record of records) groups.set(record.corpus, [...(groups.get(record.corpus) ?? []), record]);
  return groups;
}

/** The records of a corpus that was deleted meanwhile are not brought over; everything else goes on. */
function unlessDeleted(error: unknown): null {
  if (error instanceof KindredError && error.code === 'conflict') return null;
  throw error;
}
