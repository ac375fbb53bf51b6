import { describe, expect, it } from 'vitest';
import { expiryOf } from '../../../services/cli/expiry.ts';

const NOW = new Date('2026-11-28T12:00:00Z');

describe('the expiry of a key', () => {
  it.each([
    ['12h', '2026-11-29T00:00:00.000Z'],
    ['30d', '2026-12-28T12:00:00.000Z'],
    ['2w', '2026-12-12T12:00:00.000Z'],
    ['2027-01-31', '2027-02-01T00:00:00.000Z'],
    ['2026-11-28', '2026-11-29T00:00:00.000Z'],
    ['2027-01-31T10:00:00+02:00', '2027-01-31T08:00:00.000Z'],
  ])('%s is %s', (text, expected) => {
    expect(expiryOf(text, NOW).toISOString()).toBe(expected);
  });

  it.each([
    '',
    '30',
    'd',
    '30x',
    '-3d',
    '0d',
    '2026-11-27',
    '2027-02-30',
    '2027-13-01',
    '2027-01-31T10:00',
    '999999w',
  ])('%j is refused', (text) => {
    expect(() => expiryOf(text, NOW)).toThrow(/--expires/);
  });
});
