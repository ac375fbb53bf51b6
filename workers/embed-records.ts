import type { EmbedRecordsResult } from '../schemas/jobs.ts';
import type { InstructionRecord } from '../schemas/record.ts';
import { embeddingText } from '../services/corpus/embedding-text.ts';
import type { EmbeddedBatch, Encoder, TextVectors } from '../services/embedding/port.ts';
import type { JobContext } from '../services/queue/port.ts';
import type { EmbeddedRecord, RecordStore } from '../services/store/port.ts';
import type { TextClaims } from './text-claims.ts';

export interface EmbedRecordsDeps {
  readonly store: Pick<RecordStore, 'existing' | 'vectorsByTextHash' | 'upsert'>;
  readonly encoder: Pick<Encoder, 'embed'>;
  /** The texts that are being embedded now. All jobs of the process share it. */
  readonly claims: TextClaims;
}

type Job = Pick<JobContext<'embed-records'>, 'payload' | 'signal'>;

/** Embeds the records that are not stored yet, and stores them. Running the job again changes nothing. */
export function embedRecords(job: Job, deps: EmbedRecordsDeps): Promise<EmbedRecordsResult> {
  // Jobs that embed the same text wait for one another only when both may reuse vectors from the same corpora. A wait
  // for vectors that a job may not take would be in vain.
  const scope = job.payload.reuse_from?.toSorted().join('/') ?? '';
  const texts = new Set(job.payload.records.map(({ text_hash }) => `${scope}:${text_hash}`));
  return deps.claims.during([...texts], () => embedClaimed(job, deps));
}

async function embedClaimed(job: Job, deps: EmbedRecordsDeps): Promise<EmbedRecordsResult> {
  const { records, reuse_from: corpora } = job.payload;
  const fresh = await notStored(records, deps.store);
  const hashes = [...new Set(fresh.map(({ text_hash }) => text_hash))];
  const known = await deps.store.vectorsByTextHash(hashes, corpora);
  const toEmbed = fresh.filter(({ text_hash }) => !known.has(text_hash));
  const batch = await deps.encoder.embed(toEmbed.map(embeddingText), { signal: job.signal });
  await deps.store.upsert(withVectors(fresh, known, toEmbed, batch));
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
): Promise<InstructionRecord[]> {
  const distinct = [...new Map(records.map((record) => [record.id, record])).values()];
  const stored = await store.existing(distinct.map(({ id }) => id));
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
