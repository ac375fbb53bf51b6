import { describe, expect, it } from 'vitest';
import { thresholdForRows } from '../../../../services/curation/deduplicate/target-threshold.ts';
import { seededRandom } from '../../../../services/runtime/seeded-random.ts';

/** Of `rows` rows those stay whose similarity to another one is below the threshold. */
const keptOf =
  (similarities: readonly number[], rows: number) =>
  (threshold: number): Promise<number> =>
    Promise.resolve(rows - similarities.filter((similarity) => similarity >= threshold).length);

const random = seededRandom(3);
const cases = Array.from({ length: 40 }, () => {
  const rows = 50 + Math.floor(random() * 500);
  const similarities = Array.from({ length: Math.floor(rows * random()) }, () => 0.6 + 0.4 * random());
  return { rows, similarities, wanted: 1 + Math.floor(random() * rows) };
});

describe('the threshold at which a wanted number of rows stays', () => {
  it('is the highest one, to a thousandth, at which no more stay', async () => {
    for (const { rows, similarities, wanted } of cases) {
      const kept = keptOf(similarities, rows);
      const { value } = await thresholdForRows(wanted, { rows, lowest: 0.7 }, kept);
      const fits = Array.from({ length: 301 }, (_, step) => (700 + step) / 1_000);
      const best = await Promise.all(fits.map(async (at) => ((await kept(at)) <= wanted ? at : 0)));
      expect(value).toBe(Math.max(0.7, ...best));
    }
  });

  it('takes a share of the rows below 1', async () => {
    const kept = keptOf([0.75, 0.85, 0.95], 10);
    const { value, explanation } = await thresholdForRows(0.8, { rows: 10, lowest: 0.7 }, kept);
    expect(value).toBe(0.85);
    expect(explanation).toBe('0.85: 8 rows were asked for, and 8 stay.');
  });

  it('is explained in the singular where one row is asked for and stays', async () => {
    const { explanation } = await thresholdForRows(1, { rows: 2, lowest: 0.7 }, keptOf([0.9], 2));
    expect(explanation).toBe('0.9: 1 row was asked for, and 1 stays.');
  });

  it('is the lowest one where too few rows are duplicates, and says how many stay', async () => {
    const { value, explanation } = await thresholdForRows(5, { rows: 10, lowest: 0.7 }, keptOf([0.9], 10));
    expect(value).toBe(0.7);
    expect(explanation).toMatch(/^0\.7, the lowest: 5 rows were asked for, and 9 stay/);
  });
});
