import type { EmbedRecordsResult } from '../../schemas/jobs.ts';
import type { InstructionRecord } from '../../schemas/record.ts';
import { embeddingText } from '../corpus/embedding-text.ts';
import { deletedMeanwhile, assertNotDeletedSince, type Epochs } from '../epochs/port.ts';
import type { EmbeddedBatch, Encoder, TextVectors } from '../embedding/port.ts';
import type { JobContext } from '../queue/port.ts';
import type { EmbeddedRecord, RecordStore } from '../store/port.ts';
import { withTold } from './told-work.ts';
import type { Claims } from './claims.ts';

export interface EmbedRecordsDeps {
  readonly store: Pick<RecordStore, 'existing' | 'vectorsByTextHash' | 'upsert' | 'delete'>;
  readonly encoder: Pick<Encoder, 'embed' | 'kinds' | 'labels'>;
  /** The texts that are being embedded now. All jobs of the process share it. */
  readonly claims: Claims;
  readonly epochs: Pick<Epochs, 'of'>;
}

type Job = Pick<JobContext<'embed-records'>, 'payload' | 'signal'>;

/**
 * Embeds the records that are not stored yet, and stores them. Running the job again changes nothing.
 * @throws KindredError `conflict` when the corpus was deleted after the job was accepted; nothing of it stays then
 */
export async function embedRecords(job: Job, deps: EmbedRecordsDeps): Promise<EmbedRecordsResult> {
  await removeWhenDeleted(job.payload, deps);
  // Jobs that embed the same text wait for one another only when both may reuse vectors from the same corpora. A wait
  // for vectors that a job may not take would be in vain.
  const scope = job.payload.reuse_from?.toSorted().join('/') ?? '';
  const texts = new Set(job.payload.records.map(({ text_hash }) => `${scope}:${text_hash}`));
  try {
    return await deps.claims.during([...texts], () => embedClaimed(job, deps));
  } finally {
    // After a failure too: a write that got no answer may have been done.
    await removeWhenDeleted(job.payload, deps);
  }
}

/**
 * Looks, before the batch and after its write, whether the corpus was deleted. When the process slept between its look and
 * its write, the deletion is over: it is then repeated for what is older than it, which is what this batch has written.
 */
async function removeWhenDeleted(
  { corpus, epoch = 0 }: Job['payload'],
  { epochs, store }: EmbedRecordsDeps,
): Promise<void> {
  const now = await epochs.of(corpus);
  if (now.epoch <= epoch) return;
  await store.delete({ corpora: [corpus], writtenBefore: now.epoch });
  throw deletedMeanwhile(corpus);
}

async function embedClaimed(job: Job, deps: EmbedRecordsDeps): Promise<EmbedRecordsResult> {
  const { corpus, records, reuse_from: corpora, epoch = 0 } = job.payload;
  const fresh = await notStored(records, deps.store, epoch);
  const hashes = [...new Set(fresh.map(({ text_hash }) => text_hash))];
  const known = await deps.store.vectorsByTextHash(hashes, corpora);
  const toEmbed = fresh.filter(({ text_hash }) => !known.has(text_hash));
  const batch = await deps.encoder.embed(toEmbed.map(embeddingText), { signal: job.signal });
  const embedded = await withTold(withVectors(fresh, known, toEmbed, batch), deps.encoder);
  job.signal.throwIfAborted();
  await assertNotDeletedSince(deps.epochs, corpus, epoch);
  await deps.store.upsert(embedded.map((one) => ({ ...one, epoch })));
  return {
    rows: records.length,
    stored: fresh.length,
    skipped: records.length - fresh.length,
    embedded: batch.embedded,
    reused: fresh.length - batch.embedded,
    truncated: batch.truncated.filter(Boolean).length,
    inference_ms: batch.inferenceMs,
  };
}

async function notStored(
  records: readonly InstructionRecord[],
  store: EmbedRecordsDeps['store'],
  epoch: number,
): Promise<InstructionRecord[]> {
  const distinct = [...new Map(records.map((record) => [record.id, record])).values()];
  const stored = await store.existing(
    distinct.map(({ id }) => id),
    epoch,
  );
  return distinct.filter(({ id }) => !stored.has(id));
}

function withVectors(
  records: readonly InstructionRecord[],
  known: ReadonlyMap<string, TextVectors>,
  embedded: readonly InstructionRecord[],
  { vectors }: EmbeddedBatch,
): EmbeddedRecord[] {
  const byHash = new Map(known);
  embedded.forEach(({ text_hash }, index) => {
    const computed = vectors[index];
    if (computed !== undefined) byHash.set(text_hash, computed);
  });
  return records.map((record) => {
    const own = byHash.get(record.text_hash);
    if (own === undefined) throw new Error(`This is a bug: no vectors for the text of record ${record.id}.`);
    return { record, vectors: own };
  });
}
