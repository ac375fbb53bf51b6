import { describe, expect, test } from 'vitest';
import { wordNetSynonyms } from '../../../../services/curation/deduplicate/synonyms.ts';
import {
  wordDifference,
  type WordDifference,
} from '../../../../services/curation/deduplicate/word-difference.ts';
import { rowWords } from '../../../../services/curation/deduplicate/words.ts';
import { randomRows } from './random-rows.ts';

type Text = string | readonly [instruction: string, input: string];

const wordsOf = (text: Text) => {
  const [instruction, input] = typeof text === 'string' ? [text, ''] : text;
  return rowWords({ instruction, input });
};
const between = (a: Text, b: Text): WordDifference =>
  wordDifference(wordsOf(a), wordsOf(b), wordNetSynonyms());

describe('asks for the same', () => {
  test.each<[string, Text, Text]>([
    ['case and punctuation', 'Write a poem about cats.', 'WRITE A POEM ABOUT CATS!'],
    ['number words', 'Give five tips.', 'Give 5 tips'],
    ['ordinals', 'Explain the fourth amendment', 'Explain the 4th Amendment'],
    ['forms of a word', 'Describe how cats behave', 'Describe how a cat behaves'],
    ['synonyms', 'Name a large car', 'Name a big automobile'],
    [
      'the verb of the request, which the task score judges',
      'Describe photosynthesis',
      'Explain photosynthesis',
    ],
    ['another order', 'In one sentence, describe the sea.', 'Describe the sea in one sentence.'],
    ['a slip of the pen', 'Discuss globalization', 'Discuss globalizaton'],
    ['the input within the instruction', ['Translate it.', 'Good day'], 'Translate it: Good day'],
    ['a bullet and a heading', '- Write a poem about cats', '# Write a poem about cats'],
    ['another script', '请写一首关于猫的诗。', '写一首关于猫的诗'],
  ])('%s', (_, a, b) => {
    expect(between(a, b).slot).toBeNull();
  });
});

describe('asks for something else', () => {
  test.each<[WordDifference['slot'], Text, Text]>([
    ['number', 'Give five tips.', 'Give three tips.'],
    ['number', 'Convert 3.5 miles', 'Convert 35 miles'],
    ['number', 'Compute 3 + 4', 'Compute 3 * 4'],
    ['number', 'Write it in C', 'Write it in C++'],
    ['name', 'Describe the history of Paris', 'Describe the history of Oslo'],
    ['name', 'Write a function that sorts', 'Write a function in Python that sorts'],
    ['negation', 'Explain why it is safe', 'Explain why it is not safe'],
    ['term', 'Write a poem about cats', 'Write a poem about dogs'],
    ['term', 'List advantages of solar power', 'List disadvantages of solar power'],
    ['term', 'Write a poem', 'Write a poem on an old harbour at dawn before winter'],
    ['term', 'Compare cats and dogs', 'Compare cats and cats'],
    ['order', 'Convert dollars to euros', 'Convert euros to dollars'],
    ['term', ['Find the noun.', 'A cat sat'], ['Find the noun.', 'A dog sat']],
    ['input', ['Sort these.', 'pear, apple'], ['Sort these.', 'apple, pear']],
    ['input', ['Correct it.', 'She go home'], ['Correct it.', 'She go home late']],
    ['term', '写一首关于猫的诗', '写一首关于狗的诗'],
    ['term', 'напиши стих о кошках', 'напиши стих о собаках'],
  ])('%s: %j and %j', (slot, a, b) => {
    expect(between(a, b).slot).toBe(slot);
  });
});

test('says which words differ and which stand for each other', () => {
  expect(between('Describe a large house', 'Describe a big house near water')).toMatchObject({
    more: 2,
    removed: [],
    added: ['near', 'water'],
    exchanged: [['large', 'big']],
  });
});

test('the same text differs in nothing, and both ways round the decision is the same', () => {
  const rows = randomRows(80, 5).map(rowWords);
  const synonyms = wordNetSynonyms();
  for (const a of rows) {
    expect(wordDifference(a, a, synonyms)).toEqual({
      slot: null,
      more: 0,
      removed: [],
      added: [],
      exchanged: [],
    });
    for (const b of rows) {
      expect(wordDifference(a, b, synonyms).slot).toBe(wordDifference(b, a, synonyms).slot);
    }
  }
});
