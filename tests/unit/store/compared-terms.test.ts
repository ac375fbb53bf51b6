import { describe, expect, it } from 'vitest';
import { momentOf } from '../../../schemas/moment.ts';
import { comparedTermsOf, rangeTerms } from '../../../services/store/compared-terms.ts';
import { seededRandom } from '../../contract/store-samples.ts';

/** A number of any size and sign, short or with all its digits. */
function anyNumber(random: () => number): number {
  const raw = (random() - 0.5) * 10 ** Math.floor(random() * 40 - 20);
  return Number(random() < 0.5 ? raw : raw.toPrecision(2)) + 0;
}

const lies = (value: number, range: Parameters<typeof rangeTerms>[1]): boolean => {
  const wanted = new Set(rangeTerms('metadata.n', range));
  return comparedTermsOf('metadata.n', value).some((term) => wanted.has(term));
};

describe('terms of a range', () => {
  it('are those of exactly the numbers that lie in it', () => {
    const random = seededRandom(17);
    for (let round = 0; round < 2_000; round++) {
      const [value, other] = [anyNumber(random), anyNumber(random)];
      const bound = random() < 0.2 ? value : random() < 0.3 ? value * (1 + 2 ** -52) : other;
      const seen = [
        lies(value, { gt: bound }),
        lies(value, { gte: bound }),
        lies(value, { lt: bound }),
        lies(value, { lte: bound }),
      ];
      const expected = [value > bound, value >= bound, value < bound, value <= bound];
      expect(seen, `${value} and ${bound}`).toEqual(expected);
    }
  });

  it('are few: some hundred for both bounds, and about twenty of a number with all its digits, six of a short one', () => {
    expect(rangeTerms('metadata.n', { gt: -Math.PI, lt: Math.E * 1e9 }).length).toBeLessThan(500);
    expect(comparedTermsOf('metadata.n', 0.1).length).toBeLessThanOrEqual(17);
    expect(comparedTermsOf('metadata.n', 2024).length).toBeLessThanOrEqual(6);
    expect(comparedTermsOf('metadata.n', 'no date')).toEqual([]);
  });
});

describe('the moment of a text', () => {
  it.each([
    ['1970-01-01', 0],
    ['1970-01-01T00:00:00.000001Z', 1],
    ['1970-01-01T00:00:00.0000019', 1],
    ['1970-01-01 01:30+01:30', 0],
    ['1969-12-31T19:00:00-0500', 0],
    ['1969-12-31T23:59:59.5Z', -500_000],
    ['2024-02-29', Date.UTC(2024, 1, 29) * 1_000],
  ])('%s is %d', (text, expected) => {
    expect(momentOf(text)).toBe(expected);
  });

  it.each([
    '2024-02-30',
    '2023-02-29',
    '2024-13-01',
    '2024-01-01T24:00',
    '2024-01-01T00:60',
    '2024',
    '1/2/2024',
    '',
  ])('%s is none', (text) => expect(momentOf(text)).toBeNull());
});
