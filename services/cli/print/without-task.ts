import type { TaskBy } from '../../../schemas/curation/same-task.ts';
import { grouped } from '../../../schemas/counted.ts';

/** The line that says how many rows of each corpus have no task, and what to do about it; none when all have one. */
export function withoutTaskLine(
  counts: Readonly<Record<string, number>> | undefined,
  by: TaskBy = 'label',
): string[] {
  const found = Object.entries(counts ?? {}).filter(([, count]) => count > 0);
  if (found.length === 0) return [];
  const told = found.map(([set, count]) => `${grouped(count)} of ${set}`).join(' and ');
  const wayOut = by === 'label' ? '; --by kind goes by kinds of work' : '';
  return [`Rows without a ${by} count in no task: ${told}${wayOut}`];
}
