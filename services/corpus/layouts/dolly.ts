import { answerColumn, RowFields, withRest, writeAnswer } from './fields.ts';
import { readHistory, writeContext } from './history.ts';
import { has, type Layout } from './layout.ts';
import { isCovered } from './find-columns.ts';
import { hasAnswer } from './query-response.ts';

const COLUMNS = ['instruction', 'context', 'system', 'history'];

/** Rows with `instruction, context, response, category`. The category becomes metadata. */
export const dolly: Layout = {
  name: 'dolly',
  fits: (row) => {
    if (!has(row, 'instruction') || has(row, 'output') || has(row, 'chosen')) return false;
    if (!has(row, 'response') && (!has(row, 'context') || hasAnswer(row))) return false;
    return isCovered(row, COLUMNS, answerColumn(row, 'response'));
  },
  read: (row) => {
    const fields = new RowFields(row);
    return fields.content({
      instruction: fields.requiredText('instruction'),
      input: fields.text('context'),
      output: fields.answer('response'),
      system: fields.text('system'),
      history: readHistory(fields),
    });
  },
  write: (content) => {
    const { instruction, input: context } = content;
    const fields = { instruction, context, ...writeAnswer('response', content), ...writeContext(content) };
    return withRest(fields, content);
  },
};
