import { answered } from './example.ts';
import { Misfit } from './misfit.ts';
import type { Draft } from './trainer-file.ts';
import type { TrainerTurn } from './trainer-turns.ts';

/** A conversation cut before its answer. */
export interface CutTurns {
  readonly prompt: readonly TrainerTurn[];
  readonly answer: TrainerTurn;
}

/**
 * Cuts a conversation before its last turn, which must be the answer, and a good one.
 * @throws Misfit when it is none
 */
export function cutAnswer(draft: Draft): CutTurns {
  requireGood(draft);
  const { turns } = draft.example;
  const end = turns.findLastIndex((turn) => turn.role === 'assistant') + 1;
  const upToAnswer = turns.slice(0, end);
  if (!answered(upToAnswer)) throw new Misfit('no_answer', 'It has no answer: write it as `prompt-only`.');
  if (end < turns.length) {
    draft.lose('order_of_turns', 'The conversation goes on after the last answer: write it as `messages`.');
  }
  return { prompt: requirePrompt(upToAnswer.slice(0, -1)), answer: lastOf(upToAnswer) };
}

/** @throws Misfit `bad_answer` when the answer is marked as bad, and the file does not say so */
export function requireGood({ example, file }: Draft): void {
  if (example.label === false && file.lesson !== 'labels')
    throw new Misfit('bad_answer', 'Its answer is marked as bad: write it as `kto`.');
}

/** @throws Misfit `order_of_turns` when nobody asks anything */
export function requirePrompt(prompt: readonly TrainerTurn[]): readonly TrainerTurn[] {
  const last = prompt.at(-1)?.role;
  if (last === 'user' || last === 'tool') return prompt;
  throw new Misfit('order_of_turns', 'No question stands before the answer.');
}

/** A preference pair: what both conversations begin with, and how each goes on. */
export interface CutPair {
  readonly prompt: readonly TrainerTurn[];
  readonly chosen: readonly TrainerTurn[];
  readonly rejected: readonly TrainerTurn[];
}

/**
 * Cuts the two conversations of a pair where they begin to differ. A rejected answer alone belongs to the same prompt.
 * @throws Misfit when the record is no pair
 */
export function cutPair(draft: Draft): CutPair {
  const { rejected, turns } = draft.example;
  if (rejected === null) throw new Misfit('no_rejected', 'It has no rejected answer, so it is no pair.');
  if (rejected[0]?.role === 'assistant') {
    const { prompt, answer } = cutAnswer(draft);
    return { prompt, chosen: [answer], rejected };
  }
  const own = turns[0]?.role === 'system' && rejected[0]?.role !== 'system' ? turns.slice(0, 1) : [];
  const other = [...own, ...rejected];
  if (!answered(turns) || !answered(other))
    throw new Misfit('no_answer', 'A side of the pair has no answer.');
  const differs = turns.findIndex((turn, at) => !isSame(turn, other[at]));
  // Two equal conversations differ in nothing; their answer is what they end with.
  const end = Math.min(differs === -1 ? turns.length : differs, turns.length - 1, other.length - 1);
  return { prompt: requirePrompt(turns.slice(0, end)), chosen: turns.slice(end), rejected: other.slice(end) };
}

function isSame(turn: TrainerTurn, other: TrainerTurn | undefined): boolean {
  return other !== undefined && JSON.stringify(turn) === JSON.stringify(other);
}

/** @throws Misfit when the answer is not one turn */
export function single(turns: readonly TrainerTurn[]): TrainerTurn {
  if (turns.length === 1) return lastOf(turns);
  throw new Misfit('order_of_turns', 'The two answers take several turns: write it as `preference`.');
}

function lastOf(turns: readonly TrainerTurn[]): TrainerTurn {
  const last = turns.at(-1);
  if (last === undefined) throw new Misfit('no_answer', 'It has no answer.');
  return last;
}

/** Whether tools are offered, called or heard anywhere. */
export function hasTools({ example }: Draft): boolean {
  return example.tools !== null || usesTools([...example.turns, ...(example.rejected ?? [])]);
}

export function usesTools(turns: readonly TrainerTurn[]): boolean {
  return turns.some(({ role, calls }) => role === 'tool' || calls.length > 0);
}
