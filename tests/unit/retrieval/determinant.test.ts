import { describe, expect, it } from 'vitest';
import { Volume } from '../../../services/retrieval/determinant.ts';
import { seededRandom } from '../../../services/runtime/seeded-random.ts';

const random = seededRandom(5);

function unit(dimensions: number): Float32Array {
  const values = Float32Array.from({ length: dimensions }, () => random() - 0.5);
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

/** The determinant of the matrix of scalar products, by elimination. */
function determinant(vectors: readonly Float32Array[]): number {
  const matrix = vectors.map((one) =>
    vectors.map((other) => one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0)),
  );
  let product = 1;
  for (let step = 0; step < matrix.length; step++) {
    const pivot = matrix[step]?.[step] ?? 0;
    product *= pivot;
    for (let row = step + 1; row < matrix.length; row++) {
      const share = (matrix[row]?.[step] ?? 0) / pivot;
      matrix[row] = (matrix[row] ?? []).map((value, at) => value - share * (matrix[step]?.[at] ?? 0));
    }
  }
  return product;
}

describe('the volume of a set of vectors', () => {
  it('grows by what each one adds: the gains of those chosen add up to the logarithm of the determinant', () => {
    const vectors = Array.from({ length: 12 }, () => unit(8));
    const volume = new Volume(vectors);
    const chosen: Float32Array[] = [];
    let sum = 0;
    for (const place of [3, 7, 0, 11, 5]) {
      sum += volume.gain(place);
      volume.add(place);
      chosen.push(vectors[place] ?? unit(8));
      expect(sum).toBeCloseTo(Math.log(determinant(chosen)), 5);
    }
  });

  it('grows least by a copy of one that is there, and not at all less by one at a right angle', () => {
    const volume = new Volume([Float32Array.of(1, 0), Float32Array.of(1, 0), Float32Array.of(0, 1)]);
    volume.add(0);
    expect(volume.gain(1)).toBeLessThan(-30);
    expect(volume.gain(2)).toBeCloseTo(0, 6);
  });
});
