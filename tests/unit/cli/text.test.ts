import { describe, expect, it } from 'vitest';
import { bar, formatDuration, oneLine, printable, table } from '../../../services/cli/print/text.ts';

describe('text for people', () => {
  it.each([
    [0, '0:00'],
    [9.4, '0:09'],
    [750, '12:30'],
    [3_723, '1:02:03'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it('puts text on one line and cuts it at whole characters', () => {
    expect(oneLine('a\n  b\tc', 10)).toBe('a b c');
    expect(oneLine('😀😀😀😀', 3)).toBe('😀😀…');
    expect(oneLine('abcdefgh', 6, '...')).toBe('abc...');
  });

  it('takes from rows what would steer the terminal', () => {
    expect(printable('a\u001b[2Jb\u0007\r\u202ec\u009bd')).toBe('a[2Jbcd');
  });

  it('aligns columns, numbers to the right, without blanks at line ends', () => {
    const lines = table(
      [{ title: 'TASK' }, { title: 'ROWS', align: 'right' }, { title: 'X' }],
      [
        ['write|poem', '12', 'a'],
        ['é', '3', ''],
      ],
    );
    expect(lines).toEqual(['TASK        ROWS  X', 'write|poem    12  a', 'é              3']);
  });

  it('shows a small share as something and never more than the whole', () => {
    expect([bar(0, 4, '#'), bar(0.001, 4, '#'), bar(0.5, 4, '#'), bar(2, 4, '#')]).toEqual([
      '    ',
      '#   ',
      '##  ',
      '####',
    ]);
  });
});
