import type { InstructionRecord, Json } from '../../../../schemas/record.ts';
import { parseList } from '../../../corpus/layouts/cell-text.ts';
import { parseRenderedChat } from '../../../corpus/layouts/rendered-chat.ts';
import { isObject, type Row } from '../../../corpus/row.ts';
import { plainTurn, readTrainerTurns, type TrainerTurn } from './trainer-turns.ts';

/** Names under which the rejected answer of a pair is found. */
const REJECTED_NAMES = [
  'rejected',
  'rejected_messages',
  'non_preferred_output',
  'rejected_response',
  'rejected_answer',
  'rejected_output',
] as const;
/** Names of the mark that KTO has on an answer: TRL's and LLaMA-Factory's. */
const LABEL_NAMES = ['label', 'kto_tag', 'kto_label', 'desirable'] as const;
const MARKED_ANSWERS = ['completion', 'response', 'output', 'answer'] as const;

interface Rejected {
  readonly name: string;
  readonly turns: readonly TrainerTurn[];
}

/**
 * The rejected answer among the metadata: a text, a turn, or turns; null when there is none.
 * @throws Misfit when its turns are not understood
 */
export function readRejected(metadata: Row): Rejected | null {
  for (const name of REJECTED_NAMES) {
    const turns = answerTurns(metadata[name] ?? null);
    if (turns === null) continue;
    const chosen = metadata[name.replace('non_preferred', 'preferred').replace('rejected', 'chosen')];
    return { name, turns: transcriptOf(metadata[name] ?? null, chosen ?? null) ?? turns };
  }
  return null;
}

/**
 * The turns of a rejected conversation that is written as one text, as both are in HH-RLHF. Where the chosen answer is no such
 * text, the rejected one is an answer in which the assistant also speaks for the user.
 */
function transcriptOf(rejected: Json, chosen: Json): readonly TrainerTurn[] | null {
  if (typeof rejected !== 'string' || typeof chosen !== 'string') return null;
  const [chat, other] = [parseRenderedChat(rejected), parseRenderedChat(chosen)];
  if (chat === null || other === null || chat.open || chat.input !== '') return null;
  return chat.turns.map(({ role, content }) => plainTurn(role, content));
}

function answerTurns(value: Json): readonly TrainerTurn[] | null {
  if (isObject(value)) return readTrainerTurns(value);
  const list = parseList(value);
  if (list !== null && list.length > 0 && list.every(isObject)) return list.flatMap(readTrainerTurns);
  const text = list !== null && typeof list[0] === 'string' ? list[0] : value;
  if (typeof text !== 'string' || text.trim() === '') return null;
  return [plainTurn('assistant', text)];
}

interface AnswerLabel {
  readonly good: boolean;
  /** The answer that is marked, when the record does not have it as its answer because it is marked as bad. */
  readonly answer?: TrainerTurn;
  readonly names: readonly string[];
}

/** The mark on the answer as KTO has it: a truth value, and in tables its text. */
export function labelOf({ output, metadata }: InstructionRecord): AnswerLabel | null {
  const name = LABEL_NAMES.find((one) => truth(metadata[one] ?? null) !== null);
  if (name === undefined) return null;
  const good = truth(metadata[name] ?? null) === true;
  if (output !== '') return { good, names: [name] };
  for (const kept of MARKED_ANSWERS) {
    const text = metadata[kept];
    if (typeof text === 'string' && text !== '')
      return { good, answer: plainTurn('assistant', text), names: [name, kept] };
  }
  return { good, names: [name] };
}

function truth(value: Json): boolean | null {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string' || !/^(true|false)$/i.test(value)) return null;
  return value.toLowerCase() === 'true';
}
