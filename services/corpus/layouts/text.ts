import { RowFields, withRest } from './fields.ts';
import { has, type Layout } from './layout.ts';

/** `text` alone, as in files for pretraining or lists of bare instructions: the text is the instruction. */
export const text: Layout = {
  name: 'text',
  fits: (row) => has(row, 'text'),
  read: (row) => {
    const fields = new RowFields(row);
    return fields.content({ instruction: fields.requiredText('text') });
  },
  write: (content) => withRest({ text: content.instruction }, content),
};
