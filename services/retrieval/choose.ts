import type { DemonstrationScores, Strategy } from '../../schemas/api/demonstrations.ts';
import { embeddingText } from '../corpus/embedding-text.ts';
import type { Candidate } from './candidate.ts';
import { QueryCoverage } from './coverage.ts';
import { cosine } from '../analysis/dot.ts';

export interface ChoiceRules {
  readonly strategy: Strategy;
  readonly k: number;
  /** Weight of nearness against difference, 0 to 1. */
  readonly lambda: number;
  /** The text of the query, for coverage. */
  readonly query: string;
  readonly maxTokens: number | null;
  /** Task similarity from which two instructions are of one kind more likely than not; 0 where nobody measured it. */
  readonly relatedFrom: number;
}

export interface Chosen {
  readonly candidate: Candidate;
  readonly scores: DemonstrationScores;
  /** Of the rendered demonstration. */
  readonly tokens: number;
}

export interface Choice {
  /** In the order in which they were chosen. */
  readonly chosen: readonly Chosen[];
  /** Candidates skipped because they did not fit what was left of the token budget. */
  readonly tooLong: number;
}

/** Half of what nearness weighs at λ = 0.5; tests/bench/strategies.ts has what other weights give. */
const VARIETY_WEIGHT = 0.5;

interface Open {
  readonly candidate: Candidate;
  /** Largest similarity to a chosen one, in the task and in the content space; 0 when none is chosen. */
  taskRedundancy: number;
  contentRedundancy: number;
}

/**
 * Greedy choice of up to `k` demonstrations. In each step the candidate of the highest total is taken; one
 * that does not fit the token budget is skipped and the choice goes on. Equal totals go by the candidates' order.
 *
 * - `topk`: the task similarity s.
 * - `mmr`: λ s - (1 - λ) max task similarity to a chosen one (Carbonell and Goldstein 1998).
 * - `balanced`: λ r + (1 - λ) / 2 (coverage gain - max content similarity to a chosen one), where r is s rescaled so
 *   that 0 is unrelated and 1 the same: otherwise variety would be bought with instructions of another kind.
 * - `hybrid` and `bm25`: the score they were found by, fused ranks or BM25.
 * - `random`: the candidates' own order, which the caller has drawn.
 */
export function chooseDemonstrations(candidates: readonly Candidate[], rules: ChoiceRules): Choice {
  const coverage = new QueryCoverage(
    rules.query,
    new Map(candidates.map(({ record }) => [record.id, embeddingText(record)])),
  );
  let open: Open[] = candidates.map((candidate) => ({ candidate, taskRedundancy: 0, contentRedundancy: 0 }));
  let left = rules.maxTokens ?? Infinity;
  let tooLong = 0;
  const chosen: Chosen[] = [];
  while (chosen.length < rules.k && open.length > 0) {
    if (chosen.length > 0 && open.every(({ candidate }) => coverage.gain(candidate.record.id) === 0))
      coverage.reset();
    const best = bestOf(open, rules, coverage);
    open = open.filter((one) => one !== best.open);
    const { candidate } = best.open;
    const tokens = candidate.countTokens();
    if (tokens > left) {
      tooLong++;
      continue;
    }
    chosen.push({ candidate, scores: best.scores, tokens });
    left -= tokens;
    coverage.add(candidate.record.id);
    for (const one of open) addRedundancy(one, candidate);
  }
  return { chosen, tooLong };
}

function bestOf(
  open: readonly Open[],
  rules: ChoiceRules,
  coverage: QueryCoverage,
): { open: Open; scores: DemonstrationScores } {
  const scored = open.map((one, index) => ({ open: one, scores: scoresOf(one, index, rules, coverage) }));
  return scored.reduce((best, next) => (next.scores.total > best.scores.total ? next : best));
}

function scoresOf(
  one: Open,
  index: number,
  rules: ChoiceRules,
  coverage: QueryCoverage,
): DemonstrationScores {
  const { task, content, record } = one.candidate;
  const gain = coverage.gain(record.id);
  const parts = { task, content, redundancy: one.contentRedundancy, coverage: gain };
  return { ...parts, total: totalOf(one, index, gain, rules) };
}

function totalOf(one: Open, index: number, gain: number, rules: ChoiceRules): number {
  const { strategy, lambda, relatedFrom } = rules;
  const { task, score } = one.candidate;
  switch (strategy) {
    case 'topk':
      return task;
    case 'mmr':
      return lambda * task - (1 - lambda) * one.taskRedundancy;
    case 'balanced':
      return (
        (lambda * (task - relatedFrom)) / (1 - relatedFrom) +
        (1 - lambda) * VARIETY_WEIGHT * (gain - one.contentRedundancy)
      );
    case 'hybrid':
    case 'bm25':
      return score;
    case 'random':
      return -index;
  }
}

function addRedundancy(one: Open, chosen: Candidate): void {
  const { task, content } = one.candidate.vectors;
  one.taskRedundancy = Math.max(one.taskRedundancy, cosine(task, chosen.vectors.task));
  one.contentRedundancy = Math.max(one.contentRedundancy, cosine(content, chosen.vectors.content));
}
