import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const Numbers = z.array(z.number());

const GoldenMetrics = z.object({
  partitions: z.array(
    z.object({
      truth: Numbers,
      predicted: Numbers,
      adjusted_rand: z.number(),
      homogeneity: z.number(),
      purity: z.number(),
    }),
  ),
  correlations: z.array(z.object({ x: Numbers, y: Numbers, spearman: z.number() })),
  clusters: z.array(
    z.object({
      points: z.array(Numbers),
      seeds: Numbers,
      labels: Numbers,
      inertia: z.number(),
      silhouette: z.number(),
      silhouette_with_a_lonely_row: z.number(),
    }),
  ),
  quantiles: z.object({ values: Numbers, low: z.number(), high: z.number() }),
});

/** What scikit-learn, SciPy and NumPy make of small inputs; written by tests/golden/metrics.py. */
export async function readGoldenMetrics(): Promise<z.infer<typeof GoldenMetrics>> {
  const file = new URL('../../golden/metrics.json', import.meta.url);
  return GoldenMetrics.parse(JSON.parse(await readFile(file, 'utf8')));
}
