import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { JobReport } from '../../../schemas/api/jobs.ts';
import { isOver } from '../../../clients/typescript/src/follow-job.ts';
import { useAsked } from '../parts/asked.ts';
import { CorpusTable } from './corpus-table.tsx';
import { IngestPanel } from './ingest-panel.tsx';
import { JobTable } from './job-table.tsx';

const JOBS_SHOWN = 12;
/** How often jobs are asked for while one of them runs, and while none does. */
const BUSY_MS = 1_000;
const IDLE_MS = 8_000;

/** The corpora, what was done last, and a place to put new rows. */
export function HomeView(): VNode {
  const jobs = useLatestJobs();
  const ended = jobs.filter(isOver).map(({ id }) => id);
  const corpora = useAsked((client) => client.corpora(), [ended.join(' ')]);
  return (
    <div class="home">
      <div class="home-main">
        <CorpusTable corpora={corpora} version={ended[0] ?? ''} />
        <JobTable jobs={jobs} />
      </div>
      <IngestPanel jobs={jobs} known={corpora.answer?.corpora.map(({ name }) => name) ?? []} />
    </div>
  );
}

/** The latest jobs, asked for again and again while the page can be seen. */
function useLatestJobs(): readonly JobReport[] {
  const asked = useAsked((client) => client.jobs(JOBS_SHOWN), []);
  const { answer, again } = asked;
  const pauseMs = answer?.some((job) => !isOver(job)) ? BUSY_MS : IDLE_MS;
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && again(), pauseMs);
    return () => clearInterval(timer);
  }, [pauseMs]);
  useEffect(() => {
    addEventListener('kindred-job-started', again);
    return () => removeEventListener('kindred-job-started', again);
  }, []);
  return answer ?? [];
}
