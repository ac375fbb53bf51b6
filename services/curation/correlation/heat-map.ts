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

/** How dark a number is, from 0 to 1, on the range of the numbers of two different sets. */
function darkness({ matrix, largerIsDarker }: Panel): (value: number) => number {
  const values = matrix.flatMap((row, from) => row.filter((_, to) => to !== from));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return (value) => {
    const share = most > least ? (value - least) / (most - least) : 0.5;
    return largerIsDarker ? share : 1 - share;
  };
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
    ];
  });
  return {
    width: panels.length * (panelWidth + 2 * MARGIN),
    height: top + sets.length * CELL_HEIGHT + 2 * MARGIN,
    title: panels.map(({ heading }) => heading).join('; '),
    shapes,
  };
}
