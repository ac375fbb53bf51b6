import type { VNode } from 'preact';
import { RunsView } from '../runs/runs-view.tsx';
import { SelectionForm } from './selection-form.tsx';
import { SelectionOutcome } from './selection-outcome.tsx';

/** Selections of a corpus: a few rows that stand for all. */
export function SelectionView(): VNode {
  return (
    <RunsView
      kinds={['select']}
      doing="Taking rows that stand for all"
      noRun={{ budget: '' }}
      form={(about) => <SelectionForm {...about} />}
      outcome={(run) => <SelectionOutcome {...run} />}
    />
  );
}
