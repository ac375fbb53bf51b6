import { counted, grouped } from '../../../schemas/counted.ts';
import type { DeduplicateOperation } from '../../../schemas/curation/deduplicate.ts';
import { KindredError } from '../../../schemas/errors.ts';
import { excerptOf } from '../rows/excerpt.ts';
import type { Drop } from './leader.ts';
import { lossesBy, lossesByKind, type GroupedRows, type Loss } from './losses.ts';
import type { ComparedRows } from './pairs.ts';
import { shownDifference } from './shown-difference.ts';

/** Of fewer rows a few pairs are a large share, which says little. */
const LEAST_ROWS = 20;
const EXAMPLES = 3;
const LONGEST_EXAMPLE = 160;
const LONGEST_NAME = 60;
/** How many further groups above the limit are named. */
const NAMED = 3;

interface Excess {
  readonly what: 'source' | 'kind of work';
  readonly loss: Loss;
}

/** The groups that lose more than the limit as near copies and paraphrases, the largest share first. */
function excesses(rows: GroupedRows, drops: readonly Drop[], limit: number): Excess[] {
  const isAbove = ({ rows: all, exact, near_share }: Loss): boolean =>
    all - exact >= LEAST_ROWS && near_share > limit;
  const sources = lossesBy(rows.sources, rows.own, drops).filter(isAbove);
  const kinds = lossesByKind(rows, drops).filter(isAbove);
  return [
    ...sources.map((loss) => ({ what: 'source' as const, loss })),
    ...kinds.map((loss) => ({ what: 'kind of work' as const, loss })),
  ].sort((a, b) => b.loss.near_share - a.loss.near_share);
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

function nameOf({ what, loss: { name } }: Excess): string {
  if (name === null) return what === 'source' ? 'Rows without a source' : 'Rows without a kind of work';
  return `The ${what} '${excerptOf(name, LONGEST_NAME)}'`;
}

function othersText(others: readonly Excess[]): string {
  if (others.length === 0) return '';
  const named = others.slice(0, NAMED).map((one) => `${nameOf(one)} (${percent(one.loss.near_share)})`);
  const more = others.length > NAMED ? ` and ${others.length - NAMED} more` : '';
  return ` So would: ${named.join(', ')}${more}.`;
}

/** A few drops, taken at even distances from all of them, as the words that differ. */
function examplesText(rows: Pick<ComparedRows, 'texts'>, drops: readonly Drop[]): string {
  const step = Math.max(1, Math.floor(drops.length / EXAMPLES));
  return drops
    .filter((_, place) => place % step === 0)
    .slice(0, EXAMPLES)
    .map(({ row, keptRow }) => {
      const flat = shownDifference(rows, row, keptRow).replace(/\s+/gu, ' ');
      return `\n  ${excerptOf(flat, LONGEST_EXAMPLE)}`;
    })
    .join('');
}

/**
 * Refuses to let a source or a kind of work go for the most part as near copies and paraphrases. Exact copies are left out of
 * account: a source that is a copy of another loses nothing, though every row of it goes.
 * @throws KindredError `loss_above_limit` when one with at least 20 rows loses a larger share than `max_loss`
 */
export function assertLoss(
  rows: GroupedRows & Pick<ComparedRows, 'texts'>,
  drops: readonly Drop[],
  {
    max_loss: limit,
    jaccard_threshold,
    against = null,
  }: Pick<DeduplicateOperation, 'max_loss' | 'jaccard_threshold'> &
    Partial<Pick<DeduplicateOperation, 'against'>>,
  threshold: number,
): void {
  if (limit === null) return;
  const [worst, ...others] = excesses(rows, drops, limit);
  if (worst === undefined) return;
  const { what, loss } = worst;
  const besides = loss.exact === 0 ? '' : `, beside ${counted(loss.exact, 'exact copy', 'exact copies')}`;
  const ranked = against === null ? 'keep and rank_by decide which of two sources keeps its rows. ' : '';
  const counts =
    `would lose ${grouped(loss.near)} of ${counted(loss.rows - loss.exact, 'row')} (${percent(loss.near_share)}) as near copies and ` +
    `paraphrases${besides}: more than max_loss ${limit} allows.`;
  throw new KindredError(
    'loss_above_limit',
    `${nameOf(worst)} ${counts}${othersText(others)} No marks were written. Some of the pairs, with ` +
      `[-words of the dropped row-] and {+words of the kept row+}:${examplesText(rows, loss.nearDrops)}\n` +
      'Where they ask for the same, allow the loss: max_loss 0.9 (--max-loss 0.9), or null (--max-loss off) for any. ' +
      `${ranked}Otherwise raise threshold (${threshold}) or jaccard_threshold ` +
      `(${jaccard_threshold}), or name the field that tells the rows apart in task_fields (--task-field).`,
    { field: 'max_loss', logged: `A ${what} ${counts} Others above the limit: ${others.length}.` },
  );
}
