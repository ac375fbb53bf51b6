import type { GapsReport } from '../../../schemas/curation/gaps.ts';
import { counted, grouped } from '../../../schemas/counted.ts';

/** What a corpus lacks of another, in one sentence: a number of nothing is left out. */
export function gapsInWords({
  train,
  target,
  tasks: { missing, thin },
  by = 'label',
}: Pick<GapsReport, 'train' | 'target' | 'tasks' | 'by'>): string {
  const tasks = (count: number): string =>
    by === 'kind' ? counted(count, 'kind of work', 'kinds of work') : counted(count, 'task');
  if (missing === 0 && thin === 0) return `${train} lacks nothing that ${target} asks for`;
  if (missing === 0) return `${train} has too few rows of ${tasks(thin)} in ${target}`;
  const few = thin === 0 ? '' : `, and has too few rows of ${grouped(thin)}`;
  return `${train} lacks ${tasks(missing)} of ${target}${few}`;
}
