import { TASKS_BY } from '../../../schemas/curation/same-task.ts';
import type { CoveragePoint, SelectReport } from '../../../schemas/curation/select.ts';
import { at } from '../../runtime/at.ts';

const WIDTH = 760;
const HEIGHT = 440;
const PLOT = { left: 64, right: 736, top: 64, bottom: 384 };
const INK = '#24292f';
const FAINT = '#8c959f';
const GRID = '#eaeef2';
const COVERAGE = '#0969da';
const TASKS = '#1a7f37';
/** A white outline, which keeps text legible where it crosses a line. */
const HALO = 'stroke="#fff" stroke-width="4" stroke-linejoin="round" paint-order="stroke"';

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

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const fixed = (value: number): string => value.toFixed(1);
const percent = (share: number): string => `${Math.round(share * 100)} %`;
const count = (value: number): string => value.toLocaleString('en');

interface TextStyle {
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly colour?: string;
  readonly size?: number;
  readonly bold?: boolean;
}

function text(x: number, y: number, content: string, style: TextStyle = {}): string {
  const { anchor = 'start', colour = INK, size = 13, bold = false } = style;
  const weight = bold ? ' font-weight="600"' : '';
  return `<text x="${fixed(x)}" y="${fixed(y)}" text-anchor="${anchor}" fill="${colour}" font-size="${size}"${weight} ${HALO}>${escaped(content)}</text>`;
}

/** The places of the ticks of an axis from 0 to `end`: at most seven, in steps of 1, 2 or 5 times a power of ten. */
function ticksTo(end: number): number[] {
  const rough = Math.max(1, end / 6);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * power).find((size) => size >= rough) ?? rough;
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, at) => at * step);
}

interface Scale {
  x(this: void, budget: number): number;
  y(this: void, share: number): number;
}

function line(
  points: readonly (readonly [number, number])[],
  { x, y }: Scale,
  colour: string,
  dashes = '',
): string {
  const path = points.map(
    ([budget, share], at) => `${at === 0 ? 'M' : 'L'}${fixed(x(budget))} ${fixed(y(share))}`,
  );
  const dashed = dashes === '' ? '' : ` stroke-dasharray="${dashes}"`;
  return `<path d="${path.join('')}" fill="none" stroke="${colour}" stroke-width="2"${dashed}/>`;
}

function axes({ x, y }: Scale, selected: number): string[] {
  const shares = [0, 0.25, 0.5, 0.75, 1];
  return [
    ...shares.flatMap((share) => [
      `<path d="M${PLOT.left} ${fixed(y(share))}H${PLOT.right}" stroke="${share === 0 ? FAINT : GRID}"/>`,
      text(PLOT.left - 8, y(share) + 4, percent(share), { anchor: 'end', colour: FAINT, size: 12 }),
    ]),
    ...ticksTo(selected).map((tick) =>
      text(x(tick), PLOT.bottom + 20, count(tick), { anchor: 'middle', colour: FAINT, size: 12 }),
    ),
    text((PLOT.left + PLOT.right) / 2, PLOT.bottom + 42, 'rows taken', { anchor: 'middle', colour: FAINT }),
  ];
}

/** The labels at the ends of lines: above the first and the third line, below the second; moved down where two would overlap. */
function endLabels(
  ends: readonly { readonly share: number; readonly label: string; readonly colour: string }[],
  { y }: Scale,
): string[] {
  const sorted = [...ends].sort((a, b) => b.share - a.share);
  let above = -Infinity;
  return sorted.map(({ share, label, colour }, rank) => {
    const at = Math.max(y(share) + (rank === 1 ? 24 : -8), above + 16);
    above = at;
    return text(PLOT.right, at, label, { anchor: 'end', colour, size: 12, bold: true });
  });
}

function kneeMark(knee: CoveragePoint, { x, y }: Scale): string[] {
  const [at, height] = [x(knee.budget), y(knee.coverage)];
  const isLeft = at < (PLOT.left + PLOT.right) / 2;
  return [
    `<path d="M${fixed(at)} ${fixed(height)}V${PLOT.bottom}" stroke="${COVERAGE}" stroke-dasharray="2 3"/>`,
    `<circle cx="${fixed(at)}" cy="${fixed(height)}" r="5" fill="#fff" stroke="${COVERAGE}" stroke-width="2"/>`,
    text(
      at + (isLeft ? 8 : -8),
      Math.min(height + 22, PLOT.bottom - 10),
      `knee: ${count(knee.budget)} rows, ${percent(knee.coverage)}`,
      {
        anchor: isLeft ? 'start' : 'end',
        colour: COVERAGE,
        size: 12,
      },
    ),
  ];
}

/** The coverage curve as an SVG: what the selected rows cover, how many tasks they have, and what random rows would cover. */
export function drawCurve(report: Drawn): string {
  const { corpora, rows, method, selected, tasks, covered, random, knee, curve, random_curve } = report;
  const most = Math.max(1, selected);
  const scale: Scale = {
    x: (budget) => PLOT.left + ((PLOT.right - PLOT.left) * budget) / most,
    y: (share) => PLOT.bottom - (PLOT.bottom - PLOT.top) * share,
  };
  const taskShare = (point: CoveragePoint): number => (tasks === 0 ? 0 : point.tasks / tasks);
  const coverages = (points: readonly CoveragePoint[]) =>
    points.map(({ budget, coverage }): [number, number] => [budget, coverage]);
  const name = method.replaceAll('_', ' ');
  const title = `${count(selected)} of ${count(rows)} rows of ${at(corpora, 0)}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="system-ui, sans-serif" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text(PLOT.left, 28, title, { size: 16, bold: true }),
    text(PLOT.left, 48, `taken by ${name}; coverage is similarity along the graph of neighbours`, {
      colour: FAINT,
      size: 12,
    }),
    ...axes(scale, selected),
    line(coverages(random_curve), scale, FAINT, '5 4'),
    line(
      curve.map((point): [number, number] => [point.budget, taskShare(point)]),
      scale,
      TASKS,
    ),
    line(coverages(curve), scale, COVERAGE),
    ...(knee === null ? [] : kneeMark(knee, scale)),
    ...endLabels(
      [
        { share: covered.coverage, label: `coverage ${percent(covered.coverage)}`, colour: COVERAGE },
        {
          share: random.coverage,
          label: `coverage of random rows ${percent(random.coverage)}`,
          colour: FAINT,
        },
        {
          share: taskShare(covered),
          label: `${TASKS_BY[report.by ?? 'label']} ${count(covered.tasks)} of ${count(tasks)}`,
          colour: TASKS,
        },
      ],
      scale,
    ),
    '</svg>',
    '',
  ].join('\n');
}
