import { embeddingText } from '../corpus/embedding-text.ts';
import type { TaskLabeller } from '../labels/task-labeller.ts';
import type { CorpusRow } from '../corpus/read-corpus.ts';
import { breathe } from '../evaluation/vectors.ts';
import type { EvaluationWatch } from '../evaluation/vectors.ts';

/** An instruction as the files of the Instruction Embedding Benchmark have it. */
export interface Sample {
  /** Verb and noun. */
  readonly category: readonly string[];
  readonly instruction: string;
  /** The instruction together with what it works on. */
  readonly input: string;
  readonly output: string;
}

export interface Category {
  /** `verb|noun` */
  readonly name: string;
  readonly samples: readonly Sample[];
}

export interface CollectedCategories {
  readonly categories: readonly Category[];
  /** Rows that could be read. */
  readonly rows: number;
  readonly rejected: number;
  readonly unlabelled: number;
  readonly repeated: number;
}

const ROWS_AT_ONCE = 2_000;
const folded = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ').trim();

/** Puts every row under the task that its instruction asks for; a row with the text of an earlier one is left out. */
export async function collectCategories(
  rows: AsyncIterable<CorpusRow>,
  labeller: TaskLabeller,
  { onProgress, signal }: EvaluationWatch,
): Promise<CollectedCategories> {
  const categories = new Map<string, Sample[]>();
  const seen = new Set<string>();
  const counts = { rows: 0, rejected: 0, unlabelled: 0, repeated: 0 };
  for await (const row of rows) {
    if (!('content' in row)) {
      counts.rejected += 1;
      continue;
    }
    counts.rows += 1;
    if (counts.rows % ROWS_AT_ONCE === 0) {
      onProgress(`labelled ${counts.rows} rows`);
      await breathe(signal);
    }
    const { instruction, input, output } = row.content;
    const text = folded(embeddingText(row.content));
    const label = seen.has(text) ? null : labeller.label(instruction);
    if (seen.has(text)) counts.repeated += 1;
    else if (label === null) counts.unlabelled += 1;
    seen.add(text);
    if (label === null) continue;
    const samples = categories.get(label.name) ?? [];
    categories.set(label.name, samples);
    const category = label.name.split('|');
    samples.push({ category, instruction, input: `${instruction} ${input}`.trimEnd(), output });
  }
  return { categories: Array.from(categories, ([name, samples]) => ({ name, samples })), ...counts };
}
