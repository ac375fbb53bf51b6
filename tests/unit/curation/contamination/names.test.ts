import { describe, expect, test } from 'vitest';
import { namesIn, namesDiffer } from '../../../../services/curation/contamination/names.ts';
import { contaminationWords } from '../../../../services/curation/contamination/words.ts';

const named = (text: string) => ({ words: contaminationWords(text), names: namesIn(text) });

describe('names', () => {
  test.each([
    ['are capitalised words inside a sentence', 'What is the capital city of Peru?', ['peru']],
    ['may have several words', 'Tell me who founded New York, and why it grew.', ['new', 'york']],
    ['are not told in titles', 'The Capital City Of Peru', []],
    ['nor in German, where nouns have capitals', 'Schreibe ein Gedicht über den Herbst.', []],
    ['nor in capitals', 'WHAT IS THE CAPITAL OF PERU?', []],
    ['stand in any script with capitals', 'Напиши короткое стихотворение про Москву.', ['москву']],
    ['end with their digits', 'Find an hour for Person1, and one for Person2.', ['person1', 'person2']],
    ['the first word is none', 'Peru has three climates. Name them.', []],
  ])('%s', (_, text, names) => {
    expect([...namesIn(text)]).toEqual(names);
  });

  test.each([
    [true, 'What is the capital city of Mongolia?', 'What is the capital city of Peru?'],
    [true, 'Translate this sentence into Dutch.', 'Translate this sentence into Polish.'],
    [false, 'What is the capital city of Mongolia?', 'What is the capital city of Mongoila?'],
    [false, 'What is the capital city of Peru?', 'Which city is the capital of Peru?'],
    [true, 'What is the capital city of Mongolia?', 'Tell me: which city is the capital of Portugal?'],
    [false, 'What is the capital city of Peru?', 'What is the capital city of Peru in South America?'],
  ])('%s: differ between "%s" and "%s"', (differ, one, other) => {
    expect(namesDiffer(named(one), named(other))).toBe(differ);
    expect(namesDiffer(named(other), named(one))).toBe(differ);
  });

  test('of two texts of thousands of names are compared without a look at every pair', () => {
    const letters = (number: number) =>
      [...String(number)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
    const [one = '', other = ''] = ['Xav', 'Yor'].map((start) =>
      Array.from({ length: 20_000 }, (_, number) => `we saw them with ${start}${letters(number)}`).join(' '),
    );
    expect(namesDiffer(named(one), named(other))).toBe(true);
  });
});
