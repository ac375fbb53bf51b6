import { KindredError } from '../../schemas/errors.ts';
import { shuffled } from '../runtime/seeded-random.ts';
import type { Category } from './categories.ts';

export interface SplitOptions {
  /** Categories with fewer rows are dropped. */
  readonly minSize: number;
  /** Share of the rows that the test categories have at most. */
  readonly testShare: number;
}

export interface Split {
  readonly train: readonly Category[];
  readonly test: readonly Category[];
  readonly rare: readonly Category[];
}

export const rowsOf = (categories: readonly Category[]): number =>
  categories.reduce((sum, { samples }) => sum + samples.length, 0);

/**
 * Divides categories, not rows: no task of the test is seen in training. In a random order, a category goes to the test
 * while there is room for it, so that one huge task does not fill the test.
 * @throws KindredError `invalid_request` when the categories don't suffice for two in the test and one in training
 */
export function splitCategories(
  categories: readonly Category[],
  { minSize, testShare }: SplitOptions,
  random: () => number,
): Split {
  const rare = categories.filter(({ samples }) => samples.length < minSize);
  const kept = categories.filter(({ samples }) => samples.length >= minSize);
  const room = testShare * rowsOf(kept);
  const train: Category[] = [];
  const test: Category[] = [];
  let filled = 0;
  for (const category of shuffled(kept, random)) {
    const size = category.samples.length;
    if (filled + size > room) {
      train.push(category);
      continue;
    }
    test.push(category);
    filled += size;
  }
  if (test.length >= 2 && train.length >= 1) return { train, test, rare };
  throw new KindredError(
    'invalid_request',
    `Of ${categories.length} categories, ${kept.length} have ${minSize} rows or more; ${test.length} of them fit into ` +
      'the test, which needs two. Give a larger corpus, a smaller --min-size or a larger --test-share.',
  );
}
