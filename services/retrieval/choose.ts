import type { Strategy } from '../../schemas/api/demonstrations.ts';
import type { DemonstrationScores } from '../../schemas/api/found-demonstrations.ts';
import { embeddingText } from '../corpus/embedding-text.ts';
import { lettersOf } from '../labels/language-of.ts';
import type { Candidate } from './candidate.ts';
import { QueryCoverage } from './coverage.ts';
import { Volume } from './determinant.ts';
import { cosine } from '../analysis/dot.ts';

export interface ChoiceRules {
  readonly strategy: Strategy;
  /** The most demonstrations to choose. */
  readonly k: number;
  /** How much nearness to the query weighs against variety, 0 to 1. */
  readonly lambda: number;
  /** The text of the query, whose words should be covered. */
  readonly query: string;
  /** The letters of the instruction, as `lettersOf` has them; null when those of demonstrations make no difference. */
  readonly letters: string | null;
  /** The most tokens of all demonstrations together; null when there is no limit. */
  readonly maxTokens: number | null;
  /**
   * From this task similarity on two instructions are more likely of the same kind than not; 0 when that has not been
   * measured for the encoder.
   */
  readonly relatedFrom: number;
}

export interface Chosen {
  readonly candidate: Candidate;
  readonly scores: DemonstrationScores;
  /** Number of tokens of the rendered demonstration. */
  readonly tokens: number;
}

export interface Choice {
  /** In the order in which they were chosen. */
  readonly chosen: readonly Chosen[];
  /** Number of candidates that were skipped because they did not fit into what was left of the token budget. */
  readonly tooLong: number;
  /** Number of candidates that were skipped because they cannot be rendered. */
  readonly refused: number;
}

/** With λ = 0.5 variety weighs half as much as nearness. tests/bench/strategies.ts shows what other weights give. */
const VARIETY_WEIGHT = 0.5;

/**
 * What the logarithm of the volume weighs when variety alone counts; with λ = 0.5 it is the 0.1 of OpenICL (Wu et al. 2023), by
 * which relevance is divided there.
 */
const VOLUME_WEIGHT = 0.2;
/** Of candidates that cover as much, the likelier to fit is taken. */
const TIE = 1e-6;

/**
 * What it costs to be written in other letters than the query: a model that was shown answers in another language may answer in it.
 * It is the chance to fit that is given for it, so that other work is not taken for the letters alone.
 */
const OTHER_LETTERS = 0.1;

/** A candidate that has neither been chosen nor skipped. */
interface Open {
  readonly candidate: Candidate;
  /** Its place among all candidates. */
  readonly place: number;
  readonly hasOtherLetters: boolean;
  /** The largest similarity to a chosen one in the task space; 0 while none is chosen. */
  taskRedundancy: number;
  /** The same in the content space. */
  contentRedundancy: number;
}

/**
 * Chooses up to `k` demonstrations greedily. Each step takes the candidate with the highest total, and of several with the
 * same total the first one. A candidate that does not fit into the token budget is skipped. The total depends on the
 * strategy:
 *
 * - `fit`: the chance r that it fits, less 0.1 when it is written in other letters than the query. With an encoder that tells no
 *   chance, r is the task similarity rescaled so that 0 means unrelated and 1 the same.
 * - `balanced`: λ r + (1 - λ) / 2 (coverage gain - max content similarity to a chosen one).
 * - `dpp`: λ r + (1 - λ) / 5 log of the volume that it adds in the content space to those chosen.
 * - `coverage`: the coverage gain, in the manner of Set-BSR (Gupta et al. 2023); r decides between equal ones.
 * - `topk`: the task similarity s.
 * - `mmr`: λ s - (1 - λ) max task similarity to a chosen one (Carbonell and Goldstein 1998).
 * - `hybrid` and `bm25`: the score by which candidates were found, fused ranks or BM25.
 * - `random`: the order of the candidates, which the caller has drawn.
 */
