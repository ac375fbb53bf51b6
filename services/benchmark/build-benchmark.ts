import type { BenchmarkManifest } from '../../schemas/evaluation.ts';
import { seededRandom } from '../runtime/seeded-random.ts';
import type { Category, CollectedCategories, Sample } from './categories.ts';
import { drawPairs } from './pairs.ts';
import type { IntentionPair } from './pairs.ts';
import { rowsOf, splitCategories } from './split.ts';

export interface BenchmarkOptions {
  /** The name of the file in the manifest. */
  readonly source: string;
  /** Categories with fewer rows are left out. */
  readonly minSize: number;
  /** The test categories have at most this share of the rows. */
  readonly testShare: number;
  /** The number of pairs that are wanted. */
  readonly pairs: number;
  readonly seed: number;
}

type CategoryFile = Record<string, { number: number; samples: readonly Sample[] }>;

/** The contents of the files of a benchmark, to be written as JSON. */
export interface Benchmark {
  readonly train: CategoryFile;
  readonly test: CategoryFile;
  readonly pairs: readonly IntentionPair[];
  readonly manifest: BenchmarkManifest;
}

const partOf = (categories: readonly Category[]) => ({
  categories: categories.length,
  rows: rowsOf(categories),
});

function categoryFile(categories: readonly Category[]): CategoryFile {
  const bySize = [...categories].sort((a, b) => b.samples.length - a.samples.length);
  return Object.fromEntries(bySize.map(({ name, samples }) => [name, { number: samples.length, samples }]));
}

/**
 * Makes a benchmark in the manner of Li et al., "Instruction Embedding" (2024). Rare categories are left out, no category is
 * both in training and in test, and the pairs for intention similarity are drawn from the test. The same rows and seed give
 * the same files.
 * @throws KindredError `invalid_request` when there are too few categories
 */
export function buildBenchmark(collected: CollectedCategories, options: BenchmarkOptions): Benchmark {
  const random = seededRandom(options.seed);
  const { train, test, rare } = splitCategories(collected.categories, options, random);
  const { pairs, positive, negative, hard } = drawPairs(test, options.pairs, random);
  const { rows, rejected, unlabelled, repeated } = collected;
  return {
    train: categoryFile(train),
    test: categoryFile(test),
    pairs,
    manifest: {
      source: options.source,
      seed: options.seed,
      min_size: options.minSize,
      test_share: options.testShare,
      rows,
      dropped: { rejected, unlabelled, repeated, rare: partOf(rare) },
      train: partOf(train),
      test: partOf(test),
      pairs: { positive, negative, hard },
    },
  };
}
