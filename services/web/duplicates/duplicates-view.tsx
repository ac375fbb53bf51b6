import type { VNode } from 'preact';
import type { CurationReport, JobReport } from '../../../schemas/api/jobs.ts';
import { isOver } from '../../../clients/typescript/src/follow-job.ts';
import { useAsked } from '../parts/asked.ts';
import { FormField } from '../parts/choices.tsx';
import { Problem } from '../parts/problem.tsx';
import { ago, grouped } from '../parts/told-in-words.ts';
import { tell, whereNow } from '../shell/where.ts';
import { RunForm } from './run-form.tsx';
import { RunProgress } from './run-progress.tsx';
import { RunOutcome } from './run-outcome.tsx';

const RUNS_LISTED = 50;
/** What the view is told beside the corpus, which another run does away with. */
const NO_RUN = { job: '', show: '', source: '', reason: '', decision: '', threshold: '' };
/** Stands in the address for a run that is still to be started. */
const NEW = 'new';

/** Duplicates of a corpus: finding them, and deciding on them. */
export function DuplicatesView(): VNode {
  const { told } = whereNow();
  const corpora = useAsked((client) => client.corpora(), []);
  const names = corpora.answer?.corpora.map(({ name }) => name) ?? [];
  const corpus = told['corpus'] || names[0] || '';
  const runs = useAsked(
    corpus === '' ? null : (client) => client.jobs(RUNS_LISTED, { kind: 'deduplicate', corpus }),
    [corpus, told['job']],
  );
  if (corpora.error !== null) return <Problem error={corpora.error} again={corpora.again} />;
  if (corpora.answer?.total === 0)
    return (
      <p class="empty">
        There are no rows yet. <a href="#/">Add some.</a>
      </p>
    );
  const own = runs.answer?.filter((job): job is CurationReport => isRunOn(job, corpus)) ?? null;
  const job = told['job'] || own?.[0]?.id || (own === null ? '' : NEW);
  return (
    <div class="duplicates">
      <div class="dup-choice">
        <FormField name="Corpus">
          <select value={corpus} onChange={(event) => tell({ ...NO_RUN, corpus: event.currentTarget.value })}>
            {names.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </FormField>
        <FormField name="Run">
          <select value={job} onChange={(event) => tell({ ...NO_RUN, job: event.currentTarget.value })}>
            <option value={NEW}>a new one …</option>
            {own?.map((run) => (
              <option key={run.id} value={run.id}>
                {runTitle(run)}
              </option>
            ))}
          </select>
        </FormField>
      </div>
      {runs.error !== null && <Problem error={runs.error} again={runs.again} />}
      {job === NEW && corpus !== '' && <RunForm key={corpus} corpus={corpus} names={names} />}
      {job !== NEW && job !== '' && <Run key={job} id={job} corpus={corpus} names={names} />}
    </div>
  );
}

function isRunOn(job: JobReport, corpus: string): boolean {
  return job.name === 'curate' && job.operation === 'deduplicate' && job.corpus === corpus;
}

function runTitle({ created_at: created, state, done }: CurationReport): string {
  const when = ago(created, Date.now());
  if (state === 'completed') return `${when}, of ${grouped(done)} rows`;
  return `${when}, ${state === 'failed' || state === 'cancelled' ? state : 'not done yet'}`;
}

interface RunProps {
  readonly id: string;
  readonly corpus: string;
  readonly names: readonly string[];
}

function Run({ id, corpus, names }: RunProps): VNode {
  const { answer: job, error, again } = useAsked((client) => client.job(id), [id]);
  if (error !== null) return <Problem error={error} again={again} />;
  if (job === null) return <p class="soft">Looking …</p>;
  if (job.state === 'completed') return <RunOutcome job={id} corpus={corpus} />;
  return (
    <>
      <RunProgress job={job} again={again} />
      {isOver(job) && <RunForm corpus={corpus} names={names} />}
    </>
  );
}
