import { isPlainObject } from '../row.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The grades of Inspect as numbers: correct, partly correct, incorrect, no answer. */
const GRADES: Readonly<Record<string, number>> = { C: 1, P: 0.5, I: 0, N: 0 };

/**
 * A sample of an evaluation log of Inspect as an item with its scores: what was asked and the target stay, each score
 * becomes a number under the name of its scorer, and what the model did is kept in `sample`. Null for any other value.
 */
export function inspectRow(value: Fields): Fields | null {
  if (!isPlainObject(value['scores'])) return null;
  const { input, target, scores, id, epoch, choices, ...rest } = value;
  const isSample =
    isPlainObject(scores) &&
    Object.values(scores).every((score) => isPlainObject(score) && Object.hasOwn(score, 'value')) &&
    target !== undefined &&
    (Object.hasOwn(rest, 'messages') || Object.hasOwn(rest, 'output'));
  if (!isSample) return null;
  const own = { ...(id !== undefined && { id }), ...(epoch !== undefined && { epoch }) };
  const item = Array.isArray(input) ? askedInTurns(input, target) : { input, target };
  const listed = Array.isArray(choices) ? { choices: choices as unknown } : {};
  return { ...numbersOf(scores), ...own, ...item, ...listed, scores, sample: rest };
}

function askedInTurns(turns: readonly unknown[], target: unknown): Fields {
  const answer: unknown = Array.isArray(target) && target.length > 0 ? target[0] : target;
  const last = typeof answer === 'string' && answer !== '' ? [{ role: 'assistant', content: answer }] : [];
  const asked = turns.map((turn) => {
    if (!isPlainObject(turn)) return turn;
    return { role: turn['role'], content: turn['content'] };
  });
  return { messages: [...asked, ...last], target };
}

function numbersOf(scores: Fields): Fields {
  const entries = Object.entries(scores).flatMap(([scorer, score]) => {
    const { value } = score as Fields;
    if (!isPlainObject(value)) return [[scorer, numberOf(value)] as const];
    return Object.entries(value).map(([part, each]) => [`${scorer}.${part}`, numberOf(each)] as const);
  });
  return Object.fromEntries(entries.filter(([, number]) => number !== null));
}

function numberOf(value: unknown): unknown {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'string') return GRADES[value] ?? value;
  return value ?? null;
}
