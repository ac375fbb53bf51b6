import { tfIdf } from './tf-idf.ts';
import { truncatedSvd } from './truncated-svd.ts';

const DEFAULT_DIMENSIONS = 384;

export interface BagOfWordsOptions {
  readonly dimensions?: number;
  readonly seed?: number;
}

/**
 * The baseline that an encoder has to beat: TF-IDF and truncated SVD (latent semantic analysis, Deerwester et al. 1990).
 * One L2-normalised vector a text, of 384 dimensions unless the texts or their words are fewer; zeros for a text without
 * a word. The vectors of one call share a space that no other call has.
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
