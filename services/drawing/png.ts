import { readFile } from 'node:fs/promises';
import { decode, encode } from 'fast-png';
import { widthOfText } from './picture.ts';
import type { Colour, Disc, Lettering, Line, Picture, Rectangle, Shape } from './picture.ts';

/** Number of pixels of the PNG for the width of a pixel of CSS. */
const SCALE = 2;

/** Level of compression, 1 to 9. Higher levels take up to four times as long, and the file is a tenth smaller. */
const COMPRESSION = 3;

/**
 * The picture of all letters that infra/drawing/make-glyphs.py makes. The letters stand in one row of cells, and every pixel
 * says how much of it is covered, 0 to 255.
 */
interface Glyphs {
  readonly width: number;
  readonly height: number;
  readonly coverage: Uint8Array;
}
/** Width of a cell. */
const CELL = 16;
/** Distance of the base line from the upper edge of a cell. */
const BASE_LINE = 24;
/** Size of the font of these letters. */
const GLYPH_SIZE = 26.576;
/** Codes of the first and the last character that has a cell; the ellipsis has the cell after these. */
const FIRST = 0x20;
const LAST = 0x7e;
const ELLIPSIS = '…';

interface Canvas {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of each pixel, row by row. */
  readonly data: Uint8Array;
}

async function readGlyphs(): Promise<Glyphs> {
  const { width, height, data } = decode(await readFile(new URL('glyphs.png', import.meta.url)));
  return { width, height, coverage: Uint8Array.from(data) };
}

const channelsOf = (colour: Colour): number[] =>
  [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));

function blend({ width, height, data }: Canvas, x: number, y: number, colour: number[], share: number): void {
  if (x < 0 || y < 0 || x >= width || y >= height || share === 0) return;
  const at = (y * width + x) * 3;
  colour.forEach((channel, i) => {
    const below = data[at + i]!;
    data[at + i] = Math.round(below + (channel - below) * share);
  });
}

function drawRectangle(canvas: Canvas, { x, y, width, height, fill }: Rectangle): void {
  const colour = channelsOf(fill);
  for (let row = Math.round(y * SCALE); row < Math.round((y + height) * SCALE); row++) {
    for (let column = Math.round(x * SCALE); column < Math.round((x + width) * SCALE); column++) {
      blend(canvas, column, row, colour, 1);
    }
  }
}

/** Colours the pixels of a part of the canvas by how far their middles are inside a shape, in pixels; half a pixel is its edge. */
function drawEdged(
  canvas: Canvas,
  { left, top, right, bottom }: Readonly<Record<'left' | 'top' | 'right' | 'bottom', number>>,
  colour: number[],
  insideBy: (x: number, y: number) => number,
  opacity: number,
): void {
  for (let row = Math.floor(top); row <= bottom; row++) {
    for (let column = Math.floor(left); column <= right; column++) {
      const covered = Math.min(1, Math.max(0, insideBy(column + 0.5, row + 0.5) + 0.5));
      blend(canvas, column, row, colour, covered * opacity);
    }
  }
}

function drawDisc(canvas: Canvas, { x, y, radius, fill, opacity }: Disc): void {
  const [midX, midY, reach] = [x * SCALE, y * SCALE, radius * SCALE];
  const box = {
    left: midX - reach - 1,
    top: midY - reach - 1,
    right: midX + reach + 1,
    bottom: midY + reach + 1,
  };
  drawEdged(canvas, box, channelsOf(fill), (px, py) => reach - Math.hypot(px - midX, py - midY), opacity);
}

function drawLine(canvas: Canvas, { points, width, stroke }: Line): void {
  const colour = channelsOf(stroke);
  const reach = (width / 2) * SCALE;
  points.slice(1).forEach((to, at) => {
    const from = points[at]!;
    const [ax, ay, bx, by] = [...from, ...to].map((length) => length * SCALE) as [
      number,
      number,
      number,
      number,
    ];
    const [dx, dy] = [bx - ax, by - ay];
    const long = dx * dx + dy * dy;
    const insideBy = (x: number, y: number): number => {
      const along = long === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / long));
      return reach - Math.hypot(x - ax - along * dx, y - ay - along * dy);
    };
    const box = {
      left: Math.min(ax, bx) - reach - 1,
      top: Math.min(ay, by) - reach - 1,
      right: Math.max(ax, bx) + reach + 1,
      bottom: Math.max(ay, by) + reach + 1,
    };
    drawEdged(canvas, box, colour, insideBy, 1);
  });
}

