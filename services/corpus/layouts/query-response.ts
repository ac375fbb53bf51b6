import { RowFields, withRest, writeAnswer } from './fields.ts';
import { readHistory, writeContext } from './history.ts';
import { has, type Layout, type Row } from './layout.ts';

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
 * and the like. They are written as `query` and `response`.
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
  write: (content) => {
    const { instruction: query, input } = content;
    const context = { ...(input === '' ? {} : { input }), ...writeContext(content) };
    return withRest({ query, ...writeAnswer('response', content), ...context }, content);
  },
};
