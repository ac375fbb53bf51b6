import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import type { Results } from '../../curation/results.ts';
import type { KeptGraphs } from '../../neighbours/graphs.ts';
import { hasEnded } from '../../queue/has-ended.ts';
import type { JobQueue } from '../../queue/port.ts';

/** What an interrupted job has left may belong to one that goes on; after this time without a write it does not. */
const UNFINISHED_MS = 60 * 60 * 1_000;

/** Something that is kept for a time. Times are in milliseconds since the epoch. */
export interface Kept {
  readonly kind: 'result' | 'graph';
  readonly id: string;
  readonly bytes: number;
  readonly usedAt: number;
  /** When its time is over. */
  readonly until: number;
}

export interface Removal extends Kept {
  readonly reason: 'its time was over' | 'all results and graphs together were above the limit';
}

/**
 * Says what has to go: what is over its time, and above `maxBytes` in all the graphs and then the results that were used
 * longest ago. Graphs go first, because they can be made again. What was used within the last hour is in use. A pure
 * function.
 */
export function whatGoes(all: readonly Kept[], maxBytes: number, now: number): Removal[] {
  const over = all.filter(({ until }) => until <= now);
  const staying = all.filter(({ until }) => until > now);
  const order = staying
    .filter(({ usedAt }) => now - usedAt >= UNFINISHED_MS)
    .sort((a, b) => a.kind.localeCompare(b.kind) || a.usedAt - b.usedAt);
  let bytes = staying.reduce((sum, one) => sum + one.bytes, 0);
  const tooMuch: Kept[] = [];
  for (const one of order) {
    if (bytes <= maxBytes) break;
    tooMuch.push(one);
    bytes -= one.bytes;
  }
  return [
    ...over.map((one) => ({ ...one, reason: 'its time was over' as const })),
    ...tooMuch.map((one) => ({
      ...one,
      reason: 'all results and graphs together were above the limit' as const,
    })),
  ];
}

export interface RetentionDeps {
  readonly results: Results;
  readonly graphs: KeptGraphs;
  readonly queue: Pick<JobQueue, 'find'>;
  readonly config: Pick<Config, 'resultMs' | 'resultBytes'>;
  readonly logger: Logger;
}

/** Removes results and graphs whose time is over, or for which there is no room, each with a line in the log. */
export async function sweepResults(deps: RetentionDeps, now: number): Promise<void> {
  const { results, graphs, config, logger } = deps;
  const all = [...(await keptResults(deps)), ...(await keptGraphs(deps))];
  for (const { kind, id, bytes, usedAt, reason } of whatGoes(all, config.resultBytes, now)) {
    await (kind === 'result' ? results.remove(id) : graphs.remove(id));
    const fields = { [kind]: id, bytes, last_used: new Date(usedAt).toISOString(), reason };
    logger.info(fields, `a ${kind} was removed`);
  }
}

async function keptGraphs({ graphs, config }: RetentionDeps): Promise<Kept[]> {
  const files = await graphs.list();
  return files.map(({ name, bytes, usedAt }) => {
    return { kind: 'graph', id: name, bytes, usedAt, until: usedAt + config.resultMs };
  });
}

async function keptResults({ results, queue, config }: RetentionDeps): Promise<Kept[]> {
  const all: Kept[] = [];
  for (const id of await results.jobs()) {
    const job = (await results.kept(id)) ?? (await queue.find('curate', id));
    if (job !== null && !hasEnded(job.state)) continue;
    const { bytes, writtenAt } = await results.sizeOf(id);
    const isFinished = await results.find(id, 'report.json').then(
      () => true,
      () => false,
    );
    const usedAt = job?.finishedAt ?? writtenAt;
    // A time that was told is kept, also when the setting has become shorter since.
    const told = Date.parse(job?.result?.kept_until ?? '') || 0;
    const until = isFinished ? Math.max(told, usedAt + config.resultMs) : writtenAt + UNFINISHED_MS;
    all.push({ kind: 'result', id, bytes, usedAt, until });
  }
  return all;
}
