import { describe, expect, it } from 'vitest';
import { curvePicture } from '../../../../services/curation/select/curve-picture.ts';
import { toSvg } from '../../../../services/drawing/svg.ts';

const point = (budget: number, coverage: number, tasks: number) => ({ budget, coverage, tasks });
const REPORT = {
  ...{ by: 'kind' as const, corpora: ['a <b>'], rows: 1_200, method: 'facility_location' as const },
  ...{ selected: 100, tasks: 40, knee: point(20, 0.6, 12) },
  ...{ covered: point(100, 0.9, 36), random: point(100, 0.88, 35) },
  curve: [point(0, 0, 0), point(20, 0.6, 12), point(100, 0.9, 36)],
  random_curve: [point(0, 0, 0), point(20, 0.3, 9), point(100, 0.88, 35)],
};

describe('the picture of a coverage curve', () => {
  it('has no letters where its lines are, however near these end to each other', () => {
    const { shapes } = curvePicture(REPORT);
    const lines = shapes.flatMap((shape) => (shape.kind === 'line' && shape.width === 2 ? [shape] : []));
    const plot = lines.filter(({ points }) => points.length === 3);
    expect(plot).toHaveLength(2);
    const lowest = Math.max(...plot.flatMap(({ points }) => points.map(([, y]) => y)));
    const highest = Math.min(...plot.flatMap(({ points }) => points.map(([, y]) => y)));
    const [left, right] = [64, 736];
    const inside = shapes.filter(
      (shape) =>
        shape.kind === 'text' &&
        shape.anchor !== 'end' &&
        shape.x >= left &&
        shape.x <= right &&
        shape.y - shape.size < lowest &&
        shape.y > highest,
    );
    expect(inside).toEqual([]);
  });

  it('names every line with what it comes to, and the knee', () => {
    const svg = toSvg(curvePicture(REPORT));
    for (const text of [
      '100 of 1,200 rows of a &lt;b&gt;',
      'coverage 90 %',
      'coverage of random rows 88 %',
      'kinds of work 36 of 40',
      'knee: 20 rows, 60 %',
    ])
      expect(svg).toContain(`>${text}</text>`);
  });
});
