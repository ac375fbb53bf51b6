import type { PairTrees } from '../../../schemas/pair-trees.ts';
import { chanceBy } from '../../embedding/pair-trees.ts';
import type { EventLoopYield } from '../../runtime/event-loop-yield.ts';
import { evidenceOf } from '../deduplicate/evidence.ts';
import type { ComparedRows, RowPair } from '../deduplicate/pairs.ts';

/** Of the pairs that words leave open so many are verified, the likeliest, or this share of the number of rows. */
const LEAST_OPEN = 200;
const OPEN_SHARE = 0.05;
/**
 * The line that the encoder's similarity in task follows, on average, over that of the static model, from 0.5 on where near texts are. In
 * content both are the same on average.
 */
const TASK_FROM = -0.1;
const TASK_SLOPE = 0.95;
/** How much the chance by the trees counts beside the similarity in content: they know words, and overrate what is near in them alone. */
const CHANCE_WEIGHT = 0.5;

interface Options {
  /** The trees that tell how likely a pair is before it is read; null where pairs are not read. */
  readonly trees: PairTrees | null;
  readonly eventLoop: EventLoopYield;
}

/**
 * The pairs that are worth verifying: all whose words say the same, and of those whose words leave it open the likeliest.
 * @param rows what the pairs were compared by: static vectors
 */
export async function likelyPairs(
  rows: ComparedRows,
  pairs: readonly RowPair[],
  { trees, eventLoop }: Options,
): Promise<RowPair[]> {
  const open: { pair: RowPair; likely: number }[] = [];
  for (const pair of pairs) {
    if (eventLoop.isDue()) await eventLoop.take();
    if (trees === null || pair.verdict === 'same' || !pair.isOpen) continue;
    const evidence = evidenceOf(rows, { ...pair, task: TASK_FROM + TASK_SLOPE * pair.task });
    open.push({ pair, likely: pair.content + CHANCE_WEIGHT * chanceBy(trees, evidence) });
  }
  open.sort((one, other) => other.likely - one.likely);
  const most = Math.max(LEAST_OPEN, Math.floor(rows.identities.rows * OPEN_SHARE));
  const likely = new Set(open.slice(0, most).map(({ pair }) => pair));
  return pairs.filter((pair) => pair.verdict === 'same' || likely.has(pair));
}
