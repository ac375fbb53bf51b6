import { describe, expect, it } from 'vitest';
import { codeAndProse } from '../../../../services/curation/rows/code-lines.ts';

const isCode = (line: string): boolean => codeAndProse(line).some((part) => part.isCode);

describe('a call or an index', () => {
  it.each([
    ['print(x)', true],
    ['Use rows[3] here.', true],
    ['(call np.sum_of(rows, 3) first)', true],
    ['é_a(x)', true],
    ['The row(s) are long.', false],
    ['Rivers (long ones) flow.', false],
    ['né(x)', false],
    ['3a(x)', false],
    ['It was called f( then.', false],
    ['Close it) and call f(', false],
  ])('makes a line code, and what only looks like one does not: %s', (line, expected) => {
    expect(isCode(line)).toBe(expected);
  });
});

describe('a line with more signs than anybody writes', () => {
  it.each(['a[', 'a(', 'a_', 'a.', 'a[s)', '<a ', 'f(x', '; '])('is read in one go: %s', (sign) => {
    const line = sign.repeat(200_000);
    expect(isCode(`${line}é`)).toBe(false);
    expect(isCode(`${line}é)`)).toBe(['a[', 'a(', 'f(x'].includes(sign));
  });
});
