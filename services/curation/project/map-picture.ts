import { OTHER_VALUE, WITHOUT_VALUE, type ColourCodes } from '../../../schemas/colour-file.ts';
import { MAP_SIDE, type CorpusMap } from '../../../schemas/map-file.ts';
import type { SpaceName } from '../../../schemas/record.ts';
import { widthOfText, type Colour, type Disc, type Picture, type Shape } from '../../drawing/picture.ts';
import { at } from '../../runtime/at.ts';

const SIDE = 470;
const MARGIN = 20;
const HEAD = 52;
const LINE = 20;
const TEXT_SIZE = 12;
/** Room of a name beside its letters: its disc, and the distance from the next one. */
const BESIDE = 34;
const INK: Colour = '#1a1a1a';
const EDGE: Colour = '#d5d5d5';
const OTHERS: Colour = '#d0ccc4';
/** The most frequent values have these colours, as points of the page's map have in the light. */
const COLOURS: readonly Colour[] = [
  '#038586',
  '#bc4c31',
  '#486fcc',
  '#568502',
  '#af4a88',
  '#936e03',
  '#8959ba',
  '#088a5a',
  '#bc4757',
  '#057eaf',
  '#02515e',
  '#703502',
  '#413b85',
  '#055720',
  '#792441',
  '#5f5701',
  '#652d6c',
  '#005448',
  '#7b2717',
  '#044886',
];
const TITLES: Readonly<Record<SpaceName, string>> = {
  content: 'content: what a row is about',
  task: 'task: what a row asks for',
};

interface Named {
  readonly name: string;
  readonly colour: Colour;
}

/**
 * Both maps of a corpus side by side, each row a dot in the colour of its value.
 * @param column what the dots are coloured by
 */
export function mapPicture(corpus: string, map: CorpusMap, column: ColourCodes): Picture {
  const width = 2 * SIDE + 3 * MARGIN;
  const names = namesOf(column);
  const rows = linesOf(names, width - 2 * MARGIN);
  const legendTop = HEAD + SIDE + 32;
  return {
    width,
    height: legendTop + rows.length * LINE + 4,
    title: `The rows of ${corpus} by content and by task, coloured by ${column.legend.field}`,
    shapes: [
      ...panel(map, 'content', column, MARGIN),
      ...panel(map, 'task', column, 2 * MARGIN + SIDE),
      ...rows.flatMap((line, place) => legendLine(line, legendTop + place * LINE)),
    ],
  };
}

function panel(map: CorpusMap, space: SpaceName, { codes }: ColourCodes, left: number): Shape[] {
  const radius = Math.min(3.4, Math.max(0.8, 70 / Math.sqrt(codes.length)));
  const places = map.places[space];
  const room = SIDE - 4 * radius;
  const disc = (row: number): Disc => ({
    kind: 'disc',
    x: left + 2 * radius + (at(places, 2 * row) / MAP_SIDE) * room,
    y: HEAD + 2 * radius + (1 - at(places, 2 * row + 1) / MAP_SIDE) * room,
    radius,
    fill: colourOf(at(codes, row)),
    opacity: 0.82,
  });
  const listed = [...codes.keys()].filter((row) => isListed(at(codes, row)));
  const others = [...codes.keys()].filter((row) => !isListed(at(codes, row)));
  return [
    { kind: 'text', x: left, y: 34, text: TITLES[space], anchor: 'start', angle: 0, size: 15, fill: INK },
    { kind: 'rectangle', x: left, y: HEAD, width: SIDE, height: SIDE, fill: EDGE },
    { kind: 'rectangle', x: left + 1, y: HEAD + 1, width: SIDE - 2, height: SIDE - 2, fill: '#ffffff' },
    // Those without a colour of their own first, so that they hide none.
    ...[...others, ...listed].map(disc),
  ];
}

function isListed(code: number): boolean {
  return code !== OTHER_VALUE && code !== WITHOUT_VALUE;
}

function colourOf(code: number): Colour {
  return isListed(code) ? at(COLOURS, (code - 1) % COLOURS.length) : OTHERS;
}

function namesOf({ legend }: ColourCodes): Named[] {
  const others = legend.other + legend.without;
  return [
    ...legend.entries.map(({ value }, place) => ({
      name: legend.field === 'kind' ? value.replaceAll('-', ' ') : value.slice(0, 40),
      colour: colourOf(place + 1),
    })),
    ...(others > 0 ? [{ name: 'others', colour: OTHERS }] : []),
  ];
}

/** The names in lines of columns of equal width. */
function linesOf(names: readonly Named[], width: number): Named[][] {
  const widest = Math.max(0, ...names.map(({ name }) => widthOfText(name, TEXT_SIZE))) + BESIDE;
  const columns = Math.max(1, Math.min(names.length, Math.floor(width / widest)));
  return Array.from({ length: Math.ceil(names.length / columns) }, (_, line) =>
    names.slice(line * columns, (line + 1) * columns).map((one) => ({ ...one, width: width / columns })),
  );
}

function legendLine(line: readonly (Named & { readonly width?: number })[], y: number): Shape[] {
  return line.flatMap(({ name, colour, width = 0 }, place): Shape[] => {
    const x = MARGIN + place * width;
    return [
      { kind: 'disc', x: x + 6, y: y - 4, radius: 5, fill: colour, opacity: 1 },
      { kind: 'text', x: x + 18, y, text: name, anchor: 'start', angle: 0, size: TEXT_SIZE, fill: INK },
    ];
  });
}
