import type { VNode } from 'preact';
import type { SelectReport } from '../../../schemas/curation/select.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import { tell } from '../shell/where.ts';

interface SliderProps {
  readonly report: SelectReport;
  readonly budget: number;
  /** Shows a budget while it is moved. The address says it when it is let go. */
  readonly move: (budget: number | null) => void;
}

/** A budget that is moved without selecting again: the first rows of a ranking are the selection of a smaller one. */
export function BudgetSlider({ report: { selected }, budget, move }: SliderProps): VNode {
  return (
    <section aria-labelledby="budget">
      <h2 id="budget">Budget: {counted(budget, 'row')}</h2>
      <input
        type="range"
        min="0"
        max={selected}
        value={budget}
        aria-label="Budget"
        aria-valuetext={`${grouped(budget)} of ${counted(selected, 'row')}`}
        onInput={(event) => move(event.currentTarget.valueAsNumber)}
        onChange={(event) => {
          const value = event.currentTarget.valueAsNumber;
          tell({ budget: value === selected ? '' : String(value) }, 'small');
          move(value);
        }}
      />
    </section>
  );
}
