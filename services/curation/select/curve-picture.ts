import { TASKS_BY } from '../../../schemas/curation/same-task.ts';
import type { CoveragePoint, SelectReport } from '../../../schemas/curation/select.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import { dashed, ticksTo } from '../../drawing/axis.ts';
import type { Colour, Lettering, Line, Picture, Shape } from '../../drawing/picture.ts';
import { at } from '../../runtime/at.ts';

const WIDTH = 760;
const HEIGHT = 456;
const PLOT = { left: 64, right: 736, top: 64, bottom: 364 };
/** Where the names of the lines stand: below the plot, so that no line crosses them. */
const NAMES = { left: 64, top: 420, step: 24, column: 340, swatch: 26 };
const INK: Colour = '#24292f';
const PALE_INK: Colour = '#57606a';
const FAINT: Colour = '#8c959f';
const GRID: Colour = '#eaeef2';
const COVERAGE: Colour = '#0969da';
const TASKS: Colour = '#1a7f37';
const SHARES = [0, 0.25, 0.5, 0.75, 1];

type Drawn = Pick<
  SelectReport,
  | 'by'
  | 'corpora'
  | 'rows'
  | 'method'
  | 'selected'
  | 'tasks'
  | 'covered'
  | 'random'
  | 'knee'
  | 'curve'
  | 'random_curve'
>;

const percent = (share: number): string => `${Math.round(share * 100)} %`;

interface Scale {
  x(this: void, budget: number): number;
  y(this: void, share: number): number;
}

function text(x: number, y: number, content: string, rest: Partial<Lettering> = {}): Lettering {
  return { kind: 'text', x, y, text: content, anchor: 'start', angle: 0, size: 12, fill: INK, ...rest };
}

function stroke(points: Line['points'], colour: Colour, width = 2): Line {
  return { kind: 'line', points, width, stroke: colour };
}

function axes({ x, y }: Scale, selected: number): Shape[] {
  const pale = { fill: PALE_INK, anchor: 'middle' } as const;
  return [
    ...SHARES.flatMap((share): Shape[] => [
      stroke([[PLOT.left, y(share)], [PLOT.right, y(share)]], share === 0 ? FAINT : GRID, 1), // prettier-ignore
      text(PLOT.left - 8, y(share) + 4, percent(share), { anchor: 'end', fill: PALE_INK }),
    ]),
    ...ticksTo(selected).map((tick) => text(x(tick), PLOT.bottom + 18, grouped(tick), pale)),
    text((PLOT.left + PLOT.right) / 2, PLOT.bottom + 36, 'rows taken', pale),
  ];
}

function kneeMark({ budget, coverage }: CoveragePoint, { x, y }: Scale): Shape[] {
  return ring(x(budget), y(coverage));
}

function ring(x: number, y: number): Shape[] {
  return [
    { kind: 'disc', x, y, radius: 6, fill: COVERAGE, opacity: 1 },
    { kind: 'disc', x, y, radius: 4, fill: '#ffffff', opacity: 1 },
  ];
}

/** The names of the lines with what they come to, two in a row. */
function names({ covered, random, tasks, knee, by }: Drawn): Shape[] {
  const swatch = (x: number, y: number): Line['points'] => [[x, y], [x + NAMES.swatch, y]]; // prettier-ignore
  const all: readonly (readonly [string, (x: number, y: number) => Shape[]])[] = [
    [`coverage ${percent(covered.coverage)}`, (x, y) => [stroke(swatch(x, y), COVERAGE)]],
    [
      `coverage of random rows ${percent(random.coverage)}`,
      (x, y) => dashed(swatch(x, y), 5, 4).map((part) => stroke(part, FAINT)),
    ],
    [
      `${TASKS_BY[by ?? 'label']} ${grouped(covered.tasks)} of ${grouped(tasks)}`,
      (x, y) => [stroke(swatch(x, y), TASKS)],
    ],
    ...(knee === null
      ? []
      : [
          [
            `knee: ${counted(knee.budget, 'row')}, ${percent(knee.coverage)}`,
            (x: number, y: number) => ring(x + NAMES.swatch / 2, y),
          ] as const,
        ]),
  ];
  return all.flatMap(([name, sign], place) => {
    const x = NAMES.left + (place % 2) * NAMES.column;
    const y = NAMES.top + Math.floor(place / 2) * NAMES.step;
    return [...sign(x, y - 4), text(x + NAMES.swatch + 10, y, name)];
  });
}

/** The coverage curve: what the selected rows cover, how many tasks they have, and what random rows would cover. */
export function curvePicture(report: Drawn): Picture {
  const { corpora, rows, method, selected, tasks, knee, curve, random_curve: random } = report;
  const most = Math.max(1, selected);
  const scale: Scale = {
    x: (budget) => PLOT.left + ((PLOT.right - PLOT.left) * budget) / most,
    y: (share) => PLOT.bottom - (PLOT.bottom - PLOT.top) * share,
  };
  const along = (
    points: readonly CoveragePoint[],
    shareOf: (point: CoveragePoint) => number,
  ): Line['points'] => points.map((point) => [scale.x(point.budget), scale.y(shareOf(point))] as const);
  const title = `${grouped(selected)} of ${counted(rows, 'row')} of ${at(corpora, 0)}`;
  const how = `taken by ${method.replaceAll('_', ' ')}; coverage is similarity along the graph of neighbours`;
  return {
    width: WIDTH,
    height: HEIGHT,
    title,
    shapes: [
      text(PLOT.left, 28, title, { size: 15 }),
      text(PLOT.left, 47, how, { fill: PALE_INK }),
      ...axes(scale, selected),
      ...dashed(
        along(random, ({ coverage }) => coverage),
        5,
        6,
      ).map((part) => stroke(part, FAINT)),
      stroke(
        along(curve, (point) => (tasks === 0 ? 0 : point.tasks / tasks)),
        TASKS,
      ),
      stroke(
        along(curve, ({ coverage }) => coverage),
        COVERAGE,
      ),
      ...(knee === null ? [] : kneeMark(knee, scale)),
      ...names(report),
    ],
  };
}