/** The number of the cell of a character. A character without a cell gets that of the question mark. */
function cellOf(character: string): number {
  if (character === ELLIPSIS) return LAST - FIRST + 1;
  const code = character.codePointAt(0) ?? 0;
  return (code >= FIRST && code <= LAST ? code : 0x3f) - FIRST;
}

/**
 * How much a point of a row of letters is covered, 0 to 1, interpolated between pixels. Pixels of another cell are not used.
 */
function coverageAt(glyphs: Glyphs, text: readonly string[], x: number, y: number): number {
  const letter = Math.floor(x / CELL);
  const character = text[letter];
  if (character === undefined) return 0;
  const pixel = (column: number, row: number): number => {
    if (column < 0 || column >= CELL || row < 0 || row >= glyphs.height) return 0;
    return glyphs.coverage[row * glyphs.width + cellOf(character) * CELL + column]!;
  };
  const [u, v] = [x - letter * CELL - 0.5, y - 0.5];
  const [column, row] = [Math.floor(u), Math.floor(v)];
  const [right, below] = [u - column, v - row];
  const upper = pixel(column, row) * (1 - right) + pixel(column + 1, row) * right;
  const lower = pixel(column, row + 1) * (1 - right) + pixel(column + 1, row + 1) * right;
  return (upper * (1 - below) + lower * below) / 255;
}

const BEFORE_ANCHOR: Readonly<Record<Lettering['anchor'], number>> = { start: 0, middle: 0.5, end: 1 };

/** A direction, as the cosine and the sine of its angle. */
interface Turn {
  readonly cos: number;
  readonly sin: number;
}

/** The least and the greatest distance of the corners of a text from its anchor, along an axis. */
function extent(alongs: readonly number[], downs: readonly number[], { cos, sin }: Turn): [number, number] {
  const corners = alongs.flatMap((along) => downs.map((down) => cos * along + sin * down));
  return [Math.floor(Math.min(...corners)), Math.ceil(Math.max(...corners))];
}

/** Draws a text: for every pixel around it, it looks up how much of the pixel is covered in the row of letters. */
function drawText(canvas: Canvas, glyphs: Glyphs, shape: Lettering): void {
  const { anchor, angle, size, fill, text } = shape;
  const characters = [...text];
  const colour = channelsOf(fill);
  const zoom = GLYPH_SIZE / (size * SCALE);
  const radians = (angle * Math.PI) / 180;
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  const long = widthOfText(text, size) * SCALE;
  const before = long * BEFORE_ANCHOR[anchor];
  const alongs = [-before, long - before];
  const downs = [-BASE_LINE / zoom, (glyphs.height - BASE_LINE) / zoom];
  const [left, right] = extent(alongs, downs, { cos, sin: -sin });
  const [top, bottom] = extent(alongs, downs, { cos: sin, sin: cos });
  const [x, y] = [shape.x * SCALE, shape.y * SCALE];
  for (let row = Math.floor(y) + top; row <= y + bottom; row++) {
    for (let column = Math.floor(x) + left; column <= x + right; column++) {
      const [dx, dy] = [column + 0.5 - x, row + 0.5 - y];
      const along = (cos * dx + sin * dy + before) * zoom;
      const down = (cos * dy - sin * dx) * zoom + BASE_LINE;
      blend(canvas, column, row, colour, coverageAt(glyphs, characters, along, down));
    }
  }
}

function drawShape(canvas: Canvas, glyphs: Glyphs, shape: Shape): void {
  switch (shape.kind) {
    case 'rectangle':
      return drawRectangle(canvas, shape);
    case 'disc':
      return drawDisc(canvas, shape);
    case 'line':
      return drawLine(canvas, shape);
    case 'text':
      return drawText(canvas, glyphs, shape);
  }
}

/** The picture as a PNG on a white ground, two pixels wide for each pixel of CSS. It needs no font of the machine. */
export async function toPng({ width, height, shapes }: Picture): Promise<Uint8Array> {
  const glyphs = await readGlyphs();
  const size = { width: Math.ceil(width * SCALE), height: Math.ceil(height * SCALE) };
  const canvas = { ...size, data: new Uint8Array(size.width * size.height * 3).fill(0xff) };
  for (const shape of shapes) {
    drawShape(canvas, glyphs, shape);
  }
  return encode({ ...canvas, channels: 3, depth: 8 }, { zlib: { level: COMPRESSION } });
}
