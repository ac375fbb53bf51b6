import { useEffect } from 'preact/hooks';
import type { CurationReport, JobReport } from '../../../schemas/api/jobs.ts';
import { isOver } from '../../../clients/typescript/src/follow-job.ts';
import { useAsked } from '../parts/asked.ts';

const LOOKED_AT = 20;
/** How often jobs are asked for while one of them draws a map. */
const BUSY_MS = 700;

interface MapJobs {
  /** The last job that drew a map of the corpus; null when there is none. */
  readonly drawn: CurationReport | null;
  /** The job that draws one now. */
  readonly drawing: CurationReport | null;
  /** The last job that drew none, when it is the last one. */
  readonly failed: CurationReport | null;
  readonly isKnown: boolean;
  readonly error: Error | null;
  readonly again: () => void;
}

/** The jobs that draw maps of a corpus, followed while one of them works. */
export function useMapJobs(corpus: string): MapJobs {
  const { answer, error, again } = useAsked(
    (client) => client.jobs(LOOKED_AT, { kind: 'project', corpus }),
    [corpus],
  );
  const jobs = (answer ?? []).filter(isCuration);
  const drawing = jobs.find((job) => !isOver(job)) ?? null;
  useEffect(() => {
    if (drawing === null) return;
    const timer = setInterval(again, BUSY_MS);
    return () => clearInterval(timer);
  }, [drawing === null]);
  const [last] = jobs;
  return {
    drawn: jobs.find(({ state }) => state === 'completed') ?? null,
    drawing,
    failed: last?.state === 'failed' ? last : null,
    ...{ isKnown: answer !== null, error, again },
  };
}

function isCuration(job: JobReport): job is CurationReport {
  return job.name === 'curate';
}
