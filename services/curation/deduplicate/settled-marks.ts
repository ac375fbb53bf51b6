import type { Results } from '../results.ts';
import { readDecisions } from './decisions.ts';
import { readDrops } from './drop-lines.ts';
import { settleDrops, type SettledDrops } from './settle-drops.ts';

/**
 * What people decided on the drops of a job; null where nothing is decided, as of jobs of other kinds.
 * @throws KindredError `not_found` when the drops of a job on which something was decided are gone
 */
export async function settledMarks(
  job: string,
  results: Results,
  signal: AbortSignal,
): Promise<SettledDrops | null> {
  const decided = await readDecisions(job, results);
  if (decided.byId.size === 0 && decided.threshold === null) return null;
  const { path } = await results.find(job, 'drops.jsonl');
  return settleDrops(() => readDrops(path, signal), decided);
}
