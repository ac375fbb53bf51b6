import { RowFields, withRest } from './fields.ts';
import { has, type Layout } from './layout.ts';

/** Rows with a `text` alone, as in files for pretraining or lists of instructions. The text is the instruction. */
export const text: Layout = {
  name: 'text',
  fits: (row) => has(row, 'text'),
  read: (row) => {
    const fields = new RowFields(row);
    return fields.content({ instruction: fields.requiredText('text') });
  },
  write: (content) => withRest({ text: content.instruction }, content),
};
