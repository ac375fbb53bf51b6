import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { SelectedTask, type SelectReport } from '../../../schemas/curation/select.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import { useAsked } from '../parts/asked.ts';
import { Copyable } from '../parts/copyable.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { Problem } from '../parts/problem.tsx';
import { percent } from '../parts/told-in-words.ts';
import { firstLines } from '../runs/first-lines.ts';
import { MarksOnMap } from '../runs/marks-on-map.tsx';
import type { EndedRun } from '../runs/runs-view.tsx';
import { useReport } from '../runs/use-report.ts';
import { whereNow } from '../shell/where.ts';
import { BudgetSlider } from './budget-slider.tsx';
import { CurveFigure } from './curve-figure.tsx';
import { takeCommand, exportSelected } from './selection-commands.ts';
import { TaskTable } from './task-table.tsx';
import { VanishingNotes } from './vanishing-notes.tsx';

const MOST_TASKS = 2_000;

/** What a selection took, and what a smaller budget would. */
export function SelectionOutcome({ job, corpus }: EndedRun): VNode {
  const { answer: report, error, again } = useReport(job, 'select');
  if (error !== null) return <Problem error={error} again={again} />;
  if (report === null) return <p class="soft">Reading the report …</p>;
  return <Selected job={job} corpus={corpus} report={report} />;
}

interface SelectedProps extends EndedRun {
  readonly report: SelectReport;
}

function Selected({ job, corpus, report }: SelectedProps): VNode {
  const { rows, selected, covered, by = 'label' } = report;
  const told = Number(whereNow().told['budget'] ?? '') || selected;
  const [moved, setMoved] = useState<number | null>(null);
  const budget = Math.min(selected, Math.max(0, moved ?? told));
  const tasks = useAsked((client) => firstLines(client, job, 'tasks.jsonl', SelectedTask, MOST_TASKS), [job]);
  return (
    <>
      <header class="found-head">
        <h1>
          {grouped(selected)} of {counted(rows, 'row')} cover {percent(covered.coverage)} of {corpus}
        </h1>
        <MarksOnMap job={job} corpus={corpus} field="keep" name="Colour the map by what it took" />
      </header>
      <VanishingNotes report={report} />
      <div class="selection">
        <div class="selection-main">
          <BudgetSlider report={report} budget={budget} move={setMoved} />
          <CurveFigure report={report} budget={budget} />
        </div>
        <aside class="selection-side" aria-label="Taking it">
          <SelectionFacts report={report} />
          <Copyable
            name={
              budget === selected ? 'An export of the selection' : `A selection of ${counted(budget, 'row')}`
            }
            text={
              budget === selected
                ? exportSelected(corpus, job, location.origin)
                : takeCommand(report.manifest.operation, corpus, budget, location.origin)
            }
          />
        </aside>
      </div>
      {tasks.error !== null ? (
        <p class="soft">What each task keeps is told of selections that are made from now on.</p>
      ) : (
        <TaskTable
          corpus={corpus}
          by={by}
          tasks={tasks.answer}
          budget={budget}
          share={rows === 0 ? 0 : budget / rows}
        />
      )}
    </>
  );
}

function SelectionFacts({ report }: { readonly report: SelectReport }): VNode {
  const {
    method,
    space,
    excluded,
    initial,
    ignored_ids: ignored,
    enough,
    target,
    quality,
    manifest,
  } = report;
  const facts: (readonly [string, string])[] = [
    ['taken by', `${method.replaceAll('_', ' ')}, by ${manifest.operation.vector_field ?? space}`],
    ...(target === null
      ? []
      : [['for the tasks of', `${target.corpus} (${counted(target.rows, 'row')})`] as const]),
    ...(excluded === 0 ? [] : [['left out', counted(excluded, 'row')] as const]),
    ...(initial === 0 ? [] : [['taken before', counted(initial, 'row')] as const]),
    ...(ignored === 0 ? [] : [['ids that are not there', grouped(ignored)] as const]),
    ...(quality === null
      ? []
      : [[`mean ${quality.key}`, `${shown(quality.mean_selected)}, of all ${shown(quality.mean)}`] as const]),
    ...enough
      .filter(({ share }) => share >= 0.8)
      .map(({ share, budget }) => [`${percent(share)} of that`, `with ${counted(budget, 'row')}`] as const),
  ];
  return (
    <Facts>
      {facts.map(([name, value]) => (
        <Fact key={name} name={name}>
          {value}
        </Fact>
      ))}
    </Facts>
  );
}

function shown(value: number | null): string {
  return value === null ? 'none' : String(Number(value.toPrecision(3)));
}
