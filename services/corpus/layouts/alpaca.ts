import { answerColumn, RowFields, withRest, writeAnswer } from './fields.ts';
import { readHistory, writeFullContext } from './history.ts';
import { has, type Layout } from './layout.ts';
import { isCovered } from './find-columns.ts';
import { hasAnswer } from './query-response.ts';

const COLUMNS = ['instruction', 'input', 'system', 'history'];

/** Rows with `instruction, input, output, system, history`. All of them but the instruction may be missing. */
export const alpaca: Layout = {
  name: 'alpaca',
  fits: (row) => {
    if (!has(row, 'instruction') || !(has(row, 'output') || has(row, 'chosen') || !hasAnswer(row)))
      return false;
    return isCovered(row, COLUMNS, answerColumn(row, 'output'));
  },
  read: (row) => {
    const fields = new RowFields(row);
    return fields.content({
      instruction: fields.requiredText('instruction'),
      input: fields.text('input'),
      output: fields.answer('output'),
      system: fields.text('system'),
      history: readHistory(fields),
    });
  },
  write: (content) => {
    const { instruction, input } = content;
    const fields = { instruction, input, ...writeAnswer('output', content), ...writeFullContext(content) };
    return withRest(fields, content);
  },
};
