import { describe, expect, it } from 'vitest';
import { sharedSpans, type Span } from '../../../services/web/contamination/shared-spans.ts';
import { textOfField } from '../../../services/web/contamination/text-of-field.ts';

const marked = (spans: readonly Span[]): string =>
  spans.map(({ text, isShared }) => (isShared ? `[${text}]` : text)).join('');

describe('what two texts share', () => {
  it.each([
    [
      'words in a row, wherever they stand',
      'Now: how many feet has a hen, in all?',
      'A riddle. How many feet has a hen in the yard?',
      'Now: [how many feet has a hen, in] all?',
      'A riddle. [How many feet has a hen in] the yard?',
    ],
    ['no four words in a row', 'a b c and more', 'a b c but other', 'a b c and more', 'a b c but other'],
    [
      'two runs apart',
      'a b c d x e f g h',
      'e f g h y a b c d',
      '[a b c d] x [e f g h]',
      '[e f g h] y [a b c d]',
    ],
    [
      'all of a short text',
      'Name rivers.',
      'Please name rivers now',
      '[Name rivers.]',
      'Please [name rivers] now',
    ],
    ['Chinese without spaces', '请写一首诗', '你好，写一首诗吧', '请[写一首诗]', '你好，[写一首诗]吧'],
    [
      'runs with marks between them',
      'a b c d - e f g h',
      'a b c d . z . e f g h',
      '[a b c d - e f g h]',
      '[a b c d] . z . [e f g h]',
    ],
    ['nothing of an empty text', '', 'a b c d', '', 'a b c d'],
  ])('is marked in both: %s', (_, one, other, left, right) => {
    const [first, second] = sharedSpans(one, other);
    expect(marked(first)).toBe(left);
    expect(marked(second)).toBe(right);
  });
});

describe('the text of a field', () => {
  const record = {
    ...{ id: '', corpus: 'c', text_hash: '', label: null, source: null, user_id: null },
    ...{ instruction: 'Add.', input: '1 2', output: '3', system: 'Be brief.' },
    history: [{ role: 'user' as const, content: 'Hello' }],
    metadata: { 'a.b': 'dotted', rejected: '4', messages: [{ content: 'm0' }, { content: 'm1' }] },
  };
  it.each([
    ['instruction', 'Add.\n1 2'],
    ['output', '3'],
    ['system', 'Be brief.'],
    ['history[0]', 'Hello'],
    ['rejected', '4'],
    ['a.b', 'dotted'],
    ['messages[1].content', 'm1'],
    ['messages[7].content', null],
    ['gone', null],
  ])('%s is what a pair means by it', (field, text) => {
    expect(textOfField(record, field)).toBe(text);
  });
});
