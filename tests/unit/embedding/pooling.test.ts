import { describe, expect, it } from 'vitest';
import { poolRows } from '../../../services/embedding/pooling.ts';
import type { OutputBlock } from '../../../services/embedding/pooling.ts';

/** Two rows of three tokens with two dimensions. */
function block(...values: number[]): OutputBlock {
  return { data: Float32Array.from(values), rows: 2, tokens: 3, dimensions: 2 };
}

const RIGHT = block(3, 4, 0, 5, 99, 99, /* row 2 */ 1, 0, 1, 0, 0, 2);
const LEFT = block(99, 99, 3, 4, 0, 5, /* row 2 */ 1, 0, 1, 0, 0, 2);
const LENGTHS = [2, 3];

function unit(x: number, y: number): number[] {
  return [x / Math.hypot(x, y), y / Math.hypot(x, y)];
}

function expectRows(actual: Float32Array, ...rows: number[][]): void {
  const expected = rows.flat();
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 6));
}

describe.each([
  ['right', RIGHT],
  ['left', LEFT],
] as const)('poolRows with padding on the %s', (side, hidden) => {
  it('leaves padding out of the mean', () => {
    expectRows(poolRows('mean', [hidden], LENGTHS, side), unit(3, 9), unit(2, 2));
  });

  it('weighs each token of the text by its place in it for weighted-mean, wherever the padding is', () => {
    expectRows(poolRows('weighted-mean', [hidden], LENGTHS, side), unit(3, 14), unit(3, 6));
  });

  it('takes the first token of the text for cls', () => {
    expectRows(poolRows('cls', [hidden], LENGTHS, side), unit(3, 4), unit(1, 0));
  });

  it('takes the last token of the text for last-token', () => {
    expectRows(poolRows('last-token', [hidden], LENGTHS, side), unit(0, 5), unit(0, 2));
  });

  it('takes the mean of two layers before it normalises for last-2', () => {
    const other = block(7, 7, 8, 0, 8, 0, /* row 2 */ 7, 7, 7, 7, 6, 0);
    expectRows(poolRows('last-2', [hidden, other], LENGTHS, side), unit(8, 5), unit(6, 2));
  });
});

describe('poolRows', () => {
  it('normalises what the graph has pooled itself', () => {
    const pooled: OutputBlock = { data: Float32Array.of(3, 4, 0, 2), rows: 2, tokens: 3, dimensions: 2 };
    expectRows(poolRows('none', [pooled], LENGTHS, 'right'), [0.6, 0.8], [0, 1]);
  });

  it('leaves a vector of zeros as it is, without NaN', () => {
    const zeros: OutputBlock = { data: new Float32Array(2), rows: 1, tokens: 1, dimensions: 2 };
    expectRows(poolRows('mean', [zeros], [1], 'right'), [0, 0]);
  });
});
