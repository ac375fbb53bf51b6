import { rm } from 'node:fs/promises';
import { KindredError } from '../schemas/errors.ts';
import {
  MAX_LISTED_REJECTIONS,
  type IngestCorpusPayload,
  type IngestCorpusProgress,
  type IngestCorpusResult,
  type Rejection,
} from '../schemas/jobs.ts';
import type { TaskLabeller } from '../services/labels/task-labeller.ts';
import { readCorpus, type CorpusReading, type CorpusRow } from '../services/corpus/read-corpus.ts';
import { countNotRead } from '../services/corpus/not-read.ts';
import { toRecord } from '../services/corpus/record.ts';
import { assertNotDeletedSince, type Epochs } from '../services/epochs/port.ts';
import type { JobContext } from '../services/queue/port.ts';
import type { Loadable } from '../services/store/whole-load.ts';
import { BATCH_ROWS, sumOf, waitForRoom } from './embed-batches.ts';

/** Most JSON in one batch, in UTF-16 code units, so that a batch has fewer rows when they are long. */
const BATCH_TEXT = 1_000_000;

export interface IngestCorpusDeps {
  readonly store: Loadable;
  readonly labeller: TaskLabeller;
  readonly epochs: Pick<Epochs, 'of'>;
}

type Job = JobContext<'ingest-corpus'>;

/**
 * Reads a file, divides it into batches and hands each to an `embed-records` job. A later attempt goes on at the
 * checkpoint of the one before. Batches have fixed ids, so that the queue keeps one of them when it is handed out
 * twice.
 */
export async function ingestCorpus(job: Job, deps: IngestCorpusDeps): Promise<IngestCorpusResult> {
  try {
    await assertNotDeletedSince(deps.epochs, job.payload.corpus, job.payload.epoch);
    const left = job.progress;
    const read = left !== null && left.stage !== 'reading' ? left : await handOut(job, deps);
    const results = await job.childResults('embed-records');
    await job.report({ ...read, stage: 'indexing' });
    await deps.store.endLoading();
    await deps.store.untilSettled(job.signal);
    await job.report({ ...read, stage: 'done' });
    await removeUpload(job.payload);
    const { rejected, not_read } = read;
    return { ...sumOf(results), rejected, ...(not_read && { not_read }) };
  } catch (error) {
    if (error instanceof KindredError && !error.retryable) {
      await deps.store.endLoading();
      await removeUpload(job.payload);
    }
    throw error;
  }
}

async function handOut(job: Job, { labeller, store }: IngestCorpusDeps): Promise<IngestCorpusProgress> {
  const { payload } = job;
  await store.startLoading();
  const reading = await readCorpus(payload.path, {
    fileName: payload.file_name,
    format: payload.format,
    layout: payload.layout,
    columns: payload.columns,
    map: payload.map,
    rows: payload.rows,
    source: payload.source,
    split: payload.split,
    skipRows: job.progress?.rows_read ?? 0,
  });
  let progress = checkpoint(job.progress, reading);
  for await (const rows of batchesOf(reading.rows)) {
    const readable = rows.flatMap((row) => ('content' in row ? [row] : []));
    if (readable.length > 0) {
      await waitForRoom(job);
      const records = readable.map(({ content, origin }) =>
        toRecord(content, payload.corpus, labeller.label(content.instruction), origin),
      );
      await job.addChild('embed-records', `${job.id}-${progress.batches}`, {
        corpus: payload.corpus,
        records,
        ...(payload.reuse_from && { reuse_from: payload.reuse_from }),
        ...epochOf(payload),
      });
    }
    progress = advance(progress, rows, readable.length > 0, reading);
    await job.report(progress);
  }
  const read: IngestCorpusProgress = { ...progress, stage: 'embedding', rows_total: progress.rows_read };
  await job.report(read);
  return read;
}

function checkpoint(previous: IngestCorpusProgress | null, reading: CorpusReading): IngestCorpusProgress {
  const start = { rows_read: 0, batches: 0, bytes_read: 0, rejected: 0, rejections: [] };
  return {
    ...(previous ?? start),
    stage: 'reading',
    rows_total: null,
    bytes_total: reading.bytesTotal,
    layout: reading.layout,
    format: reading.format,
    ...(reading.map !== null && { map: reading.map }),
  };
}

function advance(
  progress: IngestCorpusProgress,
  rows: readonly CorpusRow[],
  handedOut: boolean,
  reading: CorpusReading,
): IngestCorpusProgress {
  const rejections: Rejection[] = rows.flatMap((row) => ('rejection' in row ? [row.rejection] : []));
  const contents = rows.flatMap((row) => ('content' in row ? [row.content] : []));
  return {
    ...progress,
    rows_read: progress.rows_read + rows.length,
    batches: progress.batches + (handedOut ? 1 : 0),
    bytes_read: reading.bytesRead(),
    rejected: progress.rejected + rejections.length,
    rejections: [...progress.rejections, ...rejections].slice(0, MAX_LISTED_REJECTIONS),
    not_read: countNotRead(progress.not_read, contents, reading.notes()),
  };
}

/**
 * Divides rows into batches, limited by their number and by the length of their text. The limits depend on the rows
 * alone, so that a retry makes the same batches.
 */
async function* batchesOf(rows: AsyncIterable<CorpusRow>): AsyncGenerator<CorpusRow[]> {
  let batch: CorpusRow[] = [];
  let text = 0;
  for await (const row of rows) {
    batch.push(row);
    text += 'content' in row ? JSON.stringify(row.content).length : 0;
    if (batch.length < BATCH_ROWS && text < BATCH_TEXT) continue;
    yield batch;
    batch = [];
    text = 0;
  }
  if (batch.length > 0) yield batch;
}

function epochOf({ epoch }: IngestCorpusPayload): { epoch?: number } {
  return epoch === undefined ? {} : { epoch };
}

async function removeUpload(payload: IngestCorpusPayload): Promise<void> {
  if (payload.remove_after) await rm(payload.path, { force: true });
}
