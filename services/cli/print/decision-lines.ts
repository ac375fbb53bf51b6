import type { DuplicateDecisions } from '../../../schemas/curation/duplicate-decisions.ts';
import { counted, grouped } from '../../../schemas/counted.ts';

/** What was decided on the drops of a deduplication, and what comes of it, on one line. */
export function decisionsLine(decided: DuplicateDecisions): string {
  const { drops, same, different, swap, threshold, by_threshold, left_out } = decided;
  const raised =
    threshold === null
      ? ''
      : `; ${grouped(by_threshold)} taken back by the threshold ${threshold.value}, raised by ${threshold.by}`;
  return (
    `${counted(drops, 'drop')}: ${grouped(same)} confirmed, ${grouped(different)} taken back, ` +
    `${grouped(swap)} swapped${raised}. An export leaves out ${counted(left_out, 'row')}`
  );
}
