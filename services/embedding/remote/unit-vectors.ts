/**
 * The vectors of an answer, scaled to length 1.
 * @param given what stands in the answer, unchecked; null when it has no list of vectors
 * @returns a sentence about the service when they are not one vector of `dimensions` finite numbers for each text
 */
export function unitVectors(
  given: readonly unknown[] | null,
  texts: number,
  dimensions: number,
): Float32Array[] | string {
  if (given === null)
    return 'answered with something else than vectors. Look at `protocol` of encoder.json and at its address.';
  if (given.length !== texts)
    return `gave ${given.length} vectors for ${texts} texts. Look whether it speaks the \`protocol\` of encoder.json.`;
  const vectors: Float32Array[] = [];
  for (const one of given) {
    if (!Array.isArray(one))
      return 'gave a vector that is no list of numbers. Look at `protocol` of encoder.json.';
    if (one.length !== dimensions) {
      return (
        `gave a vector of ${one.length} dimensions, and encoder.json says ${dimensions}. Correct \`dimensions\` there if the model is the right one; ` +
        'its vectors are another space then.'
      );
    }
    const vector = unitVector(one);
    if (vector === null)
      return 'gave a vector that is zero or has something else than finite numbers. Look whether its model works.';
    vectors.push(vector);
  }
  return vectors;
}

function unitVector(values: readonly unknown[]): Float32Array | null {
  let squares = 0;
  for (const value of values) {
    if (typeof value !== 'number') return null;
    squares += value * value;
  }
  // Not a number, infinite and zero alike have no direction.
  if (!Number.isFinite(squares) || squares === 0) return null;
  const length = Math.sqrt(squares);
  return Float32Array.from(values as number[], (value) => value / length);
}
