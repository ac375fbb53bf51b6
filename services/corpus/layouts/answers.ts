import type { Json } from '../../../schemas/record.ts';
import { isObject, type Row } from '../row.ts';
import { parseStructure } from './cell-text.ts';
import { ANSWER_NAMES } from './field-names.ts';
import { fieldLike } from './roles.ts';
import { rowField } from './row-names.ts';
import { findTurns } from './turn-lists.ts';
import { readTurn } from './turns.ts';

/** Names of answers that are something else beside a conversation. */
const NO_ANSWERS = new Set([
  'code',
  'sql',
  'summary',
  'highlights',
  'translation',
  'labeltext',
  'prediction',
]);
/** The fields that hold the answer to the turns beside them, those first that say which answer is preferred. */
const BESIDE_NAMES: readonly string[] = [
  ...['chosen', 'chosen_messages', 'chosen_response', 'preferred_output', 'completion', 'completions'],
  ...['response', 'responses', 'output', 'outputs', 'answer', 'answers', 'choices', 'model_output', 'result'],
  ...['generation', 'target', 'ideal', 'expected_output', 'reward_model'],
  ...ANSWER_NAMES.filter((name) => !NO_ANSWERS.has(name)),
];
const OBJECT_NAMES: ReadonlySet<string> = new Set(['choices', 'result', 'model_output', 'reward_model']);
/** The fields of an answer in which it lies deeper, as in what providers send back, the best first. */
const INNER_NAMES = [
  ...[
    'body',
    'message',
    'messages',
    'choices',
    'candidates',
    'generations',
    'completion',
    'content',
    'output',
  ],
  ...['outputs', 'answer', 'response', 'text', 'generated_text', 'ground_truth', 'result'],
] as const;
/** What ranks answers of one question: a rank is better when it is low, a score when it is high. */
const RANK_NAMES = ['rank'] as const;
const SCORE_NAMES = ['overall_score', 'score', 'reward'] as const;
const MAX_DEPTH_OF_ANSWER = 6;
/** Of more answers in a list than this, the others are not looked into. */
const MAX_ANSWERS = 100;

/** An answer beside the turns of a conversation. */
export interface FoundAnswer {
  /** The field that holds it. */
  readonly name: string;
  /** Its turns: those of an assistant, or a whole conversation when it has been repeated there. */
  readonly entries: readonly Json[];
}

/** The answer to the turns in a row; null when no field beside them holds one. */
export function answerBeside(row: Row, taken: readonly string[]): FoundAnswer | null {
  const judged = judgedAnswer(row);
  for (const known of judged === null ? BESIDE_NAMES : [judged, ...BESIDE_NAMES]) {
    const name = rowField(row, known);
    if (name === undefined || taken.includes(name)) continue;
    const value = row[name] ?? null;
    // Under these names are also choices, verdicts and scores; an answer in them has a field of its own.
    if (OBJECT_NAMES.has(known) && !holdsObject(value)) continue;
    const entries = answerIn(value, 0);
    if (entries !== null) return { name, entries };
  }
  return null;
}

function holdsObject(value: Json): boolean {
  const structure = parseStructure(value);
  return Array.isArray(structure) ? structure.every(isObject) : structure !== null;
}

/**
 * The field of the better of two answers of which a judge said which it prefers: `response1` and `response2` of HelpSteer3
 * with a preference from -3, the first, to 3, the second.
 */
function judgedAnswer(row: Row): string | null {
  const preference = Number(row['overall_preference'] ?? Number.NaN);
  if (Number.isNaN(preference)) return null;
  return preference > 0 ? 'response2' : 'response1';
}

/** The turns of an answer: a text, a turn, a list of these of which the best is taken, or what a provider sent back. */
export function answerIn(value: Json, depth: number): readonly Json[] | null {
  if (depth > MAX_DEPTH_OF_ANSWER) return null;
  const structure = parseStructure(value);
  if (structure === null) return typeof value === 'string' && value.trim() !== '' ? [spoken(value)] : null;
  if (Array.isArray(structure)) return bestOf(structure, depth);
  const turn = readTurn(structure);
  if (turn?.role === 'assistant' && turn.content.trim() !== '') return [structure];
  for (const known of INNER_NAMES) {
    const name = fieldLike(structure, known);
    const found = name === undefined ? null : answerIn(structure[name] ?? null, depth + 1);
    if (found !== null) return found;
  }
  const { parts } = structure;
  return Array.isArray(parts) ? [{ role: 'assistant', content: parts }] : null;
}

function bestOf(list: readonly Json[], depth: number): readonly Json[] | null {
  const isChoices = list.every((entry) => isObject(entry) && isObject(entry['message']));
  const turns = isChoices ? null : findTurns([...list]);
  if (turns !== null && turns.entries.some((entry) => readTurn(entry)?.role === 'assistant'))
    return turns.entries;
  if (list.some((part) => isObject(part) && (part['type'] === 'text' || part['type'] === 'tool_use'))) {
    return [{ role: 'assistant', content: [...list] }];
  }
  for (const answer of ranked(list).slice(0, MAX_ANSWERS)) {
    const found = answerIn(answer, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

/** Answers with the best first. Those without a rank or a score stay as they are. */
function ranked(answers: readonly Json[]): readonly Json[] {
  const worth = (answer: Json): number => {
    if (!isObject(answer)) return Number.NaN;
    const rank = RANK_NAMES.map((name) => answer[name]).find((found) => typeof found === 'number');
    if (typeof rank === 'number') return -rank;
    const score = SCORE_NAMES.map((name) => answer[name]).find((found) => typeof found === 'number');
    return typeof score === 'number' ? score : Number.NaN;
  };
  const worths = answers.map(worth);
  if (worths.some(Number.isNaN)) return answers;
  const order = answers.map((_, index) => index).sort((a, b) => (worths[b] ?? 0) - (worths[a] ?? 0));
  return order.map((index) => answers[index] ?? null);
}

function spoken(content: string): Row {
  return { role: 'assistant', content };
}
