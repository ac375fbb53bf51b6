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
    ['number words of other languages', 'Nenne drei Vögel', 'Nenne 3 Vögel'],
    ['signs of money', 'A coat costs $60 after 20% off', 'A coat costs 60 dollars after 20 percent off'],
    ['ordinals', 'Explain the fourth amendment', 'Explain the 4th Amendment'],
    ['forms of a word', 'Describe how cats behave', 'Describe how a cat behaves'],
    ['synonyms', 'Name a large car', 'Name a big automobile'],
    [
      'the verb of the request, which the task score judges',
      'Describe photosynthesis',
      'Explain photosynthesis',
    ],
    ['a preposition instead of an order', 'Give me a tomato soup recipe', 'Give me a recipe for tomato soup'],
    ['another order of a pair', 'Compare cats and dogs', 'Compare dogs and cats'],
    ['another order', 'In one sentence, describe the sea.', 'Describe the sea in one sentence.'],
    ['a slip of the pen', 'Discuss globalization', 'Discuss globalizaton'],
    ['the input within the instruction', ['Translate it.', 'Good day'], 'Translate it: Good day'],
    ['a name with and without backticks', 'Explain `diff_list` and red', 'Explain diff_list and `red`'],
    ['code with and without backticks', 'Write `x = 1` in Python.', 'Write x = 1 in Python.'],
    ['blanks within backticks', 'Write `x = 1` in Python.', 'In Python, write `x=1`.'],
    ['a bullet and a heading', '- Write a poem about cats', '# Write a poem about cats'],
    ['a hyphen before a number', 'How does Covid-19 spread', 'How does Covid 19 spread'],
    [
      'German words without a topic',
      'Was muss ich tun, wenn es regnet',
      'Was muss ich machen, wenn es regnet',
    ],
    ['French words without a topic', 'Décris une table dans un musée', 'Décris-moi la table d’un musée'],
    ['Spanish words without a topic', '¿Qué tengo que llevar al lago?', '¿Qué debo llevar al lago?'],
    ['Russian words without a topic', 'Какая погода в горах', 'Какая будет погода в этих горах'],
    ['Japanese words without a topic', '図書館を紹介してください', 'この図書館を紹介して'],
    ['another script', '请写一首关于猫的诗。', '写一首关于猫的诗'],
    ['Chinese numerals', '列出十五个城市,写两千字', '列出15个城市,写2000字'],
    ['a numeral that is one word with its measure', '长八米、宽五米的菜地', '长 8 米、宽 5 米的菜地'],
    ['Chinese ordinals', '世界上第四长的河流', '世界上第4长的河流'],
    ['symbols of units', 'How far is 180 kilometres in 1.5 hours?', 'How far is 180 km in 1.5 h?'],
    ['symbols of units in other languages', '¿Cuántos mililitros hay?', '¿Cuántos ml hay?'],
    ['an initialism', 'How does an MRI scan work?', 'How does a magnetic resonance imaging scan work?'],
    ['bullets', ['Sum the numbers.', '15, 28, 7'], ['Sum the numbers.', '- 15\n- 28\n- 7']],
    ['numbers of a list without spaces', ['Sum them.', '15,28,7'], ['Sum them.', '15, 28, 7']],
    ['letters before options', ['Which is even?', '13, 27, 40'], ['Which is even?', 'a) 13 b) 27 c) 40']],
    ['numbers before lines', 'Rate these:\n1. grapes\n2. toffee', 'Rate these: (a) grapes (b) toffee'],
    [
      'numbers that moved with their words, beside another word',
      'Find the volume of a cone with a radius of 4 and a height of 7',
      'Please find the volume of a cone whose height equals 7 and radius 4',
    ],
    [
      'an input that stands within the instruction',
      ['Convert the colour to RGB.', '#FF8000'],
      'Convert the colour #FF8000 to RGB.',
    ],
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
    ['number', 'Nomme deux oiseaux', 'Nomme trois oiseaux'],
    ['number', '列出十五个城市', '列出五十个城市'],
    ['number', '世界上第四长的河流', '世界上第三长的河流'],
    ['number', 'How many grams are 1,500,300 mg?', 'How many grams are 1,500,301 mg?'],
    ['number', 'What is 10\n- 5\n- 3', 'What is 10\n5\n3'],
    ['number', 'Is -5 smaller than 2?', 'Is 5 smaller than 2?'],
    ['number', 'Start with 3. Then take 4.', 'Start with 3. Then take 5.'],
    ['term', 'transcribe the strand tacgga', 'transcribe the strand tacgca'],
    ['term', 'How many kilometres is it?', 'How many miles is it?'],
    ['name', 'How does an MRI scan work?', 'How does a mechanical rotating iron scan of a CT work?'],
    ['order', ['Who beat whom?', 'Ann beat Bob'], 'Who beat whom? Bob beat Ann'],
    ['number', 'It costs $60', 'It costs £60'],
    ['name', 'Describe the history of Paris', 'Describe the history of Oslo'],
    ['name', 'Write a function that sorts', 'Write a function in Python that sorts'],
    ['negation', 'Explain why it is safe', 'Explain why it is not safe'],
    ['negation', 'Welche Tiere legen Eier?', 'Welche Tiere legen keine Eier?'],
    ['negation', 'Какие птицы летают?', 'Какие птицы не летают?'],
    ['negation', '下列哪些是鸟？', '下列哪些不是鸟？'],
    ['code', 'Write `x = 1` in Python.', 'Write `X = 1` in Python.'],
    ['code', 'Say what `(a)` and `b` are', 'Say what `[a]` and `b` are'],
    ['code', 'What does this match? \\w+', 'What does this match? \\W+'],
    ['term', 'Write a poem about cats', 'Write a poem about dogs'],
    ['term', 'List advantages of solar power', 'List disadvantages of solar power'],
    ['term', 'Write a poem', 'Write a poem on an old harbour at dawn before winter'],
    ['term', 'Compare cats and dogs', 'Compare cats and cats'],
    ['order', 'Convert dollars to euros', 'Convert euros to dollars'],
    ['order', 'Why did the dog chase the cat?', 'Why did the cat chase the dog?'],
    ['order', 'Explain how noise leads to bad sleep', 'Explain how bad sleep leads to noise'],
    ['order', 'Merge the branch alpha with the branch beta', 'Merge the branch beta with the branch alpha'],
    ['order', 'Raise 3 to the power of 5', 'Raise 5 to the power of 3'],
    [
      'order',
      'Find the volume of a cone with a radius of 4 and a height of 7',
      'What is the volume of a cone whose height is 4 and radius 7?',
    ],
    ['order', 'Rechne 12 Meter in Fuß um', 'Rechne 12 Fuß in Meter um'],
    ['order', '把英镑换算成欧元', '把欧元换算成英镑'],
    ['term', ['Find the noun.', 'A cat sat'], ['Find the noun.', 'A dog sat']],
    ['input', ['Sort these.', 'pear, apple'], ['Sort these.', 'apple, pear']],
    ['input', ['Correct it.', 'She go home'], ['Correct it.', 'She go home late']],
    ['term', '写一首关于猫的诗', '写一首关于狗的诗'],
    ['question', 'Is there a bus to the lake?', 'When is there a bus to the lake?'],
    ['question', 'May I park my 2 cars?', 'Must I park my 2 cars?'],
    ['term', 'Describe a war with a bitter die', 'Describe a hat with a bitter die'],
    ['number', 'What is x-5', 'What is x+5'],
    ['number', 'Add 5% to it', 'Add 5 to it'],
    ['number', 'Pay €5 for it', 'Pay $5 for it'],
    ['number', 'Compute 5!', 'Compute 5.'],
    ['number', 'Compute 10²', 'Compute 102'],
    ['number', 'Add .5 to it', 'Add 5 to it'],
    ['number', 'Add \u22125 to it', 'Add 5 to it'],
    ['number', 'Simplify a-b', 'Simplify a+b'],
    ['number', 'When is x ≤ y', 'When is x ≥ y'],
    ['number', 'What does ";" mean in C', 'What does ":" mean in C'],
    ['number', 'Explain the emoji 😀', 'Explain the emoji 😂'],
    ['name', 'Describe the US economy', 'Describe the economy'],
    ['code', 'Explain:\nif x is y: go()', 'Explain:\nif x in y: go()'],
    ['code', 'Explain:\nif x:\n  a()\nb()', 'Explain:\nif x:\n  a()\n  b()'],
    ['code', ['Fix it.', 'for (int i = 0; i < N; i++)'], ['Fix it.', 'for (int i = 0; i < n; i++)']],
    ['term', 'напиши стих о кошках', 'напиши стих о собаках'],
  ])('%s: %j and %j', (slot, a, b) => {
    expect(between(a, b).slot).toBe(slot);
  });
});

describe('of long texts everything counts', () => {
  const long = Array.from({ length: 3_000 }, (_, at) => `word${at}x`).join(' ');

  test.each<[WordDifference['slot'], Text, Text]>([
    ['term', `${long} cats`, `${long} dogs`],
    ['number', `${long} 5`, `${long} 6`],
    ['input', ['Correct it.', `${long} late`], ['Correct it.', `late ${long}`]],
    ['much', `Sort: ${long}`, `Sort: ${long.replaceAll('x', 'y')}`],
  ])('%s', (slot, a, b) => {
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
      unmatched: 0,
      removed: [],
      added: [],
      exchanged: [],
    });
    for (const b of rows) {
      expect(wordDifference(a, b, synonyms).slot).toBe(wordDifference(b, a, synonyms).slot);
    }
  }
});
