import type {
  DropLine,
  DropPage,
  DropShown,
  DropsQuery,
  DuplicateDecisions,
} from '../../../schemas/curation/duplicate-decisions.ts';
import type { RecordStore } from '../../store/port.ts';
import { shownRows } from './audit.ts';
import type { Decided } from './decisions.ts';
import { readDrops } from './drop-lines.ts';
import { holdsAt } from './leader.ts';
import { settleDrops } from './settle-drops.ts';

/** How far apart the thresholds are for which drops are counted, in hundredths. */
const STEP = 1;
const WHOLE = 100;

/** The drops of a job, and what was decided on them. */
export interface JobDrops {
  readonly job: string;
  /** The path of its `drops.jsonl`. */
  readonly path: string;
  /** The threshold with which it ran. */
  readonly threshold: number;
  /** Whether the rows that stand for others are of another corpus. */
  readonly isAgainst: boolean;
  readonly decided: Decided;
  readonly signal: AbortSignal;
}

/** How many drops were decided how. */
export async function decisionsOf({ job, path, decided, signal }: JobDrops): Promise<DuplicateDecisions> {
  const { counts } = await settleDrops(() => readDrops(path, signal), decided);
  const { threshold } = decided;
  if (threshold === null) return { job, ...counts, threshold: null };
  const { threshold: value, ...who } = threshold;
  return { job, ...counts, threshold: { value, ...who } };
}

/** Counts drops for every threshold from that of the job on. */
class HeldCounts {
  readonly #thresholds: readonly number[];
  readonly #counts: number[];

  constructor(threshold: number) {
    const first = Math.floor(threshold * WHOLE) + STEP;
    const steps = Array.from({ length: Math.max(0, WHOLE - first + 1) }, (_, at) => (first + at) / WHOLE);
    this.#thresholds = [threshold, ...steps];
    this.#counts = this.#thresholds.map(() => 0);
  }

  add(drop: DropLine): void {
    this.#thresholds.forEach((threshold, at) => {
      if (at === 0 || holdsAt(drop, threshold)) this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    });
  }

  list(): DropPage['held_at'] {
    return this.#thresholds.map((threshold, at) => ({ threshold, drops: this.#counts[at] ?? 0 }));
  }
}

function passes(drop: DropLine, query: DropsQuery, { decided, threshold }: JobDrops): boolean {
  const { threshold: raised = 0, decision } = query;
  if (raised > threshold && !holdsAt(drop, raised)) return false;
  return decision === undefined || (decided.byId.get(drop.id)?.decision ?? 'open') === decision;
}

/**
 * A page of the drops of a job, the most doubtful first, with the texts to judge them by.
 * @throws KindredError `store_unavailable` when the store fails
 */
export async function dropPage(
  job: JobDrops,
  query: DropsQuery,
  store: Pick<RecordStore, 'fetch'>,
): Promise<DropPage> {
  const { limit, after, source, reason } = query;
  const held = new HeldCounts(job.threshold);
  const shown: DropLine[] = [];
  let [place, total, last] = [0, 0, 0];
  let isMore = false;
  for await (const drop of readDrops(job.path, job.signal)) {
    place += 1;
    if (source !== undefined && drop.source !== source) continue;
    if (reason !== undefined && drop.reason !== reason) continue;
    held.add(drop);
    if (!passes(drop, query, job)) continue;
    total += 1;
    if (place <= after) continue;
    isMore ||= shown.length === limit;
    if (isMore) continue;
    shown.push(drop);
    last = place;
  }
  return {
    ...{ job: job.job, threshold: job.threshold, total, held_at: held.list() },
    drops: await withTexts(shown, job.decided, store),
    next: isMore ? last : null,
    decisions: await decisionsOf(job),
  };
}

async function withTexts(
  drops: readonly DropLine[],
  { byId }: Decided,
  store: Pick<RecordStore, 'fetch'>,
): Promise<DropShown[]> {
  const ids = new Set(drops.flatMap(({ id, duplicate_of }) => [id, duplicate_of]));
  const records = new Map((await store.fetch([...ids])).map(({ record }) => [record.id, record]));
  return drops.map((drop) => ({
    ...drop,
    decision: byId.get(drop.id) ?? null,
    ...shownRows(records.get(drop.id), records.get(drop.duplicate_of)),
  }));
}
