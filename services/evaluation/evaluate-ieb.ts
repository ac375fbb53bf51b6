import type { IebReport } from '../../schemas/evaluation.ts';
import { evaluateClustering } from './clustering.ts';
import type { IebFiles, SimilarityPair } from './ieb-files.ts';
import { evaluateRetrieval } from './retrieval.ts';
import { evaluateSimilarity } from './similarity.ts';
import type { LabelledPair } from './similarity.ts';
import { watchOf } from './vectors.ts';
import type { EmbeddingMethod, EvaluationWatch } from './vectors.ts';

export interface IebOptions extends EvaluationWatch {
  /** Whether the text of `input` is embedded instead of the bare instruction. Pairs have no input. */
  readonly withInput: boolean;
}

/** The different texts of the pairs, and the pairs as indices of these texts. */
function pairTexts(pairs: readonly SimilarityPair[]): { texts: string[]; rowPairs: LabelledPair[] } {
  const rows = new Map<string, number>();
  const rowOf = (text: string): number => {
    const row = rows.get(text) ?? rows.size;
    rows.set(text, row);
    return row;
  };
  const rowPairs = pairs.map(({ instruction1, instruction2, label }) => ({
    first: rowOf(instruction1.trim()),
    second: rowOf(instruction2.trim()),
    label,
  }));
  return { texts: [...rows.keys()], rowPairs };
}

/**
 * Evaluates methods on the Instruction Embedding Benchmark by clustering, retrieval and intention similarity. The report has
 * a row for each space of each method.
 */
export async function evaluateIeb(
  { instructions, pairs }: IebFiles,
  methods: readonly EmbeddingMethod[],
  options: IebOptions,
): Promise<IebReport> {
  const texts = instructions.map((row) => (options.withInput ? row.withInput : row.instruction).trim());
  const labels = instructions.map(({ category }) => category);
  const { texts: textsOfPairs, rowPairs } = pairTexts(pairs);
  const rows: IebReport['methods'] = [];
  for (const method of methods) {
    const watch = watchOf(method.name, options);
    const embedded = await method.embed(texts, watch);
    const embeddedPairs = await method.embed(textsOfPairs, watch);
    for (const { space, points, truncated } of embedded) {
      const ofPairs = embeddedPairs.find((other) => other.space === space);
      if (ofPairs === undefined) continue;
      const inSpace = watchOf(space === null ? method.name : `${method.name}, ${space}`, options);
      const clustering = await evaluateClustering(points, labels, inSpace);
      const [retrieval] = await evaluateRetrieval(points, { texts, labels }, [], inSpace);
      if (retrieval === undefined) continue;
      inSpace.onProgress('pairs');
      rows.push({
        encoder: method.name,
        space,
        dimensions: points.dimensions,
        truncated: truncated + ofPairs.truncated,
        clustering,
        similarity: evaluateSimilarity(ofPairs.points, rowPairs),
        retrieval,
      });
    }
  }
  return {
    text: options.withInput ? 'instruction_with_input' : 'instruction',
    instructions: texts.length,
    tasks: new Set(labels).size,
    pairs: pairs.length,
    methods: rows,
  };
}
