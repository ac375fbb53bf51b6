import { counted } from '../../schemas/counted.ts';
import { KindredError } from '../../schemas/errors.ts';
import { shuffled } from '../runtime/seeded-random.ts';
import type { Category } from './categories.ts';

export interface SplitOptions {
  /** Categories with fewer rows are left out. */
  readonly minSize: number;
  /** The test categories have at most this share of the rows. */
  readonly testShare: number;
}

export interface Split {
  readonly train: readonly Category[];
  readonly test: readonly Category[];
  readonly rare: readonly Category[];
}

/** The number of rows in all of these categories. */
export const rowsOf = (categories: readonly Category[]): number =>
  categories.reduce((sum, { samples }) => sum + samples.length, 0);

/**
 * Divides categories into training and test. Whole categories are divided and not their rows, so that no task of the test
 * occurs in training. They are tried in random order, and each goes to the test as long as there is room for it, so that a
 * huge category does not fill the test.
 * @throws KindredError `invalid_request` when there are not at least two categories for the test and one for training
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
    `Of ${counted(categories.length, 'category', 'categories')}, ${counted(kept.length, 'has', 'have')} ${counted(minSize, 'row')} or more; ${counted(test.length, 'fits', 'fit')} into ` +
      'the test, which needs two. Give a larger corpus, a smaller --min-size or a larger --test-share.',
  );
}
