import type { LabelledReport } from '../../schemas/evaluation.ts';
import { evaluateClustering } from './clustering.ts';
import type { LabelledFile } from './labelled-rows.ts';
import { evaluateRetrieval } from './retrieval.ts';
import { watchOf } from './vectors.ts';
import type { EmbeddingMethod, EvaluationWatch } from './vectors.ts';

/**
 * Evaluates methods on a labelled set, by clustering and by retrieval, which is repeated with more and more exclusions. The
 * report has a row for each space of each method.
 */
export async function evaluateLabelled(
  { texts, labels, exclusions }: LabelledFile,
  methods: readonly EmbeddingMethod[],
  watch: EvaluationWatch,
): Promise<LabelledReport['methods']> {
  const rows: LabelledReport['methods'] = [];
  for (const method of methods) {
    for (const { space, points, truncated } of await method.embed(texts, watchOf(method.name, watch))) {
      const inSpace = watchOf(space === null ? method.name : `${method.name}, ${space}`, watch);
      rows.push({
        encoder: method.name,
        space,
        dimensions: points.dimensions,
        truncated,
        retrieval: await evaluateRetrieval(points, { texts, labels }, exclusions, inSpace),
        clustering: await evaluateClustering(points, labels, inSpace),
      });
    }
  }
  return rows;
}
