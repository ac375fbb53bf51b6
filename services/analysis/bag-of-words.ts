import { tfIdf } from './tf-idf.ts';
import { truncatedSvd } from './truncated-svd.ts';

const DEFAULT_DIMENSIONS = 384;

export interface BagOfWordsOptions {
  /** Default 384. */
  readonly dimensions?: number;
  /** Seed of the decomposition. Default 0. */
  readonly seed?: number;
}

/**
 * The baseline that an encoder has to beat: TF-IDF and truncated SVD (latent semantic analysis, Deerwester et al. 1990).
 * Each text gets one L2-normalised vector, or a vector of zeros when it has no word. The vectors have fewer dimensions
 * than asked for when there are fewer texts or fewer different words. Only vectors of the same call can be compared.
 */
export function bagOfWords(texts: readonly string[], options: BagOfWordsOptions = {}): Float32Array[] {
  const { rank, scores } = truncatedSvd(tfIdf(texts), options.dimensions ?? DEFAULT_DIMENSIONS, {
    seed: options.seed ?? 0,
  });
  return texts.map((_, row) => {
    const vector = scores.subarray(row * rank, (row + 1) * rank);
    const norm = Math.hypot(...vector);
    return Float32Array.from(vector, (x) => (norm > 0 ? x / norm : 0));
  });
}
