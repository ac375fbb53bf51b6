import { roundEnd } from '../../drawing/axis.ts';
import { inkOn, shade } from '../../drawing/colours.ts';
import { widthOfText } from '../../drawing/picture.ts';
import type { Colour, Lettering, Picture, Rectangle } from '../../drawing/picture.ts';
import type { Matrix } from './correlation.ts';

/** A matrix of numbers, and how to read it. */
export interface Panel {
  readonly heading: string;
  readonly explanation: string;
  readonly matrix: Matrix;
  /** Whether larger numbers are darker, as for similarities; for distances smaller ones are. */
  readonly largerIsDarker: boolean;
  /** Where the scale ends, that begins at 0; the next round number above all values of different sets when left out. */
  readonly end?: number;
  /** Gives the text of a number in its cell. */
  readonly write: (value: number) => string;
}

const CELL_WIDTH = 72;
const CELL_HEIGHT = 40;
const GAP = 2;
const MARGIN = 24;
const HEADING_SIZE = 15;
const TEXT_SIZE = 12;
const NUMBER_SIZE = 13;
const HEADINGS_HEIGHT = 48;
const SLANT = -45;
/** The scale below a panel. */
const SCALE_WIDTH = 300;
const SCALE_HEIGHT = 10;
const SCALE_STEPS = 60;
/** Steps reach a little into the next one, so that no seam shows between them. */
const OVERLAP = 0.5;
const SCALE_ROOM = 60;
const LONGEST_NAME = 24;
const INK: Colour = '#1a1a1a';
const PALE_INK: Colour = '#595959';
/** The colour of the diagonal, where a set is compared with itself, which tells nothing. */
const DIAGONAL: Colour = '#e6e6e6';

interface Place {
  readonly x: number;
  readonly y: number;
}

function shortened(name: string): string {
  return name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME - 1)}…`;
}

function lettering({ x, y }: Place, text: string, rest: Partial<Lettering> = {}): Lettering {
  return { kind: 'text', x, y, text, anchor: 'start', angle: 0, size: TEXT_SIZE, fill: INK, ...rest };
}

function endOf({ matrix, end }: Panel): number {
  return end ?? roundEnd(Math.max(...matrix.flatMap((row, from) => row.filter((_, to) => to !== from))));
}

/** How dark a number is, from 0 to 1, on the scale of its panel. */
function darkness(panel: Panel): (value: number) => number {
  const end = endOf(panel);
  return (value) => (panel.largerIsDarker ? value / end : 1 - value / end);
}

/** The scale of a panel: its colours from 0 to its end, with five numbers below. */
function scale(panel: Panel, { x, y }: Place): (Rectangle | Lettering)[] {
  const [dark, end] = [darkness(panel), endOf(panel)];
  const step = SCALE_WIDTH / SCALE_STEPS;
  const colours = Array.from({ length: SCALE_STEPS }, (_, place): Rectangle => {
    const fill = shade(dark((end * (place + 0.5)) / SCALE_STEPS));
    return { kind: 'rectangle', x: x + place * step, y, width: step + OVERLAP, height: SCALE_HEIGHT, fill };
  });
  const numbers = [0, 0.25, 0.5, 0.75, 1].map((share) =>
    lettering(
      { x: x + share * SCALE_WIDTH, y: y + SCALE_HEIGHT + 16 },
      String(Number((share * end).toPrecision(3))),
      {
        anchor: share === 0 ? 'start' : share === 1 ? 'end' : 'middle',
        fill: PALE_INK,
      },
    ),
  );
  return [...colours, ...numbers];
}

function cells(panel: Panel, { x, y }: Place): (Rectangle | Lettering)[] {
  const dark = darkness(panel);
  return panel.matrix.flatMap((row, from) =>
    row.flatMap((value, to): (Rectangle | Lettering)[] => {
      const left = x + to * CELL_WIDTH;
      const top = y + from * CELL_HEIGHT;
      const fill = from === to ? DIAGONAL : shade(dark(value));
      const middle = {
        x: left + (CELL_WIDTH - GAP) / 2,
        y: top + (CELL_HEIGHT - GAP) / 2 + NUMBER_SIZE * 0.36,
      };
      const ink = from === to ? PALE_INK : inkOn(fill);
      return [
        { kind: 'rectangle', x: left, y: top, width: CELL_WIDTH - GAP, height: CELL_HEIGHT - GAP, fill },
        lettering(middle, panel.write(value), { anchor: 'middle', size: NUMBER_SIZE, fill: ink }),
      ];
    }),
  );
}

function names(labels: readonly string[], { x, y }: Place): Lettering[] {
  return labels.flatMap((name, place) => [
    lettering({ x: x - 10, y: y + place * CELL_HEIGHT + (CELL_HEIGHT - GAP) / 2 + TEXT_SIZE * 0.36 }, name, {
      anchor: 'end',
    }),
    lettering({ x: x + place * CELL_WIDTH + (CELL_WIDTH - GAP) / 2, y: y - 10 }, name, { angle: SLANT }),
  ]);
}

/**
 * Draws matrices side by side, darker where two sets are more alike. Each set has a row, where it is asked about, and a
 * column, where others are compared with it.
 * @param sets the names of the sets
 * @param panels at least one; each matrix is `sets x sets`
 */
export function heatMap(sets: readonly string[], panels: readonly Panel[]): Picture {
  const labels = sets.map(shortened);
  const widest = Math.max(...labels.map((name) => widthOfText(name, TEXT_SIZE)));
  const slanted = widest * Math.SQRT1_2;
  const left = widest + 10;
  const top = HEADINGS_HEIGHT + slanted + 20;
  const gridWidth = sets.length * CELL_WIDTH;
  const overhang = Math.max(0, slanted - CELL_WIDTH / 2) + 10;
  const panelWidth = Math.max(
    left + gridWidth + overhang,
    SCALE_WIDTH,
    ...panels.map(({ explanation }) => widthOfText(explanation, TEXT_SIZE)),
    ...panels.map(({ heading }) => widthOfText(heading, HEADING_SIZE)),
  );
  const shapes = panels.flatMap((panel, place) => {
    const x = MARGIN + place * (panelWidth + 2 * MARGIN);
    const grid = { x: x + left, y: MARGIN + top };
    return [
      lettering({ x, y: MARGIN + HEADING_SIZE }, panel.heading, { size: HEADING_SIZE }),
      lettering({ x, y: MARGIN + HEADING_SIZE + 20 }, panel.explanation, { fill: PALE_INK }),
      ...names(labels, grid),
      ...cells(panel, grid),
      ...scale(panel, { x, y: grid.y + sets.length * CELL_HEIGHT + 18 }),
    ];
  });
  return {
    width: panels.length * (panelWidth + 2 * MARGIN),
    height: top + sets.length * CELL_HEIGHT + SCALE_ROOM + MARGIN,
    title: panels.map(({ heading }) => heading).join('; '),
    shapes,
  };
}
