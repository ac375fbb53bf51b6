import { hasEnded } from '../../queue/has-ended.ts';
import type {
  CurationReport,
  IngestionReport,
  JobReport,
  ReembeddingReport,
} from '../../../schemas/api/jobs.ts';
import type { IngestCorpusProgress } from '../../../schemas/jobs.ts';
import type { JobSnapshot } from '../../queue/port.ts';
import { at } from '../../runtime/at.ts';

type Ingestion = JobSnapshot<'ingest-corpus'>;
type Reembedding = JobSnapshot<'reembed-corpus'>;
export type Curation = JobSnapshot<'curate'>;
/** A job that a user started and can follow. The other jobs are the batches of these. */
export type UserJob = Ingestion | Reembedding | Curation;
/** A job that divides its rows into batches, each of them a job of its own. */
type BatchedJob = Ingestion | Reembedding;

interface Rows {
  readonly done: number;
  readonly total: number | null;
  readonly isEstimate: boolean;
}

/**
 * Makes the report on a job that the API gives. A pure function.
 * @param now the present time in milliseconds since the epoch, from which rate and remaining time are computed
 */
export function toJobReport(job: UserJob, now: number): JobReport {
  if (job.name === 'curate') return toCurationReport(job, now);
  return job.name === 'ingest-corpus' ? toIngestionReport(job, now) : toReembeddingReport(job, now);
}

function toIngestionReport(job: Ingestion, now: number): IngestionReport {
  return {
    ...commonReport(job, ingestedRows(job), now),
    name: job.name,
    stage: job.state === 'completed' ? 'done' : (job.progress?.stage ?? 'waiting'),
    file_name: job.payload.file_name,
    format: job.progress?.format ?? job.payload.format,
    layout: job.progress?.layout ?? job.payload.layout,
    map: job.progress?.map ?? null,
    rejected: job.result?.rejected ?? job.progress?.rejected ?? 0,
    rejections: job.progress?.rejections ?? [],
    not_read: job.result?.not_read ?? job.progress?.not_read ?? null,
    result: job.result,
  };
}

function toReembeddingReport(job: Reembedding, now: number): ReembeddingReport {
  const { progress, result } = job;
  const total = result?.rows ?? progress?.records_total ?? null;
  const done = result?.rows ?? (progress === null ? 0 : doneOf(job, progress.records_read));
  return {
    ...commonReport(job, { done, total, isEstimate: false }, now),
    name: job.name,
    stage: job.state === 'completed' ? 'done' : (progress?.stage ?? 'waiting'),
    space_id: job.payload.space_id,
    result,
  };
}

/**
 * The report on a curation. Its stages do different work, so rate and remaining time are those of the present stage.
 */
function toCurationReport(job: Curation, now: number): CurationReport {
  const { progress, result, payload } = job;
  const done = result?.rows ?? progress?.done ?? 0;
  const total = result?.rows ?? progress?.total ?? null;
  const rows = { done, total, isEstimate: false };
  const startedAt = job.state === 'active' && progress !== null ? progress.since : job.startedAt;
  return {
    ...commonReport({ ...job, startedAt }, rows, now),
    started_at: job.startedAt === null ? null : isoTime(job.startedAt),
    name: job.name,
    operation: payload.operation.kind,
    corpora: payload.corpora,
    stage: job.state === 'completed' ? 'done' : (progress?.stage ?? 'waiting'),
    result,
  };
}

/** The corpora that a job reads or writes; the first is the one it is about. */
export function corporaOf(job: UserJob): readonly string[] {
  return job.name === 'curate' ? job.payload.corpora : [job.payload.corpus];
}

function commonReport(job: UserJob, { done, total, isEstimate }: Rows, now: number) {
  const rate = rateOf(job, done, total, now);
  return {
    id: job.id,
    corpus: at(corporaOf(job), 0),
    state: job.state,
    done,
    total,
    total_is_estimate: isEstimate,
    rate,
    eta_seconds: etaOf(job, done, total, rate),
    error: job.error,
    attempts: job.attempts,
    created_at: isoTime(job.createdAt),
    started_at: job.startedAt === null ? null : isoTime(job.startedAt),
    finished_at: job.finishedAt === null ? null : isoTime(job.finishedAt),
  };
}

/**
 * The rows of an ingestion. While its file is being read, the total is estimated from the share of the bytes read so
 * far.
 */
function ingestedRows(job: Ingestion): Rows {
  if (job.result !== null) return { done: job.result.rows, total: job.result.rows, isEstimate: false };
  const { progress } = job;
  if (progress === null) return { done: 0, total: null, isEstimate: false };
  const done = doneOf(job, progress.rows_read - progress.rejected);
  const total = totalOf(progress);
  return {
    done: total === null ? done : Math.min(done, total),
    total,
    isEstimate: total !== null && progress.rows_total === null,
  };
}

/**
 * An estimate of the rows done: those handed out, times the share of finished batches. The result has the exact number.
 */
function doneOf({ progress, children: { finished, unfinished } }: BatchedJob, handedOn: number): number {
  const batches = Math.max(progress?.batches ?? 0, finished + unfinished);
  return batches === 0 ? 0 : Math.round((handedOn * finished) / batches);
}

function totalOf(progress: IngestCorpusProgress): number | null {
  if (progress.rows_total !== null) return progress.rows_total - progress.rejected;
  if (progress.bytes_read === 0 || progress.bytes_total === 0) return null;
  const handedOn = progress.rows_read - progress.rejected;
  const whole = Math.max(1, progress.bytes_total / progress.bytes_read);
  return Math.round(handedOn * whole);
}

/**
 * Rows per second; null before a row is done. The queue sets the start of a job anew when its last step begins, so from
 * then on the rate counts from the time when the job was handed in.
 */
function rateOf(job: UserJob, done: number, total: number | null, now: number): number | null {
  if (job.startedAt === null || done === 0) return null;
  const isThrough = hasEnded(job.state) || done === total;
  const since = isThrough ? job.createdAt : job.startedAt;
  const seconds = ((job.finishedAt ?? now) - since) / 1_000;
  return seconds <= 0 ? null : done / seconds;
}

function etaOf(job: UserJob, done: number, total: number | null, rate: number | null): number | null {
  if (job.state === 'completed') return 0;
  if (hasEnded(job.state) || total === null || rate === null) return null;
  return (total - done) / rate;
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
