import { decode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { heatMap } from '../../../../services/curation/correlation/heat-map.ts';
import { contrast, inkOn, shade } from '../../../../services/drawing/colours.ts';
import { toPng } from '../../../../services/drawing/png.ts';
import { toSvg } from '../../../../services/drawing/svg.ts';

const panel = (matrix: number[][], largerIsDarker = true, end?: number) => ({
  heading: 'Heading',
  explanation: 'what <it> says & means',
  matrix,
  largerIsDarker,
  ...(end !== undefined && { end }),
  write: (value: number) => value.toFixed(2),
});
const MATRIX = [
  [1, 0.2, 0.6],
  [0.4, 1, 0.9],
  [0.5, 0.3, 1],
];
const SETS = ['alpaca', 'dolly', 'a-name-that-is-longer-than-any-column-could-hold'];

const rectangles = (matrix: number[][], largerIsDarker = true, end?: number) =>
  heatMap(SETS, [panel(matrix, largerIsDarker, end)])
    .shapes.flatMap((shape) => (shape.kind === 'rectangle' ? [shape] : []))
    .slice(0, matrix.length ** 2);

describe('a heat map', () => {
  test('has a cell for each pair, darker the larger it is on a scale from 0, or the smaller for distances', () => {
    const cells = rectangles(MATRIX, true, 1);
    expect(cells).toHaveLength(9);
    expect([cells[5]?.fill, cells[1]?.fill]).toEqual([shade(0.9), shade(0.2)]);
    const reversed = rectangles(MATRIX, false, 1);
    expect([reversed[5]?.fill, reversed[1]?.fill]).toEqual([shade(1 - 0.9), shade(0.8)]);
  });

  test('shows its scale, whose end is round where none is given', () => {
    const written = heatMap(SETS, [
      panel([
        [0, 0.012, 0.003],
        [0.007, 0, 0.001],
        [0.002, 0.003, 0],
      ]),
    ]).shapes.flatMap(
      // prettier-ignore
      (shape) => (shape.kind === 'text' ? [shape.text] : []),
    );
    expect(written.slice(-5)).toEqual(['0', '0.005', '0.01', '0.015', '0.02']);
  });

  test('can be read in every cell: letters and ground differ by 4.5 to 1, the least that WCAG asks for', () => {
    for (let share = 0; share <= 1.0001; share += 0.01) {
      expect(contrast(shade(share), inkOn(shade(share)))).toBeGreaterThanOrEqual(4.5);
    }
  });

  test('stays whole when all pairs are alike, and with two sets', () => {
    expect(rectangles([[1, 0.5], [0.5, 1]], true, 1)[1]?.fill).toBe(shade(0.5)); // prettier-ignore
    const { width, height } = heatMap(SETS.slice(0, 2), [panel([[1, 0.5], [0.5, 1]])]); // prettier-ignore
    expect(Math.min(width, height)).toBeGreaterThan(100);
  });

  test('keeps every shape inside the picture', () => {
    const picture = heatMap(SETS, [panel(MATRIX), panel(MATRIX)]);
    for (const shape of picture.shapes) {
      if (shape.kind === 'line' || shape.kind === 'disc') continue;
      expect(shape.x).toBeGreaterThanOrEqual(0);
      expect(shape.y).toBeGreaterThanOrEqual(0);
      expect(shape.x + (shape.kind === 'rectangle' ? shape.width : 0)).toBeLessThanOrEqual(picture.width);
      expect(shape.y + (shape.kind === 'rectangle' ? shape.height : 0)).toBeLessThanOrEqual(picture.height);
    }
  });
});

describe('its SVG', () => {
  test('writes every name and number, with signs of XML as text', () => {
    const svg = toSvg(heatMap(SETS, [panel(MATRIX)]));
    expect(svg).toContain('what &lt;it&gt; says &amp; means');
    for (const text of ['alpaca', 'dolly', 'a-name-that-is-longer-t…', '0.90', '0.20']) {
      expect(svg).toContain(`>${text}</text>`);
    }
    expect(svg.match(/<rect /g)?.length).toBeGreaterThanOrEqual(10 + 5);
  });
});

describe('its PNG', () => {
  test('has two pixels to one of CSS, the colours of the cells, and letters', async () => {
    const picture = heatMap(SETS, [panel(MATRIX)]);
    const { width, height, data, channels } = decode(await toPng(picture));
    expect([width, height, channels]).toEqual([
      Math.ceil(picture.width * 2),
      Math.ceil(picture.height * 2),
      3,
    ]);
    const colourAt = (x: number, y: number): string => {
      const at = (Math.round(y * 2) * width + Math.round(x * 2)) * 3;
      return `#${[...data.subarray(at, at + 3)].map((value) => value.toString(16).padStart(2, '0')).join('')}`;
    };
    const [first] = rectangles(MATRIX);
    for (const { x, y, fill } of rectangles(MATRIX)) expect(colourAt(x + 2, y + 2)).toBe(fill);
    expect(colourAt(2, 2)).toBe('#ffffff');
    const row = (first?.y ?? 0) + 19;
    const dark = Array.from({ length: Math.floor(first?.x ?? 0) }, (_, x) => colourAt(x, row)).filter(
      (colour) => contrast(colour as `#${string}`, '#ffffff') > 7,
    );
    expect(dark.length).toBeGreaterThan(3);
  });

  test('draws what its font lacks as a question mark, and leaves the edge alone', async () => {
    const text = (x: number, y: number, angle: number, letters: string) =>
      ({ kind: 'text', x, y, angle, text: letters, anchor: 'start', size: 12, fill: '#000000' }) as const;
    const draw = async (letters: string) =>
      toPng({
        width: 60,
        height: 20,
        title: '',
        shapes: [text(4, 14, 0, letters), text(58, 2, -45, letters)],
      });
    expect(await draw('诗')).toEqual(await draw('?'));
    expect(await draw('…')).not.toEqual(await draw('?'));
  });
});
