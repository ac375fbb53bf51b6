import { describe, expect, it } from 'vitest';
import { keptOutput } from './fake-output.ts';

const ESCAPE = '\u001b';

describe('output of the command line', () => {
  it('puts data on stdout and messages on stderr', () => {
    const { output, stdout, stderr } = keptOutput();
    output.data('a row');
    output.note('a note');
    output.warn('a warning');
    output.error('an error');
    expect(stdout.text).toBe('a row\n');
    expect(stderr.text).toBe('a note\na warning\nkindred: an error\n');
  });

  it('keeps warnings and errors, but no notes, when quiet', () => {
    const { output, stderr } = keptOutput({ quiet: true });
    output.note('a note');
    output.warn('a warning');
    output.error('an error');
    expect(stderr.text).toBe('a warning\nkindred: an error\n');
  });

  it('colours on a terminal', () => {
    const { output } = keptOutput({}, true);
    expect(output.style('bold', 'x')).toContain(ESCAPE);
  });

  it.each([
    ['NO_COLOR is set', { NO_COLOR: '1' }],
    ['the terminal is dumb', { TERM: 'dumb' }],
  ])('does not colour when %s', (_when, environment) => {
    const { output, stderr } = keptOutput({ environment }, true);
    output.error('wrong');
    expect(output.style('bold', 'x') + stderr.text).not.toContain(ESCAPE);
  });

  it('does not colour what goes to a file or a pipe', () => {
    const { output } = keptOutput({}, false);
    expect(output.style('red', 'x')).toBe('x');
  });

  it('uses ASCII signs on a terminal without UTF-8', () => {
    const { output } = keptOutput({ environment: { LANG: 'C' } });
    expect(Object.values(output.glyphs).join('')).toMatch(/^[\x20-\x7e]+$/);
  });

  it('LC_ALL decides over LANG', () => {
    const { output } = keptOutput({ environment: { LC_ALL: 'C', LANG: 'en_US.UTF-8' } });
    expect(output.glyphs.bar).toBe('#');
  });

  it('bears a pipe that is closed early, and no other error of a stream', () => {
    const { stdout } = keptOutput();
    expect(() => stdout.fail('EPIPE')).not.toThrow();
    expect(() => stdout.fail('ENOSPC')).toThrow('ENOSPC');
  });
});
