import type { DeduplicateOperation } from '../../../schemas/curation/deduplicate.ts';
import type { PairTrees } from '../../../schemas/pair-trees.ts';
import type { PairJudge } from '../../embedding/port.ts';
import type { KnnGraph } from '../../neighbours/knn-graph.ts';
import type { FindingContext, Operation } from '../operation.ts';
import { neighbourGraphOf } from '../rows/neighbour-graph.ts';
import { EventLoopYield } from '../../runtime/event-loop-yield.ts';
import { searchOf } from '../rows/nearest-in.ts';
import { calibrate, type Threshold } from './calibrate.ts';
import { candidatePairs } from './candidate-pairs.ts';
import { conflictsOf } from './conflicts.ts';
import { exactGroups } from './exact.ts';
import { dropLines } from './drop-lines.ts';
import { dropDuplicates, type LeaderOptions } from './leader.ts';
import { chanceOfPairs, type ChanceOf } from './likelihood.ts';
import { loadCompared, type LoadedRows } from './load-compared.ts';
import { markLines } from './marks.ts';
import { assertLoss } from './loss-guard.ts';
import { conflictLines, pairLines } from './pair-lines.ts';
import type { ComparedRows, RowPair } from './pairs.ts';
import { READ_FROM, readOpenPairs } from './read-pairs.ts';
import { deduplicateReport, type DeduplicationFindings } from './report.ts';
import { thresholdForRows } from './target-threshold.ts';

const NEIGHBOURS = 32;
/** At most so many pairs are read token by token, or this share of the number of rows: reading one takes as long as embedding one. */
const LEAST_READ = 5_000;
const READ_SHARE = 0.1;
/** Pairs from this content similarity on are compared and kept, so that other thresholds can be tried on them. */
const FLOOR = 0.8;
/** And from this one on where the threshold is moved until a wanted number of rows stays. */
const LOWEST_MOVED = 0.7;
/** The thresholds for which the report says how many rows they would drop. */
const OTHER_THRESHOLDS = [0.8, 0.85, 0.9, 0.95];

/**
 * Marks the records of a corpus that duplicate another record. The pairs that it leaves serve other thresholds too, and the
 * graph stays, so that a second run embeds and searches nothing.
 * @throws KindredError what `findDuplicates` throws
 */
export const deduplicate: Operation<'deduplicate'> = async (corpora, operation, context) => {
  const { files, encoding } = context;
  const { store } = encoding;
  const found = await findDuplicates(corpora, operation, context);
  const { rows, drops, groups, pairs, conflicts } = found;
  await files.writeLines('marks.jsonl', markLines(rows, drops, groups));
  await files.writeLines('drops.jsonl', dropLines(rows, drops));
  await files.writeLines('pairs.jsonl', pairLines(rows, pairs, store));
  await files.writeLines('conflicts.jsonl', conflictLines(rows, conflicts, store));
  return {
    rows: rows.ids.length,
    report: await deduplicateReport(corpora, operation, found, store),
  };
};

/**
 * Finds the records of a corpus that duplicate another record, and writes nothing.
 * @throws KindredError `invalid_request` when no record has a value in a field to rank by, `loss_above_limit` when a source or a kind
 *   of work would lose too large a share, `cancelled` when the job was cancelled
 */
export async function findDuplicates(
  corpora: readonly string[],
  operation: DeduplicateOperation,
  context: FindingContext,
): Promise<DeduplicationFindings> {
  const rows = await loadCompared(corpora, operation, context);
  const compared = { corpora, space: 'content', ids: rows.ids, points: rows.content, k: NEIGHBOURS } as const;
  const graph = await neighbourGraphOf(compared, context);
  const floor = floorOf(operation);
  const eventLoop = new EventLoopYield(context.signal);
  const pairs = await pairsOf(rows, graph, { operation, floor, eventLoop }, context);
  const trees = judgeOf(operation, context)?.trees ?? null;
  const found = await chooseAmong(rows, pairs, { operation, trees }, context);
  return graph.recall === undefined ? found : { ...found, recall: graph.recall };
}

interface Choosing {
  readonly operation: DeduplicateOperation;
  /** Tell the chances of pairs; null where they are not to be had. */
  readonly trees: PairTrees | null;
}

/**
 * Chooses which rows are dropped, by the pairs of rows that were compared.
 * @throws KindredError `loss_above_limit` when a source or a kind of work would lose too large a share
 */
