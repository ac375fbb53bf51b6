import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { CurationReport, JobReport } from '../../../schemas/api/jobs.ts';
import { OPERATIONS, type OperationKind } from '../../../schemas/curation/operations.ts';
import type { Client } from '../../../clients/typescript/src/kindred-client.ts';
import { isOver } from '../../../clients/typescript/src/follow-job.ts';
import { useAsked } from '../parts/asked.ts';
import { FormField } from '../parts/choices.tsx';
import { Problem } from '../parts/problem.tsx';
import { tell, whereNow } from '../shell/where.ts';
import { RunProgress } from './run-progress.tsx';
import { runTitle } from './run-title.ts';

const RUNS_LISTED = 50;
/** Stands in the address for a run that is still to be started. */
const NEW = 'new';

/** A corpus, and the names of all. */
export interface AboutCorpus {
  readonly corpus: string;
  readonly names: readonly string[];
}

/** A run that has completed. */
export interface EndedRun {
  readonly job: string;
  readonly corpus: string;
}

/** What a view shows of the jobs of one or several operations. */
export interface RunsViewProps {
  readonly kinds: readonly OperationKind[];
  /** What a run does, for the time that it takes. */
  readonly doing: string;
  /** What the view is told about a run, with empty values: another run does away with it. */
  readonly noRun: Readonly<Record<string, string>>;
  /** Starts a run. */
  readonly form: (about: AboutCorpus) => VNode;
  /** Shows what a run found. */
  readonly outcome: (run: EndedRun) => VNode;
}

/** The runs of a corpus: one that is started, works, or has found something. */
export function RunsView(props: RunsViewProps): VNode {
  const { kinds, noRun, form } = props;
  const { told } = whereNow();
  const corpora = useAsked((client) => client.corpora(), []);
  const names = corpora.answer?.corpora.map(({ name }) => name) ?? [];
  const corpus = told['corpus'] || names[0] || '';
  const runs = useAsked(corpus === '' ? null : (client) => runsOn(client, corpus, kinds), [
    corpus,
    kinds.join(' '),
    told['job'],
  ]);
  if (corpora.error !== null) return <Problem error={corpora.error} again={corpora.again} />;
  if (corpora.answer?.total === 0)
    return (
      <p class="empty">
        There are no rows yet. <a href="#/">Add some.</a>
      </p>
    );
  const job = told['job'] || runs.answer?.[0]?.id || (runs.answer === null ? '' : NEW);
  return (
    <div class="runs">
      <RunChoice {...{ kinds, noRun, names, corpus, job }} runs={runs.answer} />
      {runs.error !== null && <Problem error={runs.error} again={runs.again} />}
      {job === NEW && corpora.answer !== null && <div key={corpus}>{form({ corpus, names })}</div>}
      {job !== NEW && job !== '' && corpora.answer !== null && (
        <Run key={job} {...props} id={job} corpus={corpus} names={names} ended={runs.again} />
      )}
    </div>
  );
}

interface ChoiceProps extends AboutCorpus, Pick<RunsViewProps, 'kinds' | 'noRun'> {
  readonly runs: readonly CurationReport[] | null;
  /** The run that is shown; empty while none is known. */
  readonly job: string;
}

/** Which corpus and which of its runs is shown. */
function RunChoice({ kinds, noRun, names, corpus, runs, job }: ChoiceProps): VNode {
  return (
    <div class="run-choice">
      <FormField name="Corpus">
        <select
          value={corpus}
          onChange={(event) => tell({ ...noRun, job: '', corpus: event.currentTarget.value })}
        >
          {names.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </FormField>
      <FormField name="Run">
        <select value={job} onChange={(event) => tell({ ...noRun, job: event.currentTarget.value })}>
          <option value={NEW}>a new one …</option>
          {runs?.map((run) => (
            <option key={run.id} value={run.id}>
              {runTitle(run, corpus, kinds.length > 1, Date.now())}
            </option>
          ))}
        </select>
      </FormField>
    </div>
  );
}

/** The runs that are about a corpus, or compare it with others; the newest first. */
async function runsOn(
  client: Client,
  corpus: string,
  kinds: readonly OperationKind[],
): Promise<CurationReport[]> {
  const lists = await Promise.all(kinds.map((kind) => client.jobs(RUNS_LISTED, { kind, corpus })));
  return lists
    .flat()
    .filter((job): job is CurationReport => isCuration(job))
    .filter((job) => job.corpus === corpus || kinds.some((kind) => isAboutSeveral(kind)))
    .toSorted((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at));
}

/** Whether an operation names all its corpora alike, so that it belongs to each of them. */
function isAboutSeveral(kind: OperationKind): boolean {
  return !OPERATIONS[kind].route.path.includes('{name}');
}

function isCuration(job: JobReport): job is CurationReport {
  return job.name === 'curate';
}

interface RunProps extends RunsViewProps, AboutCorpus {
  readonly id: string;
  /** Called when a run that was waited for has ended: its title says more now. */
  readonly ended: () => void;
}

function Run({ id, corpus, names, doing, form, outcome, ended }: RunProps): VNode {
  const { answer: job, error, again } = useAsked((client) => client.job(id), [id]);
  const wasRunning = useRef(false);
  const isRunning = job !== null && !isOver(job);
  useEffect(() => {
    if (wasRunning.current && job !== null && !isRunning) ended();
    wasRunning.current = isRunning;
  }, [isRunning]);
  if (error !== null) return <Problem error={error} again={again} />;
  if (job === null) return <p class="soft">Looking …</p>;
  if (job.state === 'completed') return outcome({ job: id, corpus: job.corpus });
  return (
    <>
      <RunProgress job={job} doing={doing} again={again} />
      {isOver(job) && form({ corpus, names })}
    </>
  );
}
