import type { VNode } from 'preact';
import { useAsked } from '../parts/asked.ts';
import { Problem } from '../parts/problem.tsx';
import { RunsView, type EndedRun } from '../runs/runs-view.tsx';
import { ComparisonForm } from './comparison-form.tsx';
import { CorrelationFound } from './correlation-found.tsx';
import { DiffFound } from './diff-found.tsx';
import { GapsFound } from './gaps-found.tsx';

/** Comparisons of corpora: what one lacks, what has changed, and how alike several are. */
export function ComparisonView(): VNode {
  return (
    <RunsView
      kinds={['gaps', 'diff', 'correlation']}
      doing="Comparing"
      noRun={{ show: '' }}
      form={(about) => <ComparisonForm {...about} />}
      outcome={(run) => <ComparisonOutcome {...run} />}
    />
  );
}

function ComparisonOutcome({ job }: EndedRun): VNode {
  const { answer: report, error, again } = useAsked((client) => client.report(job), [job]);
  if (error !== null) return <Problem error={error} again={again} />;
  if (report?.kind === 'gaps') return <GapsFound job={job} report={report} />;
  if (report?.kind === 'diff') return <DiffFound job={job} report={report} />;
  if (report?.kind === 'correlation') return <CorrelationFound job={job} report={report} />;
  return <p class="soft">Reading the report …</p>;
}
