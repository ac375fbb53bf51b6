import type {
  DropDecision,
  DropLine,
  DuplicateDecisions,
} from '../../../schemas/curation/duplicate-decisions.ts';
import type { DeduplicationMark } from '../../../schemas/curation/deduplicate.ts';
import type { Decided } from './decisions.ts';
import { holdsAt } from './leader.ts';

/** What decisions changed of the mark of a row. */
type ChangedMark = Partial<Omit<DeduplicationMark, 'id' | 'conflict'>> & DecisionMark;

interface DecisionMark {
  /** `threshold`: the row stays because of a raised threshold. */
  readonly decision: DropDecision | 'threshold' | null;
  readonly decided_by: string | null;
  readonly decided_at: string | null;
}

/** What the marks of all other rows say of decisions, once there are any. */
export const UNDECIDED: DecisionMark = { decision: null, decided_by: null, decided_at: null };

type Counts = Pick<DuplicateDecisions, 'drops' | 'same' | 'different' | 'swap' | 'by_threshold' | 'left_out'>;

export interface SettledDrops {
  /** By the id of the row. */
  readonly changes: ReadonlyMap<string, ChangedMark>;
  readonly counts: Counts;
}

const STAYS = {
  ...{ keep: true, duplicate_of: null, reason: null, difference: null },
  ...{ content: null, task: null, lexical: null, chance: null },
} as const;

/** Applies decisions to the drops of a job, which come in their order as often as they are asked for. */
export async function settleDrops(
  drops: () => AsyncIterable<DropLine>,
  decided: Decided,
): Promise<SettledDrops> {
  const changes = new Map<string, ChangedMark>();
  const counts = { drops: 0, same: 0, different: 0, swap: 0, by_threshold: 0, left_out: 0 };
  const swapOf = await lastSwaps(drops, decided);
  for await (const drop of drops()) {
    const { id, duplicate_of: keptId } = drop;
    const swap = swapOf.get(keptId);
    const outcome = outcomeOf(drop, swap, decided);
    counts.drops += 1;
    if (outcome !== null) counts[outcome === 'threshold' ? 'by_threshold' : outcome] += 1;
    if (isKept(outcome)) changes.set(id, { ...STAYS, ...markOf(outcome, id, decided) });
    else if (outcome === 'same' || swap !== undefined)
      changes.set(id, {
        ...markOf(outcome, id, decided),
        ...(swap !== undefined && { duplicate_of: swap }),
      });
    if (outcome === 'swap') changes.set(keptId, { ...goesFor(drop), ...markOf('swap', id, decided) });
    if (!isKept(outcome) || outcome === 'swap') counts.left_out += 1;
  }
  return { changes, counts };
}

type Outcome = DecisionMark['decision'];

function isKept(outcome: Outcome): boolean {
  return outcome !== null && outcome !== 'same';
}

/** What holds of a drop; null when it stands as the job made it. */
function outcomeOf(drop: DropLine, swap: string | undefined, { byId, threshold }: Decided): Outcome {
  const decision = byId.get(drop.id)?.decision;
  if (decision === 'swap') return swap === drop.id ? 'swap' : 'same';
  if (decision !== undefined) return decision;
  return threshold === null || holdsAt(drop, threshold.threshold) ? null : 'threshold';
}

/** The row that takes the place of each one that others were dropped for: that of the last swap among them. */
async function lastSwaps(
  drops: () => AsyncIterable<DropLine>,
  { byId }: Decided,
): Promise<ReadonlyMap<string, string>> {
  const keptOf = new Map<string, string>();
  const swapped = new Set([...byId].filter(([, { decision }]) => decision === 'swap').map(([id]) => id));
  if (swapped.size > 0)
    for await (const { id, duplicate_of: keptId } of drops()) if (swapped.has(id)) keptOf.set(id, keptId);
  const swapOf = new Map<string, string>();
  for (const id of swapped) {
    const keptId = keptOf.get(id);
    if (keptId !== undefined) swapOf.set(keptId, id);
  }
  return swapOf;
}

/** The row that stood for others, as the one that goes. */
function goesFor({ id, reason, content, task, lexical, chance }: DropLine): Partial<DeduplicationMark> {
  return { keep: false, duplicate_of: id, reason, content, task, lexical, chance, difference: null };
}

function markOf(outcome: Outcome, id: string, { byId, threshold }: Decided): DecisionMark {
  const made = outcome === 'threshold' ? threshold : outcome === null ? null : (byId.get(id) ?? null);
  return { decision: outcome, decided_by: made?.by ?? null, decided_at: made?.at ?? null };
}
