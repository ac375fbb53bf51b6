import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { Normalisation } from '../../../../schemas/curation/correlation.ts';

const Numbers = z.array(z.number());

const GoldenComparison = z.object({
  distances: z.array(z.object({ one: Numbers, other: Numbers, distance: z.number() })),
  sets: z.object({ one: z.array(Numbers), other: z.array(Numbers) }),
  correlations: z.array(
    z.object({
      normalize: Normalisation,
      mean_wasserstein: z.number(),
      mean_max_cosine: z.tuple([z.number(), z.number()]),
    }),
  ),
  totals: z.object({ old: z.int(), new: z.int() }),
  changes: z.array(z.object({ old: z.int(), new: z.int(), z: z.number(), p: z.number() })),
  false_discovery: z.object({ p: Numbers, q: Numbers }),
});

/** The results of SciPy and scikit-learn on small sets, written by tests/golden/comparison.py. */
export async function readGoldenComparison(): Promise<z.infer<typeof GoldenComparison>> {
  const file = new URL('../../../golden/comparison.json', import.meta.url);
  return GoldenComparison.parse(JSON.parse(await readFile(file, 'utf8')));
}
