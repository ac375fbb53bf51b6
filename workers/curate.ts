import type { CurateProgress, CurateResult } from '../schemas/curation/operations.ts';
import { perform } from '../services/curation/operations.ts';
import type { ReportProgress } from '../services/curation/operation.ts';
import type { Results } from '../services/curation/results.ts';
import type { Graphs } from '../services/neighbours/graphs.ts';
import type { JobContext } from '../services/queue/port.ts';
import type { DiskRoom } from '../services/runtime/disk-room.ts';
import { assertNotDeletedSince, type Epochs } from '../services/epochs/port.ts';
import type { Encoding } from '../services/encodings/port.ts';

/** Shortest time between two stored reports of progress within a stage, in milliseconds. */
const REPORT_EVERY_MS = 250;
/** How often the room on the disk is looked at while an operation writes. */
const LOOK_EVERY_MS = 500;

export interface CurateDeps {
  readonly encoding: Encoding;
  readonly graphs: Graphs;
  readonly results: Results;
  readonly disk: Pick<DiskRoom, 'assert' | 'untilRoom'>;
  readonly epochs: Pick<Epochs, 'of'>;
}

type Job = JobContext<'curate'>;

/**
 * Performs an operation on whole corpora. Its result files appear all at once, when it has succeeded. On a full disk it
 * waits for room, and one that fills the disk itself is stopped before it does.
 * @throws KindredError `conflict` when one of the corpora was deleted after the job was accepted; no result stays then
 */
export async function curate(job: Job, deps: CurateDeps): Promise<CurateResult> {
  const { encoding, graphs, results, disk, epochs } = deps;
  await disk.untilRoom(job.signal);
  const { corpora, operation } = job.payload;
  const progress = new StoredProgress(job);
  const startedAt = Date.now();
  const { signal, stop } = withRoom(disk, job.signal);
  const assertNoneDeleted = async (): Promise<void> => {
    for (const name of corpora) await assertNotDeletedSince(epochs, name, job.payload.epochs?.[name]);
  };
  try {
    await assertNoneDeleted();
    const files = await results.begin(job.id);
    const context = { encoding, graphs, results, files, signal, report: progress.report };
    const { rows, report } = await perform(corpora, operation, context);
    await files.write('report.json', JSON.stringify(report));
    await progress.settled();
    const result = await results.finish(job.id, { payload: job.payload, rows, startedAt });
    // A deletion that began before this look may have missed these results. One that begins later finds them.
    await assertNoneDeleted();
    return result;
  } catch (error) {
    await progress.settled();
    await results.remove(job.id);
    throw error;
  } finally {
    stop();
  }
}

/** A signal that is aborted with `storage_full` too, when the disk has no room any more. */
function withRoom(
  disk: Pick<DiskRoom, 'assert'>,
  signal: AbortSignal,
): { readonly signal: AbortSignal; readonly stop: () => void } {
  const full = new AbortController();
  const look = (): void => void disk.assert().catch((error: unknown) => full.abort(error));
  const timer = setInterval(look, LOOK_EVERY_MS);
  return { signal: AbortSignal.any([signal, full.signal]), stop: () => clearInterval(timer) };
}

/**
 * Stores the progress that an operation reports, without making it wait. The first report of each stage is always
 * stored, later ones at most every `REPORT_EVERY_MS`.
 */
class StoredProgress {
  private readonly job: Job;
  private latest: CurateProgress | null = null;
  private storedAt = 0;
  private storing: Promise<void> = Promise.resolve();

  constructor(job: Job) {
    this.job = job;
  }

  readonly report: ReportProgress = (stage, done, total) => {
    const now = Date.now();
    const isNew = this.latest?.stage !== stage;
    const since = isNew ? now : (this.latest?.since ?? now);
    this.latest = { stage, done, total, since };
    if (!isNew && now - this.storedAt < REPORT_EVERY_MS) return;
    this.storedAt = now;
    const { latest } = this;
    // A report that cannot be stored is ignored: another one follows, and a lost queue aborts the job by its signal.
    this.storing = this.storing.then(() => this.job.report(latest)).catch(() => undefined);
  };

  settled(): Promise<void> {
    return this.storing;
  }
}
