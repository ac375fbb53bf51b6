import type { Pooling } from '../../schemas/encoder.ts';
import { at } from '../runtime/at.ts';

/** An output of a graph: `[rows, dimensions]` for the pooling `none`, else `[rows, tokens, dimensions]`, row-major. */
export interface OutputBlock {
  readonly data: Float32Array;
  readonly rows: number;
  readonly tokens: number;
  readonly dimensions: number;
}

/**
 * Pools the vectors of tokens into one L2-normalised vector for each row.
 *
 * `last-2` follows PIE (Li et al., NeurIPS 2024): the mean of the last token's hidden state in two layers. `weighted-mean`
 * multiplies the state of the i-th token of a text by i, since a decoder's later tokens have read more (SGPT, Muennighoff 2022;
 * RDS+, Ivison et al. 2025).
 *
 * @param blocks  the output to pool; for `last-2` the outputs of two layers
 * @param lengths for each row the number of tokens that are not padding, at least 1
 * @param side    where the padding is
 * @returns `[rows, dimensions]`, row-major
 */
export function poolRows(
  pooling: Pooling,
  blocks: readonly OutputBlock[],
  lengths: ArrayLike<number>,
  side: 'left' | 'right',
): Float32Array {
  const [first] = blocks;
  if (first === undefined) throw new RangeError('pooling needs an output');
  const { rows, tokens, dimensions } = first;
  const pooled = new Float32Array(rows * dimensions);
  for (let row = 0; row < rows; row++) {
    const length = at(lengths, row);
    const range = tokenRange(pooling, length, side === 'left' ? tokens - length : 0);
    const target = pooled.subarray(row * dimensions, (row + 1) * dimensions);
    for (const block of blocks) {
      const start = row * (pooling === 'none' ? 1 : tokens);
      const from = start + range.from;
      if (pooling === 'weighted-mean') addWeighted(target, block.data, from, start + range.to);
      else addTokens(target, block.data, from, start + range.to);
    }
    normalise(target);
  }
  return pooled;
}

/**
 * The tokens of a row that are added up, from `from` up to but not including `to`. No division is needed for a mean,
 * because the sum is scaled to length 1 afterwards.
 */
function tokenRange(pooling: Pooling, length: number, offset: number): { from: number; to: number } {
  switch (pooling) {
    case 'none':
      return { from: 0, to: 1 };
    case 'cls':
      return { from: offset, to: offset + 1 };
    case 'mean':
    case 'weighted-mean':
      return { from: offset, to: offset + length };
    case 'last-token':
    case 'last-2':
      return { from: offset + length - 1, to: offset + length };
  }
}

function addTokens(target: Float32Array, data: Float32Array, from: number, to: number): void {
  const dimensions = target.length;
  for (let token = from; token < to; token++) {
    const start = token * dimensions;
    for (let i = 0; i < dimensions; i++) target[i]! += data[start + i]!;
  }
}

/** Adds the first token once, the second twice, and so on. */
function addWeighted(target: Float32Array, data: Float32Array, from: number, to: number): void {
  const dimensions = target.length;
  for (let token = from; token < to; token++) {
    const start = token * dimensions;
    const weight = token - from + 1;
    for (let i = 0; i < dimensions; i++) target[i]! += weight * data[start + i]!;
  }
}

/** Scales a vector to length 1, in place. A vector of zeros stays as it is. */
function normalise(vector: Float32Array): void {
  let sum = 0;
  for (const value of vector) sum += value * value;
  if (sum === 0) return;
  const scale = 1 / Math.sqrt(sum);
  for (let i = 0; i < vector.length; i++) vector[i] = vector[i]! * scale;
}
