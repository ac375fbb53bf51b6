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

/** A drop, and its place in the list from 1 on. */
interface PlacedDrop {
  readonly drop: DropLine;
  readonly place: number;
}

/** Takes drops in the order of the list, and keeps those of one page of it. */
class PageWindow {
  readonly #query: DropsQuery;
  readonly #held: PlacedDrop[] = [];
  #isMore = false;

  constructor(query: DropsQuery) {
    this.#query = query;
  }

  /** From the end of the list, `after` is the place before which the page ends, and the last ones are kept. */
  add(drop: DropLine, place: number): void {
    const { order, after, limit } = this.#query;
    const isSurestFirst = order === 'surest';
    if (isSurestFirst ? after > 0 && place >= after : place <= after) return;
    const isFull = this.#held.length === limit;
    this.#isMore ||= isFull;
    if (isFull && !isSurestFirst) return;
    if (isFull) this.#held.shift();
    this.#held.push({ drop, place });
  }

  /** The drops as they are shown, and where the next page goes on. */
  turned(): { readonly drops: readonly DropLine[]; readonly next: number | null } {
    const shown = this.#query.order === 'surest' ? this.#held.toReversed() : this.#held;
    return {
      drops: shown.map(({ drop }) => drop),
      next: this.#isMore ? (shown.at(-1)?.place ?? null) : null,
    };
  }
}

/**
 * A page of the drops of a job, the most doubtful or the surest first, with the texts to judge them by.
 * @throws KindredError `store_unavailable` when the store fails
 */
export async function dropPage(
  job: JobDrops,
  query: DropsQuery,
  store: Pick<RecordStore, 'fetch'>,
): Promise<DropPage> {
  const { source, reason } = query;
  const held = new HeldCounts(job.threshold);
  const window = new PageWindow(query);
  let [place, total] = [0, 0];
  for await (const drop of readDrops(job.path, job.signal)) {
    place += 1;
    if (source !== undefined && drop.source !== source) continue;
    if (reason !== undefined && drop.reason !== reason) continue;
    held.add(drop);
    if (!passes(drop, query, job)) continue;
    total += 1;
    window.add(drop, place);
  }
  const { drops, next } = window.turned();
  return {
    ...{ job: job.job, threshold: job.threshold, total, held_at: held.list() },
    drops: await withTexts(drops, job.decided, store),
    next,
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
