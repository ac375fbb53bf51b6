import type { DeduplicateOperation } from '../../../schemas/curation/deduplicate.ts';
import type { Operation } from '../operation.ts';
import { neighbourGraphOf } from '../rows/neighbour-graph.ts';
import { EventLoopYield } from '../../runtime/event-loop-yield.ts';
import { searchOf } from '../rows/nearest-in.ts';
import { calibrate, type Threshold } from './calibrate.ts';
import { candidatePairs } from './candidate-pairs.ts';
import { conflictsOf } from './conflicts.ts';
import { exactGroups } from './exact.ts';
import { dropDuplicates, type LeaderOptions } from './leader.ts';
import { loadCompared, type LoadedRows } from './load-compared.ts';
import { markLines } from './marks.ts';
import { conflictLines, pairLines } from './pair-lines.ts';
import type { RowPair } from './pairs.ts';
import { deduplicateReport, type DeduplicationFindings } from './report.ts';

const NEIGHBOURS = 32;
/** Pairs from this content similarity on are compared and kept, so that other thresholds can be tried on them. */
const FLOOR = 0.8;
/** The thresholds for which the report says how many rows they would drop. */
const OTHER_THRESHOLDS = [0.8, 0.85, 0.9, 0.95];

/**
 * Marks the records of a corpus that duplicate another record. The pairs that it leaves serve other thresholds too, and the
 * graph stays, so that a second run embeds and searches nothing.
 * @throws KindredError `invalid_request` when no record has a value in a field to rank by, `cancelled` when the job was cancelled
 */
export const deduplicate: Operation<'deduplicate'> = async (corpora, operation, context) => {
  const { signal, report, files } = context;
  const { store } = context.encoding;
  const eventLoop = new EventLoopYield(signal);
  const rows = await loadCompared(corpora, operation, context);
  const compared = { corpora, space: 'content', ids: rows.ids, points: rows.content, k: NEIGHBOURS } as const;
  const graph = await neighbourGraphOf(compared, context);
  report('comparing', 0, null);
  const floor = operation.threshold === 'auto' ? FLOOR : Math.min(FLOOR, operation.threshold);
  const pairs = await candidatePairs(rows, graph, {
    floor,
    jaccardFloor: operation.jaccard_threshold,
    nearestIn: searchOf(context, 'searching'),
    eventLoop,
    onProgress: (done, total) => report('comparing', done, total),
  });
  const threshold = thresholdOf(operation, pairs, floor);
  const groups = exactGroups(rows.identities);
  const drop = (value: number): ReturnType<typeof dropDuplicates> =>
    dropDuplicates(rows, groups, pairs, {
      ...leaderOptions(rows, operation),
      threshold: value,
      eventLoop,
    });
  report('choosing', 0, null);
  const drops = await drop(threshold.value);
  const others = [];
  for (const value of OTHER_THRESHOLDS) {
    const atValue = value === threshold.value ? drops : await drop(value);
    others.push({ threshold: value, filtered: atValue.length });
  }
  const conflicts = conflictsOf(rows.identities, groups.contradicted);
  await files.writeLines('marks.jsonl', markLines(rows, drops, groups));
  await files.writeLines('pairs.jsonl', pairLines(rows, pairs, store));
  await files.writeLines('conflicts.jsonl', conflictLines(rows, conflicts, store));
  const found: DeduplicationFindings = { rows, pairs, drops, groups, conflicts, threshold, others };
  return {
    rows: rows.ids.length,
    report: await deduplicateReport(corpora, operation, found, store),
  };
};

function thresholdOf(
  { threshold }: DeduplicateOperation,
  pairs: readonly RowPair[],
  floor: number,
): Threshold {
  if (threshold === 'auto') return calibrate(pairs, floor);
  return { value: threshold, explanation: `${threshold}, as it was asked for.` };
}

function leaderOptions(rows: LoadedRows, operation: DeduplicateOperation): Omit<LeaderOptions, 'threshold'> {
  const { order, own } = rows;
  const others = own.map((isOwn) => 1 - isOwn);
  return {
    jaccardThreshold: operation.jaccard_threshold,
    order,
    ...(operation.against !== null && { fixed: others }),
  };
}
