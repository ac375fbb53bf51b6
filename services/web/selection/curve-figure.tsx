import type { VNode } from 'preact';
import type { CoveragePoint, SelectReport } from '../../../schemas/curation/select.ts';
import { TASKS_BY } from '../../../schemas/curation/same-task.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import { percent } from '../parts/told-in-words.ts';
import { niceTicks } from './nice-ticks.ts';
import { pointAt } from './along-curve.ts';

const WIDTH = 760;
const HEIGHT = 300;
const PLOT = { left: 46, right: 748, top: 12, bottom: 262 } as const;
const SHARES = [0, 0.25, 0.5, 0.75, 1];

interface CurveProps {
  readonly report: SelectReport;
  /** The budget that the slider is at. */
  readonly budget: number;
}

interface Scale {
  readonly x: (budget: number) => number;
  readonly y: (share: number) => number;
}

/** What the first rows of the ranking cover, beside as many random ones. The names of the lines stand below, where no line crosses them. */
export function CurveFigure({ report, budget }: CurveProps): VNode {
  const { curve, random_curve: random, selected, tasks, knee, by = 'label' } = report;
  const scale: Scale = {
    x: (rows) => PLOT.left + ((PLOT.right - PLOT.left) * rows) / Math.max(1, selected),
    y: (share) => PLOT.bottom - (PLOT.bottom - PLOT.top) * share,
  };
  const here = pointAt(curve, budget);
  const byChance = pointAt(random, budget);
  const taskShare = (point: CoveragePoint): number => (tasks === 0 ? 0 : point.tasks / tasks);
  return (
    <figure class="curve">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={inWords(here, byChance, report)}>
        <Axes selected={selected} {...scale} />
        <path class="curve-random" d={lineOf(random, ({ coverage }) => coverage, scale)} />
        <path class="curve-tasks" d={lineOf(curve, taskShare, scale)} />
        <path class="curve-coverage" d={lineOf(curve, ({ coverage }) => coverage, scale)} />
        {knee !== null && (
          <circle class="curve-knee" cx={scale.x(knee.budget)} cy={scale.y(knee.coverage)} r="5" />
        )}
        <path class="curve-here" d={`M${scale.x(budget)} ${PLOT.top}V${PLOT.bottom}`} />
        <circle class="curve-dot" cx={scale.x(budget)} cy={scale.y(here.coverage)} r="5" />
      </svg>
      <figcaption>
        <span class="curve-key key-coverage">
          covered <b>{percent(here.coverage)}</b>
        </span>
        <span class="curve-key key-random">
          by random rows <b>{percent(byChance.coverage)}</b>
        </span>
        <span class="curve-key key-tasks">
          {TASKS_BY[by]} <b>{grouped(here.tasks)}</b> of {grouped(tasks)}
        </span>
        {knee !== null && (
          <span class="curve-key key-knee">
            bends at {counted(knee.budget, 'row')}, {percent(knee.coverage)}
          </span>
        )}
      </figcaption>
    </figure>
  );
}

function inWords(here: CoveragePoint, random: CoveragePoint, { tasks, by = 'label' }: SelectReport): string {
  return (
    `Coverage by rows taken: ${counted(here.budget, 'row covers', 'rows cover')} ${percent(here.coverage)}, as many random ones ` +
    `${percent(random.coverage)}, with ${grouped(here.tasks)} of ${grouped(tasks)} ${TASKS_BY[by]}.`
  );
}

function lineOf(
  points: readonly CoveragePoint[],
  shareOf: (point: CoveragePoint) => number,
  { x, y }: Scale,
): string {
  return points
    .map(
      (point, at) => `${at === 0 ? 'M' : 'L'}${x(point.budget).toFixed(1)} ${y(shareOf(point)).toFixed(1)}`,
    )
    .join('');
}

function Axes({ selected, x, y }: Scale & { readonly selected: number }): VNode {
  return (
    <g class="curve-axes" aria-hidden="true">
      {SHARES.map((share) => (
        <g key={share}>
          <path d={`M${PLOT.left} ${y(share)}H${PLOT.right}`} />
          <text x={PLOT.left - 7} y={y(share) + 4} text-anchor="end">
            {percent(share)}
          </text>
        </g>
      ))}
      {niceTicks(selected).map((tick) => (
        <text key={tick} x={x(tick)} y={PLOT.bottom + 17} text-anchor="middle">
          {grouped(tick)}
        </text>
      ))}
      <text x={(PLOT.left + PLOT.right) / 2} y={HEIGHT - 4} text-anchor="middle">
        rows taken
      </text>
    </g>
  );
}
