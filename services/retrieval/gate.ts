import type { Neighbour } from '../store/port.ts';
import type { TextVectors } from '../embedding/port.ts';
import { cosine } from '../analysis/dot.ts';
import type { Fit, FitJudge } from './fit.ts';

/** From this content similarity on a record counts as a copy of the query: "What is the largest planet?" in other words is at 0.96. */
const NEAR_COPY = 0.95;

export interface GateRules {
  readonly query: TextVectors;
  /** The hash of the query's text, see `textHash`. */
  readonly queryHash: string;
  /** Whether copies of the query pass. */
  readonly allowNear: boolean;
  /** The lowest task similarity that passes; null when there is none. */
  readonly minTask: number | null;
  /** What tells the chance that a candidate fits; null when the encoder tells none. */
  readonly judge: FitJudge | null;
  /** The lowest chance that passes; null when there is none. */
  readonly minFit: number | null;
}

export interface Passed {
  readonly neighbour: Neighbour;
  /** Cosine similarity to the query in the task space. */
  readonly task: number;
  /** Cosine similarity to the query in the content space. */
  readonly content: number;
  /** The chance that it fits; null when the encoder tells none. */
  readonly fit: Fit | null;
}

/** What has passed, and how many candidates were left out for which reason. */
export interface GateResult {
  readonly passed: readonly Passed[];
  readonly nearCopies: number;
  readonly withoutAnswer: number;
  readonly repeated: number;
  readonly belowThreshold: number;
  readonly belowFit: number;
}

type Verdict = 'passed' | 'nearCopies' | 'withoutAnswer' | 'repeated' | 'belowThreshold' | 'belowFit';

/**
 * Leaves out candidates that cannot be demonstrations, and counts the reasons. The others stay in their order; of several
 * with the same text the first one passes.
 */
export function passGate(neighbours: readonly Neighbour[], rules: GateRules): GateResult {
  const counts = {
    passed: 0,
    nearCopies: 0,
    withoutAnswer: 0,
    repeated: 0,
    belowThreshold: 0,
    belowFit: 0,
  };
  const passed: Passed[] = [];
  const seen = new Set<string>();
  for (const neighbour of neighbours) {
    const { vectors } = neighbour;
    const near = {
      task: cosine(rules.query.task, vectors.task),
      content: cosine(rules.query.content, vectors.content),
    };
    const candidate = { neighbour, ...near, fit: rules.judge?.judge(vectors, near.task) ?? null };
    const verdict = judge(candidate, rules, seen);
    counts[verdict]++;
    if (verdict !== 'passed') continue;
    seen.add(neighbour.record.text_hash);
    passed.push(candidate);
  }
  return { ...counts, passed };
}

function judge(
  { neighbour, task, content, fit }: Passed,
  rules: GateRules,
  seen: ReadonlySet<string>,
): Verdict {
  const { record } = neighbour;
  if (rules.minTask !== null && task < rules.minTask) return 'belowThreshold';
  if (rules.minFit !== null && fit !== null && fit.chance < rules.minFit) return 'belowFit';
  if (!rules.allowNear && (content >= NEAR_COPY || record.text_hash === rules.queryHash)) return 'nearCopies';
  if (record.output.trim() === '') return 'withoutAnswer';
  return seen.has(record.text_hash) ? 'repeated' : 'passed';
}
