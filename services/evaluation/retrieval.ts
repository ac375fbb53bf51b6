import type { Estimate, Retrieval } from '../../schemas/evaluation.ts';
import { bootstrapInterval } from '../analysis/bootstrap.ts';
import type { Points } from '../analysis/points.ts';
import { NO_GROUP, retrieve } from '../analysis/same-task-retrieval.ts';
import type { QueryOutcome } from '../analysis/same-task-retrieval.ts';
import { breathe } from './vectors.ts';
import type { EvaluationWatch } from './vectors.ts';

/** Number of queries that are answered between two turns of the event loop. */
const QUERIES_AT_ONCE = 256;
/** Progress is reported after this many queries. */
const NOTE_EVERY = 2_048;

/** A field by which neighbours are left out: those that have the same value as the query. */
export interface Exclusion {
  readonly field: string;
  /** The value of each row; null when it has none, so that it shares its value with no other row. */
  readonly values: readonly (string | null)[];
}

export interface LabelledTexts {
  readonly texts: readonly string[];
  readonly labels: readonly string[];
}

const folded = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ').trim();

/** A number for each name; equal names get equal numbers, and null gets `NO_GROUP`. */
function numbered(names: readonly (string | null)[]): Int32Array {
  const numbers = new Map<string, number>();
  return Int32Array.from(names, (name) => {
    if (name === null) return NO_GROUP;
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  });
}

/** The mean of some values with its bootstrap interval; 0 when there are none. */
export function meanWithInterval(values: Float64Array): Estimate {
  if (values.length === 0) return { value: 0, low: 0, high: 0 };
  const value = values.reduce((sum, one) => sum + one, 0) / values.length;
  const mean = (sample: Int32Array): number => {
    let sum = 0;
    for (const index of sample) sum += values[index]!;
    return sum / sample.length;
  };
  return { value, ...bootstrapInterval(values.length, mean) };
}

function summarise(without: string[], outcomes: readonly QueryOutcome[]): Retrieval {
  return {
    without,
    queries: outcomes.length,
    precision_at_1: meanWithInterval(Float64Array.from(outcomes, ({ precisionAt1 }) => precisionAt1)),
    recall_at_10: meanWithInterval(Float64Array.from(outcomes, ({ recallAt10 }) => recallAt10)),
  };
}

/**
 * Measures how often the nearest rows of a row have its label. Rows with the same text, apart from case and white space, are
 * left out. It is measured once like that, once without the rows that share the value of the first exclusion, once without
 * those that share the value of the first or the second, and so on.
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
