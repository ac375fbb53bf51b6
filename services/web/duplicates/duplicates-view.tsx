import type { VNode } from 'preact';
import { RunsView } from '../runs/runs-view.tsx';
import { RunForm } from './run-form.tsx';
import { RunOutcome } from './run-outcome.tsx';

/** Duplicates of a corpus: finding them, and deciding on them. */
export function DuplicatesView(): VNode {
  return (
    <RunsView
      kinds={['deduplicate']}
      doing="Looking for duplicates"
      noRun={{ show: '', source: '', reason: '', decision: '', order: '', threshold: '' }}
      form={(about) => <RunForm {...about} />}
      outcome={(run) => <RunOutcome {...run} />}
    />
  );
}
