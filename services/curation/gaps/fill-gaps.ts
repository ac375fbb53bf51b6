import { vectorOf, type Points } from '../../analysis/points.ts';
import { cosine } from '../../analysis/dot.ts';

/** A row of the pool, seen from a gap. */
export interface Filler {
  /** Row of the pool. */
  readonly row: number;
  /** Row of the target that it is nearest to. */
  readonly target: number;
  /** Their similarity in the task space. */
  readonly task: number;
}

/** Content similarity from which two rows are so alike that one is enough. */
const ALIKE = 0.9;

/**
 * Chooses rows of a pool for one gap: the nearest in task first, none that says the same as one before it.
 * @param candidates rows of the pool whose task is that of the gap
 * @param content vectors of the pool in the content space
 * @param most rows to choose at most
 */
export function chooseFillers(candidates: readonly Filler[], content: Points, most: number): Filler[] {
  const sorted = [...candidates].sort((one, other) => other.task - one.task || one.row - other.row);
  const chosen: Filler[] = [];
  for (const candidate of sorted) {
    if (chosen.length >= most) break;
    const vector = vectorOf(content, candidate.row);
    const repeats = chosen.some(({ row }) => cosine(vector, vectorOf(content, row)) >= ALIKE);
    if (!repeats) chosen.push(candidate);
  }
  return chosen;
}
