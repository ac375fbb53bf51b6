import { vectorOf, type Points } from '../../analysis/points.ts';
import { cosine } from '../../analysis/dot.ts';

/** A row of the pool that may fill a gap. */
export interface Filler {
  /** Its number in the pool. */
  readonly row: number;
  /** The row of the target that it is nearest to. */
  readonly target: number;
  /** Their similarity in the task space. */
  readonly task: number;
}

/** From this content similarity on two rows are so alike that one of them is enough. */
const ALIKE = 0.9;

/**
 * Chooses rows of a pool for one gap: those nearest in task, without rows that are alike in content to one already chosen.
 * @param candidates the rows of the pool that have the task of the gap
 * @param content the vectors of the pool in the content space
 * @param most how many rows to choose at most
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
