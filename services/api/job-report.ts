import type { JobReport } from '../../schemas/api/jobs.ts';
import type { IngestCorpusProgress } from '../../schemas/jobs.ts';
import type { JobSnapshot, JobState } from '../queue/port.ts';

type Ingestion = JobSnapshot<'ingest-corpus'>;

export function hasEnded(state: JobState): boolean {
  return state === 'completed' || state === 'failed' || state === 'cancelled';
}

/**
 * What a person wants to know about an ingestion. Pure.
 *
 * While the file is being read its rows are estimated from the share of its bytes that has been read. Rows done are
 * the rows handed on, times the share of batches that have finished; exact numbers come with the result.
 * @param now milliseconds since the epoch, for rate and eta
 */
export function toJobReport(job: Ingestion, now: number): JobReport {
  const { done, total, isEstimate } = rows(job);
  const rate = rateOf(job, done, total, now);
  return {
    id: job.id,
    name: job.name,
    corpus: job.payload.corpus,
    file_name: job.payload.file_name,
    state: job.state,
    stage: stageOf(job),
    done,
    total,
    total_is_estimate: isEstimate,
    rate,
    eta_seconds: etaOf(job, done, total, rate),
    format: job.progress?.format ?? job.payload.format,
    layout: job.progress?.layout ?? job.payload.layout,
    rejected: job.result?.rejected ?? job.progress?.rejected ?? 0,
    rejections: job.progress?.rejections ?? [],
    result: job.result,
    error: job.error,
    attempts: job.attempts,
    created_at: isoTime(job.createdAt),
    started_at: job.startedAt === null ? null : isoTime(job.startedAt),
    finished_at: job.finishedAt === null ? null : isoTime(job.finishedAt),
  };
}

function stageOf(job: Ingestion): JobReport['stage'] {
  if (job.state === 'completed') return 'done';
  return job.progress?.stage ?? 'waiting';
}

function rows(job: Ingestion): { done: number; total: number | null; isEstimate: boolean } {
  if (job.result !== null) return { done: job.result.rows, total: job.result.rows, isEstimate: false };
  const { progress } = job;
  if (progress === null) return { done: 0, total: null, isEstimate: false };
  const handedOn = progress.rows_read - progress.rejected;
  const { finished, unfinished } = job.children;
  const batches = Math.max(progress.batches, finished + unfinished);
  const done = batches === 0 ? 0 : Math.round((handedOn * finished) / batches);
  const total = totalOf(progress);
  return {
    done: total === null ? done : Math.min(done, total),
    total,
    isEstimate: total !== null && progress.rows_total === null,
  };
}

function totalOf(progress: IngestCorpusProgress): number | null {
  if (progress.rows_total !== null) return progress.rows_total - progress.rejected;
  if (progress.bytes_read === 0 || progress.bytes_total === 0) return null;
  const handedOn = progress.rows_read - progress.rejected;
  const whole = Math.max(1, progress.bytes_total / progress.bytes_read);
  return Math.round(handedOn * whole);
}

/**
 * Rows per second; null before a row is done. A job is taken up once more for its last step, which resets the time of
 * its start, so from then on the time counts from when it was handed in.
 */
function rateOf(job: Ingestion, done: number, total: number | null, now: number): number | null {
  if (job.startedAt === null || done === 0) return null;
  const isThrough = hasEnded(job.state) || done === total;
  const since = isThrough ? job.createdAt : job.startedAt;
  const seconds = ((job.finishedAt ?? now) - since) / 1_000;
  return seconds <= 0 ? null : done / seconds;
}

function etaOf(job: Ingestion, done: number, total: number | null, rate: number | null): number | null {
  if (job.state === 'completed') return 0;
  if (hasEnded(job.state) || total === null || rate === null) return null;
  return (total - done) / rate;
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
