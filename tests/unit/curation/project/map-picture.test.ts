import { describe, expect, it } from 'vitest';
import { mapPicture } from '../../../../services/curation/project/map-picture.ts';
import type { Shape } from '../../../../services/drawing/picture.ts';
import { toPng } from '../../../../services/drawing/png.ts';

const ROWS = 60;
const map = {
  ids: new Uint8Array(16 * ROWS),
  places: {
    task: Uint16Array.from({ length: 2 * ROWS }, (_, at) => (at * 1_111) % 65_536),
    content: Uint16Array.from({ length: 2 * ROWS }, (_, at) => (at * 7_777) % 65_536),
  },
};
const column = {
  codes: Uint8Array.from({ length: ROWS }, (_, row) => (row % 4 === 3 ? 255 : 1 + (row % 4))),
  legend: {
    ...{ field: 'kind', kind: 'values' as const, distinct: 9, other: 15, without: 0 },
    entries: ['write-poem', 'translate', 'summarise'].map((value) => ({ value, count: 15 })),
  },
};
const ofKind = <K extends Shape['kind']>(shapes: readonly Shape[], kind: K) =>
  shapes.filter((shape): shape is Extract<Shape, { kind: K }> => shape.kind === kind);

describe('the picture of both spaces', () => {
  it('has a dot for each row in each space, in the colour that its name has below', () => {
    const { shapes } = mapPicture('house', map, column);
    const legend = ofKind(shapes, 'disc').slice(-4);
    expect(ofKind(shapes, 'disc')).toHaveLength(2 * ROWS + 4);
    for (const { fill } of legend)
      expect(ofKind(shapes, 'disc').filter((disc) => disc.fill === fill)).toHaveLength(2 * 15 + 1);
    expect(
      ofKind(shapes, 'text')
        .map(({ text }) => text)
        .slice(-4),
    ).toEqual(['write poem', 'translate', 'summarise', 'others']);
  });

  it('keeps every dot within its panel and every name within the picture, and can be drawn', async () => {
    const picture = mapPicture('house', map, column);
    const [first, , second] = ofKind(picture.shapes, 'rectangle');
    for (const disc of ofKind(picture.shapes, 'disc').slice(0, -4)) {
      const panel = disc.x < (second?.x ?? 0) ? first : second;
      expect(disc.x - disc.radius).toBeGreaterThan(panel?.x ?? Infinity);
      expect(disc.y + disc.radius).toBeLessThan((panel?.y ?? 0) + (panel?.height ?? 0));
    }
    for (const { y } of ofKind(picture.shapes, 'text')) expect(y).toBeLessThan(picture.height);
    expect((await toPng(picture)).length).toBeGreaterThan(5_000);
  });
});
