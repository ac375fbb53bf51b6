import { embeddingText } from '../corpus/embedding-text.ts';
import type { TaskLabeller } from '../labels/task-labeller.ts';
import type { CorpusRow } from '../corpus/read-corpus.ts';
import { breathe } from '../evaluation/vectors.ts';
import type { EvaluationWatch } from '../evaluation/vectors.ts';

/** An instruction in the form of the files of the Instruction Embedding Benchmark. */
export interface Sample {
  /** The verb and the noun of its task. */
  readonly category: readonly string[];
  readonly instruction: string;
  /** The instruction together with what it is applied to. */
  readonly input: string;
  readonly output: string;
}

/** A task with its instructions. */
export interface Category {
  /** The name of the task, `verb|noun`. */
  readonly name: string;
  readonly samples: readonly Sample[];
}

export interface CollectedCategories {
  readonly categories: readonly Category[];
  /** Number of rows that could be read. */
  readonly rows: number;
  /** Number of rows that could not be read. */
  readonly rejected: number;
  /** Number of rows in which no task was found. */
  readonly unlabelled: number;
  /** Number of rows with the text of an earlier row. */
  readonly repeated: number;
}

const ROWS_AT_ONCE = 2_000;
const folded = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ').trim();

/** Collects rows by the task that their instruction asks for. A row with the text of an earlier one is left out. */
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