export async function chooseAmong(
  rows: LoadedRows,
  pairs: readonly RowPair[],
  { operation, trees }: Choosing,
  { report, signal }: Pick<FindingContext, 'report' | 'signal'>,
): Promise<DeduplicationFindings> {
  const floor = floorOf(operation);
  const eventLoop = new EventLoopYield(signal);
  const chanceOf = chanceOfPairs(rows, trees);
  const groups = exactGroups(rows.identities);
  const drop = (value: number): ReturnType<typeof dropDuplicates> =>
    dropDuplicates(rows, groups, pairs, {
      ...leaderOptions(rows, operation),
      threshold: value,
      eventLoop,
    });
  report('choosing', 0, null);
  const own = rows.own.reduce((sum, isOwn) => sum + isOwn, 0);
  const threshold =
    operation.target_rows === null
      ? thresholdOf(operation, pairs, { floor, chanceOf })
      : await thresholdForRows(operation.target_rows, { rows: own, lowest: floor }, async (value) => {
          const { length } = await drop(value);
          return own - length;
        });
  const drops = await drop(threshold.value);
  assertLoss(rows, drops, operation, threshold.value);
  const others = [];
  for (const value of OTHER_THRESHOLDS) {
    const atValue = value === threshold.value ? drops : await drop(value);
    others.push({ threshold: value, filtered: atValue.length });
  }
  const conflicts = conflictsOf(rows.identities, groups.contradicted);
  return { rows, pairs, drops, groups, conflicts, threshold, others, chanceOf };
}

interface Comparing {
  readonly operation: DeduplicateOperation;
  readonly floor: number;
  readonly eventLoop: EventLoopYield;
}

/** Compares the pairs that may be duplicates, and reads those that their words leave open. Of those below the floor only these stay. */
async function pairsOf(
  rows: LoadedRows,
  graph: KnnGraph,
  { operation, floor, eventLoop }: Comparing,
  context: FindingContext,
): Promise<RowPair[]> {
  const { report } = context;
  report('comparing', 0, null);
  const judge = judgeOf(operation, context);
  const compared = await candidatePairs(rows, graph, {
    floor: judge === null ? floor : Math.min(floor, READ_FROM),
    jaccardFloor: operation.jaccard_threshold,
    nearestIn: searchOf(context, 'searching'),
    eventLoop,
    onProgress: (done, total) => report('comparing', done, total),
  });
  return decidePairs(rows, compared, { operation, judge, allRows: rows.ids.length }, context);
}

interface Deciding {
  readonly operation: DeduplicateOperation;
  readonly judge: PairJudge | null;
  /** How many rows there are, of which pairs are read of a share at most. */
  readonly allRows: number;
}

/**
 * Reads of the pairs that were compared those that their words leave open. Of those below the floor only these stay.
 * @throws KindredError `cancelled` when the signal is aborted, `encoder_unavailable` when the encoder fails
 */
export async function decidePairs(
  rows: ComparedRows,
  compared: readonly RowPair[],
  { operation, judge, allRows }: Deciding,
  { report, signal }: Pick<FindingContext, 'report' | 'signal'>,
): Promise<RowPair[]> {
  const floor = floorOf(operation);
  const read = await readOpenPairs(rows, compared, judge, {
    most: mostRead(allRows),
    signal,
    onProgress: (done, total) => report('reading', done, total),
  });
  return read.filter(
    (pair) => pair.chance !== null || pair.content >= floor || isNearInLetters(pair, operation),
  );
}

/** What reads pairs token by token; null where it is not wanted, or the encoder cannot. */
function judgeOf({ read_pairs }: DeduplicateOperation, { encoding }: FindingContext): PairJudge | null {
  return read_pairs ? encoding.encoder.pairs : null;
}

const isNearInLetters = ({ lexical }: RowPair, { jaccard_threshold }: DeduplicateOperation): boolean =>
  lexical >= jaccard_threshold;

const mostRead = (rows: number): number => Math.max(LEAST_READ, Math.floor(rows * READ_SHARE));

function floorOf({ threshold, target_rows }: DeduplicateOperation): number {
  if (target_rows !== null) return LOWEST_MOVED;
  return threshold === 'auto' ? FLOOR : Math.min(FLOOR, threshold);
}

function thresholdOf(
  { threshold, jaccard_threshold: jaccardThreshold }: DeduplicateOperation,
  pairs: readonly RowPair[],
  known: { readonly floor: number; readonly chanceOf: ChanceOf | null },
): Threshold {
  if (threshold === 'auto') return calibrate(pairs, { jaccardThreshold, ...known });
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
