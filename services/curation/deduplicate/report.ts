import type { Findings } from '../operation.ts';
import type { DeduplicateReport, DuplicateExample } from '../../../schemas/curation/deduplicate.ts';
import type { DuplicateReason } from '../../../schemas/curation/duplicate-terms.ts';
import type { DeduplicateOperation } from '../../../schemas/curation/deduplicate.ts';
import type { RecordStore } from '../../store/port.ts';
import { at } from '../../runtime/at.ts';
import { recallOfGraph } from '../rows/neighbour-graph.ts';
import type { PartField } from '../rows/row-parts.ts';
import { excerptOf } from '../rows/excerpt.ts';
import type { Threshold } from './calibrate.ts';
import type { Conflict } from './conflicts.ts';
import type { ExactGroups } from './exact.ts';
import type { Drop } from './leader.ts';
import type { LoadedRows } from './load-compared.ts';
import { shareRight, type ChanceOf } from './likelihood.ts';
import { lossReport } from './losses.ts';
import { scoresOf } from './marks.ts';
import type { RowPair } from './pairs.ts';
import { isWorthReading } from './read-pairs.ts';
import { shownDifference, shownRequest } from './shown-difference.ts';

/** Everything that a run found. */
export interface DeduplicationFindings {
  readonly rows: LoadedRows;
  readonly pairs: readonly RowPair[];
  readonly drops: readonly Drop[];
  readonly groups: ExactGroups;
  readonly conflicts: readonly Conflict[];
  readonly threshold: Threshold;
  readonly others: DeduplicateReport['at_thresholds'];
  readonly chanceOf: ChanceOf | null;
  /** The share of the true neighbours that were compared; left out where all were. */
  readonly recall?: number;
}

/** How many examples a report has of each reason, and of conflicts. */
const EXAMPLES = 5;
/** How many fields a report lists. */
const LISTED_FIELDS = 50;

/** A few examples of one reason, taken at even distances from all of them. */
function examplesOf({ rows, drops }: DeduplicationFindings, reason: DuplicateReason): DuplicateExample[] {
  const all = drops.filter((drop) => drop.reason === reason);
  const step = Math.max(1, Math.floor(all.length / EXAMPLES));
  return all
    .filter((_, place) => place % step === 0)
    .slice(0, EXAMPLES)
    .map((drop) => ({
      id: at(rows.ids, drop.row),
      duplicate_of: at(rows.ids, drop.keptRow),
      reason,
      ...scoresOf(rows, drop),
      text: shownRequest(rows, drop.row),
      kept_text: shownRequest(rows, drop.keptRow),
      difference: shownDifference(rows, drop.row, drop.keptRow),
    }));
}

async function conflictExamples(
  { rows, conflicts }: DeduplicationFindings,
  store: Pick<RecordStore, 'fetch'>,
): Promise<DeduplicateReport['conflict_examples']> {
  const shown = conflicts.slice(0, EXAMPLES).map(({ first, other }) => ({
    first,
    ids: [at(rows.ids, first), at(rows.ids, other)],
  }));
  const fetched = await store.fetch([...new Set(shown.flatMap(({ ids }) => ids))]);
  const outputs = new Map(fetched.map(({ record }) => [record.id, excerptOf(record.output)]));
  return shown.map(({ first, ids }) => ({
    ids,
    text: shownRequest(rows, first),
    outputs: ids.map((id) => outputs.get(id) ?? ''),
  }));
}

/** What the fields of the metadata were taken for: those that decide most come first. */
function takenFields(fields: readonly PartField[]): Pick<DeduplicateReport, 'fields' | 'further_fields'> {
  const sorted = [...fields].sort(
    (a, b) => b.apart - a.apart || b.rows - a.rows || (a.path < b.path ? -1 : 1),
  );
  return {
    fields: sorted
      .slice(0, LISTED_FIELDS)
      .map(({ path, part, by, rows, apart }) => ({ field: path, part, by, rows, apart })),
    further_fields: Math.max(0, fields.length - LISTED_FIELDS),
  };
}

function whatWasRead({ pairs, drops }: DeduplicationFindings): DeduplicateReport['read'] {
  const chances = drops.flatMap(({ pair }) => pair?.chance ?? []);
  return {
    pairs: pairs.filter(({ chance }) => chance !== null).length,
    unread: pairs.filter((pair) => pair.chance === null && isWorthReading(pair)).length,
    dropped: chances.length,
    right: chances.length === 0 ? null : chances.reduce((sum, chance) => sum + chance, 0) / chances.length,
  };
}

function preamblesOf({ preambles: { count, lengths } }: LoadedRows): DeduplicateReport['preambles'] {
  return { count, rows: lengths.reduce((sum, length) => sum + Number(length > 0), 0) };
}

/**
 * The report of a run.
 * @param corpora the corpus that was cleaned, and the one it was compared with, if any
 * @param store where the answers of conflicting records are read
 * @throws KindredError `store_unavailable` when the store fails
 */
export async function deduplicateReport(
  corpora: readonly string[],
  { against, keep, rank_by, jaccard_threshold, max_loss }: DeduplicateOperation,
  found: DeduplicationFindings,
  store: Pick<RecordStore, 'fetch'>,
): Promise<Findings<'deduplicate'>> {
  const { rows, pairs, drops, groups, conflicts, threshold, others } = found;
  const own = rows.own.reduce((sum, isOwn) => sum + isOwn, 0);
  const count = (reason: DuplicateReason): number => drops.filter((drop) => drop.reason === reason).length;
  const near = pairs.filter((pair) => pair.content >= threshold.value || pair.lexical >= jaccard_threshold);
  const share = (part: number): number => (own === 0 ? 0 : part / own);
  return {
    kind: 'deduplicate',
    corpora: [...corpora],
    ...recallOfGraph(found),
    against,
    rows: own,
    selected: own - drops.length,
    filtered: drops.length,
    duplicate_ratio: share(drops.length),
    exact_duplicate_ratio: share(count('exact')),
    reasons: { exact: count('exact'), lexical: count('lexical'), paraphrase: count('paraphrase') },
    kept_apart: {
      other_slot: near.filter(({ verdict }) => verdict === 'other_slot').length,
      other_task: near.filter(({ verdict }) => verdict === 'other_task').length,
    },
    conflicts: {
      requests: new Set(conflicts.map(({ first }) => first)).size,
      records: groups.contradicted.reduce((sum, isContradicted) => sum + isContradicted, 0),
    },
    max_loss,
    loss: lossReport(rows, drops),
    ...takenFields(rows.identities.fields),
    preambles: preamblesOf(rows),
    threshold: threshold.value,
    threshold_explanation: threshold.explanation,
    jaccard_threshold,
    keep: rank_by.length > 0 ? 'rank_by' : keep,
    ranked_by: [...rows.ranked],
    read: whatWasRead(found),
    expected_precision: shareRight(
      drops.flatMap(({ pair }) => pair ?? []),
      found.chanceOf,
    ),
    at_thresholds: others,
    examples: (['exact', 'lexical', 'paraphrase'] as const).flatMap((reason) => examplesOf(found, reason)),
    conflict_examples: await conflictExamples(found, store),
  };
}
