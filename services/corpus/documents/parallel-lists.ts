import { isPlainObject } from '../row.ts';

type Fields = Readonly<Record<string, unknown>>;

const ASKED_COLUMNS = ['instruction', 'question', 'prompt', 'query', 'input'];
const ANSWERED_COLUMNS = ['output', 'response', 'answer', 'completion', 'target', 'chosen'];
const ANSWER_LISTS = ['answers', 'responses', 'completions'];
const CHOICE_LISTS = ['options', 'choices'];
/** What the questions are about; in the rows it is called `context`. */
const PASSAGE_NAMES = ['article', 'story', 'passage', 'paragraph', 'document', 'text'];
const TEXT_NAMES = ['input_text', 'text', 'question', 'answer', 'content'];

/**
 * The questions on one text that stand in a list beside the list of their answers, as in RACE, where each has its choices too,
 * and in CoQA, where each follows on those before it. Null for any other value.
 */
export function parallelRows(value: Fields): readonly { readonly row: unknown }[] | null {
  if (!Array.isArray(value['questions'])) return null;
  const { questions, ...rest } = value;
  if (!Array.isArray(questions) || questions.length === 0) return null;
  const answerName = ANSWER_LISTS.find((name) => isListOf(value[name], questions.length));
  if (answerName === undefined) return null;
  const asked = (questions as readonly unknown[]).map(textOf);
  const answers = (value[answerName] as readonly unknown[]).map(textOf);
  if (asked.includes(null) || answers.includes(null)) return null;
  const choiceName = CHOICE_LISTS.find((name) => isListOf(value[name], questions.length));
  const taken = [answerName, choiceName];
  const passage = Object.hasOwn(rest, 'context')
    ? undefined
    : PASSAGE_NAMES.find((name) => Object.hasOwn(rest, name));
  const kept = Object.entries(rest).filter(([name]) => !taken.includes(name));
  const around = Object.fromEntries(kept.map(([name, item]) => [name === passage ? 'context' : name, item]));
  const isDialogue = isPlainObject(questions[0]);
  return asked.map((question, at) => {
    const choices =
      choiceName === undefined ? {} : { [choiceName]: (value[choiceName] as readonly unknown[])[at] };
    const before = asked.slice(0, at).map((each, turn) => [each, answers[turn]]);
    const history = isDialogue && at > 0 ? { history: before } : {};
    return {
      row: { ...around, ...extraOf(questions[at]), question, ...choices, answer: answers[at], ...history },
    };
  });
}

/**
 * The rows of an object that is a table, one column after the other, as a part of a data set is written with `to_dict`: what
 * asks and what answers are lists of texts, and every other list is as long. Null for any other value.
 */
export function columnRows(value: Fields): readonly { readonly row: unknown }[] | null {
  const asked = ASKED_COLUMNS.map((name) => value[name]).find(isColumnOfTexts);
  const answered = ANSWERED_COLUMNS.map((name) => value[name]).find(isColumnOfTexts);
  if (asked === undefined || answered === undefined || asked.length < 2) return null;
  const columns = Object.entries(value).filter(([, item]) => Array.isArray(item)) as [string, unknown[]][];
  if (!columns.every(([, column]) => column.length === asked.length)) return null;
  return asked.map((_, at) => ({
    row: { ...value, ...Object.fromEntries(columns.map(([name, column]) => [name, column[at] ?? null])) },
  }));
}

function isColumnOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isListOf(value: unknown, count: number): boolean {
  return Array.isArray(value) && value.length === count;
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (!isPlainObject(value)) return null;
  const text = TEXT_NAMES.map((name) => value[name]).find((each) => typeof each === 'string');
  return typeof text === 'string' ? text : null;
}

/** What an entry of the list of questions has beside its text, such as the number of the turn. */
function extraOf(entry: unknown): Fields {
  if (!isPlainObject(entry)) return {};
  return Object.fromEntries(Object.entries(entry).filter(([name]) => !TEXT_NAMES.includes(name)));
}
