import type { VNode } from 'preact';
import type { OperationKind } from '../../../schemas/curation/operations.ts';
import type { JobReport } from '../../../schemas/api/jobs.ts';
import { isOver } from '../../../clients/typescript/src/follow-job.ts';
import { writeAddress, type View } from '../shell/address.ts';
import { may, service } from '../shell/session.ts';
import { jobProgress, jobState, jobTitle, shareDone } from './job-in-words.ts';

/** The views that show what an operation found. */
const VIEW_OF: Readonly<Partial<Record<OperationKind, View>>> = {
  deduplicate: 'duplicates',
  select: 'selection',
  contamination: 'contamination',
  correlation: 'comparison',
  gaps: 'comparison',
  diff: 'comparison',
  'group-tasks': 'groups',
  project: 'map',
};

export function JobTable({ jobs }: { readonly jobs: readonly JobReport[] }): VNode {
  return (
    <section aria-labelledby="jobs">
      <h1 id="jobs">Last jobs</h1>
      {jobs.length === 0 ? (
        <p class="empty">None yet.</p>
      ) : (
        <table class="jobs">
          <thead>
            <tr>
              <th scope="col">Job</th>
              <th scope="col">Corpus</th>
              <th scope="col">State</th>
              <th scope="col">How far</th>
              <th scope="col">
                <span class="unseen">What can be done</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {jobs.map((job) => (
              <JobLine key={job.id} job={job} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function JobLine({ job }: { readonly job: JobReport }): VNode {
  const share = shareDone(job);
  return (
    <tr>
      <th scope="row" title={job.id}>
        <JobTitle job={job} />
      </th>
      <td>{job.corpus}</td>
      <td>
        <span class={`state state-${job.state}`}>{jobState(job)}</span>
      </td>
      <td class="job-progress">
        {jobProgress(job, Date.now())}
        {!isOver(job) && share !== null && (
          <progress value={share} max={1} aria-label={`${jobTitle(job)}: share done`} />
        )}
      </td>
      <td>
        {!isOver(job) && may('write') && (
          <button class="quiet" type="button" onClick={() => void service().cancelJob(job.id)}>
            Cancel<span class="unseen"> {jobTitle(job)}</span>
          </button>
        )}
      </td>
    </tr>
  );
}

/** What a job did, with the way to what it found where a view shows that. */
function JobTitle({ job }: { readonly job: JobReport }): VNode {
  const title = jobTitle(job);
  const view = job.name === 'curate' ? VIEW_OF[job.operation as OperationKind] : undefined;
  if (view === undefined) return <>{title}</>;
  const told = { corpus: job.corpus, ...(view !== 'map' && { job: job.id }) };
  return <a href={writeAddress({ view, told })}>{title}</a>;
}
