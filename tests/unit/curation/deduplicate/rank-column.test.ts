import { describe, expect, test } from 'vitest';
import { keepOrder } from '../../../../services/curation/deduplicate/keep-order.ts';
import { readColumn, type ReadAs } from '../../../../services/curation/deduplicate/rank-column.ts';
import { dateOf, dayOrderOf } from '../../../../services/curation/rows/dates.ts';

/** The values of a column, the one that is kept first. */
function ranked(
  values: readonly (number | string | null)[],
  as: ReadAs,
): (number | string | null | undefined)[] {
  const { values: read } = readColumn('field', values, as);
  return [...keepOrder(values.length, [{ values: read, order: 'desc' }])].map((row) => values[row]);
}

describe('rows are ranked by', () => {
  test.each<[string, ReadAs, (number | string | null)[]]>([
    ['numbers before what is none', 'numbers', [9, '8.5', -1, 'N/A']],
    ['numbers in texts by their value', 'numbers', ['100', '20', 3]],
    [
      'exact numbers beyond doubles',
      'numbers',
      ['1234567890123456784', '1234567890123456780', '-1234567890123456789'],
    ],
    ['numbers beyond the range of doubles', 'numbers', ['2e400', '1e400', 5, '1e-400', 0]],
    ['percentages', 'numbers', ['95%', 0.9, '5%']],
    [
      'dates with the month first, as another one shows',
      'dates',
      ['01/15/2024', '12/31/2023', '02/03/2023', 'N/A'],
    ],
    ['dates with the day first, as another one shows', 'dates', ['15/01/2024', '31.12.2023', '02/03/2023']],
    [
      'ISO dates with and without zone',
      'dates',
      [
        '2024-01-01T00:30:00-05:00',
        '2024-01-01T01:00:00Z',
        '2024-01-01',
        '2023-12-31 23:59:59.5',
        '20231231',
        '2023-11',
        2022,
      ],
    ],
    ['times since the epoch in several units', 'dates', [1_700_000_002, 1_700_000_001_000, '1700000000']],
    [
      'dates with names of months',
      'dates',
      ['Feb 1, 2024', '3 January 2024', 'Mon, 01 Jan 2024 10:00:00 GMT', '2023-01-05'],
    ],
    ['versions where no value is a date', 'dates', [12, 9, 3]],
    ['numbers where most values are numbers', 'any', [10, '9', 'none yet']],
    ['dates where most values are dates', 'any', ['03/15/2024', '12/31/2023', 'soon']],
    ['texts with the numbers in them', 'any', ['v10', 'v9', 'N/A']],
  ])('%s', (_, as, values) => {
    expect(ranked(values.toReversed(), as).slice(0, values.length - 1)).toEqual(values.slice(0, -1));
    expect(ranked(values, as)).toEqual(values);
  });
});

test('dates that may be of two days are not used, and it is said how many and which', () => {
  expect(readColumn('date', ['03/04/2024', '05/06/2024', '2024-01-01', null, 'N/A'], 'dates').told).toEqual({
    field: 'date',
    read_as: 'dates',
    rows: 1,
    without: 4,
    unread: 2,
    examples: ['03/04/2024', '05/06/2024'],
    note: 'No date of the field shows whether the day or the month stands first.',
  });
  expect(dayOrderOf(['13/01/2024', '01/13/2024'])).toBeNull();
});

test.each([
  '2024-02-30',
  '2024-13-01',
  '24:00',
  '31/31/2024',
  '1',
  'yesterday',
  '12345-01-01',
  '9'.repeat(100),
])('%s is no date', (text) => {
  expect(dateOf(text, 'day first')).toBeNull();
});