export async function chooseDemonstrations(
  candidates: readonly Candidate[],
  rules: ChoiceRules,
): Promise<Choice> {
  const coverage = new QueryCoverage(
    rules.query,
    new Map(candidates.map(({ record }) => [record.id, embeddingText(record)])),
  );
  const volume =
    rules.strategy === 'dpp' ? new Volume(candidates.map(({ vectors }) => vectors.content)) : null;
  let open: Open[] = candidates.map((candidate, place) => ({
    ...{ candidate, place, hasOtherLetters: hasOtherLetters(candidate, rules) },
    ...{ taskRedundancy: 0, contentRedundancy: 0 },
  }));
  let left = rules.maxTokens ?? Infinity;
  let tooLong = 0;
  let refused = 0;
  const chosen: Chosen[] = [];
  while (chosen.length < rules.k && open.length > 0) {
    if (chosen.length > 0 && open.every(({ candidate }) => coverage.gain(candidate.record.id) === 0))
      coverage.reset();
    const best = bestOf(open, rules, { coverage, volume });
    open = open.filter((one) => one !== best.open);
    const { candidate } = best.open;
    const tokens = await candidate.countTokens();
    if (tokens === null || tokens > left) {
      if (tokens === null) refused += 1;
      else tooLong += 1;
      continue;
    }
    chosen.push({ candidate, scores: best.scores, tokens });
    left -= tokens;
    coverage.add(candidate.record.id);
    volume?.add(best.open.place);
    for (const one of open) addRedundancy(one, candidate);
  }
  return { chosen, tooLong, refused };
}

/** What those chosen so far have together. */
interface Together {
  readonly coverage: QueryCoverage;
  /** Null where the strategy does not ask for it: it takes a product with every candidate. */
  readonly volume: Volume | null;
}

function bestOf(
  open: readonly Open[],
  rules: ChoiceRules,
  together: Together,
): { open: Open; scores: DemonstrationScores } {
  const scored = open.map((one, index) => ({ open: one, scores: scoresOf(one, index, rules, together) }));
  return scored.reduce((best, next) => (next.scores.total > best.scores.total ? next : best));
}

function scoresOf(one: Open, index: number, rules: ChoiceRules, together: Together): DemonstrationScores {
  const { task, content, record, fit } = one.candidate;
  const gain = together.coverage.gain(record.id);
  const parts = { task, content, redundancy: one.contentRedundancy, coverage: gain };
  return {
    ...(fit && { fit: fit.chance, parts: fit.parts }),
    ...parts,
    total: totalOf(one, index, { gain, volume: together.volume?.gain(one.place) ?? 0 }, rules),
  };
}

/** A text without letters is in those of every query. */
function hasOtherLetters({ record }: Candidate, { letters }: ChoiceRules): boolean {
  const own = letters === null ? null : lettersOf(record.instruction);
  return own !== null && own !== letters;
}

/** The chance that a candidate fits, or what stands for it, less what its letters cost. */
function relevanceOf({ candidate, hasOtherLetters: costs }: Open, { relatedFrom }: ChoiceRules): number {
  const { fit, task } = candidate;
  return (fit?.chance ?? (task - relatedFrom) / (1 - relatedFrom)) - (costs ? OTHER_LETTERS : 0);
}

function totalOf(
  one: Open,
  index: number,
  added: { readonly gain: number; readonly volume: number },
  rules: ChoiceRules,
): number {
  const { strategy, lambda } = rules;
  const { task, score } = one.candidate;
  const relevance = relevanceOf(one, rules);
  switch (strategy) {
    case 'fit':
      return relevance;
    case 'balanced':
      return lambda * relevance + (1 - lambda) * VARIETY_WEIGHT * (added.gain - one.contentRedundancy);
    case 'dpp':
      return lambda * relevance + (1 - lambda) * VOLUME_WEIGHT * added.volume;
    case 'coverage':
      return added.gain + TIE * relevance;
    case 'topk':
      return task;
    case 'mmr':
      return lambda * task - (1 - lambda) * one.taskRedundancy;
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
