import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { JobReport } from '../../../schemas/api/jobs.ts';
import { isOver } from '../../../clients/typescript/src/follow-job.ts';
import { jobState, shareDone } from '../home/job-in-words.ts';
import { Copyable } from '../parts/copyable.tsx';
import { howFar } from '../parts/stage-in-words.ts';
import { may, service } from '../shell/session.ts';

const PAUSE_MS = 700;

interface ProgressProps {
  readonly job: JobReport;
  /** What the run does. */
  readonly doing: string;
  readonly again: () => void;
}

/** How far a run is, with a way to stop it; or why it ended without a result. */
export function RunProgress({ job, doing, again }: ProgressProps): VNode {
  const isRunning = !isOver(job);
  useEffect(() => {
    if (!isRunning) return undefined;
    const timer = setInterval(() => document.visibilityState === 'visible' && again(), PAUSE_MS);
    return () => clearInterval(timer);
  }, [isRunning]);
  const share = shareDone(job);
  return (
    <section class="run-progress" aria-label="The run">
      <h1>
        {doing} <span class={`state state-${job.state}`}>{jobState(job)}</span>
      </h1>
      {job.error !== null && <p class="problem failure">{job.error}</p>}
      {isRunning && (
        <>
          <p role="status">{howFar(job)}</p>
          <progress {...(share !== null && { value: share })} max={1} aria-label="Share of this stage" />
          {may('write') && (
            <button class="quiet" type="button" onClick={() => void service().cancelJob(job.id).then(again)}>
              Cancel the run
            </button>
          )}
          <Copyable
            name="The command that tells how far it is"
            text={`kindred jobs ${job.id} --url ${location.origin}`}
          />
        </>
      )}
    </section>
  );
}
