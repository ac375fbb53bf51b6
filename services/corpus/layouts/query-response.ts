import { RowFields, withRest, writeAnswer } from './fields.ts';
import { readHistory, writeContext } from './history.ts';
import { has, type Layout } from './layout.ts';
import type { Row } from '../row.ts';

const QUESTION_NAMES = ['query', 'question', 'prompt', 'instruction', 'problem', 'inputs', 'input'] as const;
const ANSWER_NAMES = [
  'response',
  'answer',
  'completion',
  'output',
  'targets',
  'target',
  'solution',
  'chosen',
];
const INPUT_NAMES = ['context', 'input'] as const;
const SYSTEM_NAMES = ['system', 'system_prompt'] as const;

function nameIn(row: Row, names: readonly string[]): string | undefined {
  return names.find((name) => has(row, name));
}

/** An input is the question only where no instruction, not even an empty one, goes with it. */
function questionName(row: Row): string | undefined {
  const name = nameIn(row, QUESTION_NAMES);
  return name === 'input' && Object.hasOwn(row, 'instruction') ? undefined : name;
}

/** Whether there is an answer under any of the names in use. */
export function hasAnswer(row: Row): boolean {
  return nameIn(row, ANSWER_NAMES) !== undefined;
}

/**
 * A question and its answer under the names in use: `query, response`, `question, answer`, `prompt, completion`
 * and the like. Without other names they are written as `query` and `response`.
 */
export const queryResponse: Layout = {
  name: 'query-response',
  fits: (row) => questionName(row) !== undefined && hasAnswer(row),
  read: (row) => {
    const fields = new RowFields(row);
    const question = questionName(row) ?? 'query';
    const instruction = fields.requiredText(question);
    const inputName = INPUT_NAMES.find((name) => name !== question && typeof row[name] === 'string');
    const systemName = nameIn(row, SYSTEM_NAMES);
    return fields.content({
      instruction,
      input: inputName === undefined ? '' : fields.text(inputName),
      output: fields.answer(nameIn(row, ANSWER_NAMES) ?? 'response'),
      system: systemName === undefined ? '' : fields.text(systemName),
      history: readHistory(fields),
    });
  },
  write: (content, fields = []) => {
    const { input, metadata, system } = content;
    const names = fields.filter((name) => !Object.hasOwn(metadata, name));
    const among = (known: readonly string[]): string | undefined =>
      known.find((name) => names.includes(name));
    const question = among(QUESTION_NAMES) ?? 'query';
    const inputName = among(INPUT_NAMES.filter((name) => name !== question)) ?? 'input';
    return withRest(
      {
        [question]: content.instruction,
        ...writeAnswer(among(ANSWER_NAMES) ?? 'response', content),
        ...(input === '' ? {} : { [inputName]: input }),
        ...(system === '' ? {} : { [among(SYSTEM_NAMES) ?? 'system']: system }),
        ...writeContext({ ...content, system: '' }),
      },
      content,
    );
  },
};
