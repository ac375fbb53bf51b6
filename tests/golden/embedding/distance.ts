import type { TextVectors } from '../../../services/embedding/port.ts';

/** 1 minus the cosine of two vectors; NaN when one is missing or shorter. */
export function cosineDistance(a: ArrayLike<number>, b: ArrayLike<number> = []): number {
  let dot = 0;
  let normA = 0;
  let normB = 0;
  for (let i = 0; i < a.length; i++) {
    const x = a[i] ?? Number.NaN;
    const y = b[i] ?? Number.NaN;
    dot += x * y;
    normA += x * x;
    normB += y * y;
  }
  return 1 - dot / Math.sqrt(normA * normB);
}

/** Largest cosine distance between vectors of the same text, over both spaces. */
export function farthest(a: readonly TextVectors[], b: readonly TextVectors[]): number {
  const distances = a.flatMap((vectors, index) => [
    cosineDistance(vectors.task, b[index]?.task),
    cosineDistance(vectors.content, b[index]?.content),
  ]);
  return Math.max(...distances);
}

/** Largest difference between two numbers of the same text and place, over both spaces. */
export function largestDifference(a: readonly TextVectors[], b: readonly TextVectors[]): number {
  const differences = a.flatMap((vectors, index) =>
    (['task', 'content'] as const).flatMap((space) =>
      Array.from(vectors[space], (value, i) => Math.abs(value - (b[index]?.[space][i] ?? Number.NaN))),
    ),
  );
  return differences.reduce((largest, value) => (value <= largest ? largest : value), 0);
}
