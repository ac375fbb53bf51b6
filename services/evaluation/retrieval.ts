import type { Estimate, Retrieval } from '../../schemas/evaluation.ts';
import { bootstrapInterval } from '../analysis/bootstrap.ts';
import type { Points } from '../analysis/points.ts';
import { NO_GROUP, retrieve } from '../analysis/same-task-retrieval.ts';
import type { QueryOutcome } from '../analysis/same-task-retrieval.ts';
import { breathe } from './vectors.ts';
import type { EvaluationWatch } from './vectors.ts';

/** Rows compared between two turns of the process. */
const QUERIES_AT_ONCE = 256;
const NOTE_EVERY = 2_048;

/** Something that a query may have in common with the rows that are left out. */
export interface Exclusion {
  readonly field: string;
  /** One value a row; null where a row has none. */
  readonly values: readonly (string | null)[];
}

export interface LabelledTexts {
  readonly texts: readonly string[];
  readonly labels: readonly string[];
}

const folded = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ').trim();

/** Equal names get equal numbers. */
function numbered(names: readonly (string | null)[]): Int32Array {
  const numbers = new Map<string, number>();
  return Int32Array.from(names, (name) => {
    if (name === null) return NO_GROUP;
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  });
}

function meanWithInterval(values: Float64Array): Estimate {
  const value = values.reduce((sum, one) => sum + one, 0) / values.length;
  const mean = (sample: Int32Array): number => {
    let sum = 0;
    for (const index of sample) sum += values[index]!;
    return sum / sample.length;
  };
  return { value, ...bootstrapInterval(values.length, mean) };
}

function summarise(without: string[], outcomes: readonly QueryOutcome[]): Retrieval {
  if (outcomes.length === 0) {
    const nothing = { value: 0, low: 0, high: 0 };
    return { without, queries: 0, precision_at_1: nothing, recall_at_10: nothing };
  }
  return {
    without,
    queries: outcomes.length,
    precision_at_1: meanWithInterval(Float64Array.from(outcomes, ({ precisionAt1 }) => precisionAt1)),
    recall_at_10: meanWithInterval(Float64Array.from(outcomes, ({ recallAt10 }) => recallAt10)),
  };
}

/**
 * How often the nearest rows have the label of a row, rows with its text (case and white space folded) left out: once so,
 * once without those that share the first exclusion, once without those that share the first or the second, and so on.
 */
export async function evaluateRetrieval(
  points: Points,
  { texts, labels }: LabelledTexts,
  exclusions: readonly Exclusion[],
  { onProgress, signal }: EvaluationWatch,
): Promise<Retrieval[]> {
  const groups = [texts.map(folded), ...exclusions.map(({ values }) => values)].map(numbered);
  const set = { points, labels: numbered(labels), groups };
  const outcomes: (QueryOutcome | null)[][] = [];
  for (let begin = 0; begin < points.rows; begin += QUERIES_AT_ONCE) {
    if (begin % NOTE_EVERY === 0) onProgress(`nearest rows of ${begin + 1} to ${points.rows}`);
    await breathe(signal);
    outcomes.push(...retrieve(set, { begin, end: Math.min(points.rows, begin + QUERIES_AT_ONCE) }));
  }
  return groups.map((_, level) =>
    summarise(
      exclusions.slice(0, level).map(({ field }) => field),
      outcomes.map((levels) => levels[level] ?? null).filter((outcome) => outcome !== null),
    ),
  );
}
