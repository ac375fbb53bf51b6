import type { VNode } from 'preact';
import { RunsView } from '../runs/runs-view.tsx';
import { ContaminationForm } from './contamination-form.tsx';
import { ContaminationOutcome } from './contamination-outcome.tsx';

/** Rows of benchmarks in training data. */
export function ContaminationView(): VNode {
  return (
    <RunsView
      kinds={['contamination']}
      doing="Looking for rows of the benchmark"
      noRun={{ verdict: '' }}
      form={(about) => <ContaminationForm {...about} />}
      outcome={(run) => <ContaminationOutcome {...run} />}
    />
  );
}
