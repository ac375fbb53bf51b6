import { RowFields, withRest } from './fields.ts';
import { isCovered } from './find-columns.ts';
import { has, type Layout } from './layout.ts';
import { messages } from './messages.ts';

/** Rows with a `text` alone, as in files for pretraining or lists of instructions. The text is the instruction. */
export const text: Layout = {
  name: 'text',
  // A chat rendered into one text is a conversation, even in a file of other texts.
  fits: (row) => has(row, 'text') && isCovered(row, ['text'], null) && !messages.fits(row),
  read: (row) => {
    const fields = new RowFields(row);
    return fields.content({ instruction: fields.requiredText('text') });
  },
  writes: [],
  write: (content) => withRest({ text: content.instruction }, content),
};
