import { describe, expect, test } from 'vitest';
import { createTaskLabeller } from '../../../services/labels/task-labeller.ts';

const labeller = createTaskLabeller();
const name = (instruction: string): string | null => labeller.label(instruction)?.name ?? null;

describe('the label is the verb and noun of the clause that asks', () => {
  test.each([
    ['Outline the steps of baking bread.', 'outline|step'],
    ['Rank these mountains by height.', 'rank|mountain'],
    ['Please suggest two names for a bakery', 'suggest|name'],
    ['Can you recommend a good film?', 'recommend|film'],
    ['I want you to write a haiku about rain.', 'write|haiku'],
    ['Given two lists, return their intersection.', 'return|intersection'],
    ['In this task, you are given a text. Your job is to count the verbs.', 'count|verb'],
    ['Imagine you are a chef. Invent a dish with beetroot.', 'invent|dish'],
    ['Explain how to repair a bicycle.', 'repair|bicycle'],
    ['Explain why volcanoes erupt.', 'explain|volcano'],
    ['Tell me how I can improve my handwriting.', 'improve|handwriting'],
    ['How would you organise a library?', 'organize|library'],
    ['Rewrite the following sentence so that it is polite: "Send an email to the boss."', 'rewrite|sentence'],
    ['Find the average of the numbers below.', 'find|average'],
    ['Write a thank you note to a neighbour.', 'write|note'],
    ['Compare and contrast trains and planes.', 'compare|train'],
    ['Transpose the chords to D major.', 'transpose|chord'],
    ['Re-arrange the words.', 'rearrange|word'],
  ])('%s', (instruction, label) => {
    expect(name(instruction)).toBe(label);
  });
});

describe('a question for knowledge is named by its question word, a formula by its verb', () => {
  test.each([
    ['What is the capital of Peru?', 'what|knowledge'],
    ['Why is the sky blue?', 'why|knowledge'],
    ['How does wind power work?', 'how|knowledge'],
    ['In which year did the war end?', 'which|knowledge'],
    ['Is the sentence below correct?', 'yes-no|task'],
    ['What is 3 + 4?', 'what|math'],
    ['Multiply 4 and 7.', 'multiply|math'],
    ['Translate "Guten Morgen" into English.', 'translate|none'],
    ['Seven Wonders of the Ancient World', 'noun|knowledge'],
  ])('%s', (instruction, label) => {
    expect(name(instruction)).toBe(label);
  });
});

describe('one task has one name', () => {
  test.each([
    ['Make a list of rivers.', 'Create a list of rivers.'],
    ['Compute the area of a circle.', 'Calculate the area of a circle.'],
    ['Compose an email to a client.', 'Write an email to a client.'],
    ['Summarise the article.', 'Summarize the article.'],
    ['Find the mistakes.', 'Find the errors.'],
  ])('%s', (one, other) => {
    expect(name(one)).toBe(name(other));
  });

  test('making something that is not written is not creating it', () => {
    expect(name('How do I make a cake?')).toBe('make|cake');
  });
});

test.each(['', '   ', '???', '42', 'Напиши стихотворение', 'Schreibe ein Gedicht über die Katze.'])(
  'what is neither an English nor a Chinese instruction has no label: %j',
  (text) => {
    expect(labeller.label(text)).toBeNull();
  },
);

test.each([
  'Kirjoita runo syksystä',
  'Haiku ensilumesta',
  'Suosittele dekkareita, jotka sijoittuvat Lappiin.',
  'Positiv, negativ oder neutral?',
  'Warum wird Brot im Kühlschrank schneller altbacken?',
  'Was macht diese Zeile genau?',
  'Resuelve: 2x² − 5x − 3 = 0',
])('another language in Latin letters is no heading and no question in English: %j', (text) => {
  expect(labeller.label(text)).toBeNull();
});

test('words that are keys of every object are words like others', () => {
  expect(name('Describe the constructor.')).toBe('describe|constructor');
  expect(name('Explain the __proto__ of toString')).toBe('explain|none');
});

test('of a long text the end asks when the beginning does not', () => {
  const passage = 'The river was high and the bridge had gone. '.repeat(2_000);
  expect(name(`${passage}\n\nSummarize the passage above.`)).toBe('summarize|passage');
  expect(name(`Translate the passage.\n\n${passage}`)).toBe('translate|passage');
});

test('a name fits the record, whatever the text', () => {
  for (const text of [
    `Write ${'x'.repeat(1_000)}`,
    `Write a${'|b'.repeat(300)}`,
    `Sort the ${'ab-'.repeat(400)}`,
  ]) {
    expect(name(text)?.length ?? 0).toBeLessThanOrEqual(200);
    expect((name(text) ?? '').split('|').length).toBeLessThanOrEqual(2);
  }
});

describe('a scene or a part to play is not the task when something is asked beside it', () => {
  test.each([
    ['Take on the role of a sailor. Describe the deck.', 'describe|deck'],
    ['Act as a Gardener. Explain your choice of seeds.', 'explain|choice'],
    ['You are a baker who wants to open a shop. Suggest a name.', 'suggest|name'],
    ['Imagine you are a judge, compose a short letter to a colleague.', 'write|letter'],
    ['Imagine you are a diver and describe a reef.', 'describe|reef'],
    ['Imagine you are an astronaut. What would you pack?', 'what|knowledge'],
    ['The harbour was full. Crews would cheer the winner. Describe the boats.', 'describe|boat'],
    ['I want you to act as a gardener.', 'act|gardener'],
  ])('%s', (instruction, label) => {
    expect(name(instruction)).toBe(label);
  });
});

describe('a number makes a question one of arithmetic only when there is something to reckon', () => {
  test.each([
    ['What is the square root of 25?', 'what|math'],
    ['How much are 12 apples when 3 apples are 2 euros?', 'how|math'],
    ['A bus ticket is 3 euros. Tom buys some for 12 euros. How many tickets does he get?', 'how|math'],
    ['What is new in release 7.1?', 'what|knowledge'],
    ['What was the 2019 summit about?', 'what|knowledge'],
    ['What is the morse code for number 4?', 'what|knowledge'],
  ])('%s', (instruction, label) => {
    expect(name(instruction)).toBe(label);
  });
});

describe('a question without a question word asks for yes or no, or which of several', () => {
  test.each([
    ['Is a tomato a fruit or a vegetable?', 'which|knowledge'],
    ['Is the sentence true or false?', 'yes-no|task'],
    ['Does it open on Sunday or not?', 'yes-no|task'],
    ['Should a discount be granted?', 'yes-no|task'],
    ['Is the statement true? Let’s think first.', 'yes-no|task'],
    ['Can you tell me about Lisbon?', 'tell|none'],
  ])('%s', (instruction, label) => {
    expect(name(instruction)).toBe(label);
  });
});

describe('the confidence says how often a label that was found in the same way was acceptable to a reader', () => {
  const rule = (text: string): string | undefined => labeller.labelWithRule(text)?.rule;
  const sure = (text: string): number => labeller.label(text)?.confidence ?? 0;

  test.each([
    ['Write a poem.', 'object'],
    ['Could you please write a poem?', 'object'],
    ['How do I change a fuse?', 'object'],
    ['From the text, extract the dates.', 'object'],
    ['The trains were late. Write a complaint.', 'later-sentence'],
    ['Name a good ski mountain.', 'compound'],
    ['Why do my fingers hurt when playing guitar?', 'embedded'],
    ['What is a dam?', 'question'],
    ['Translate it.', 'verb-only'],
    ['12+30等于多少？', 'arithmetic'],
    ['请总结下面的文章。', 'request'],
  ])('%s is found by the rule %s', (text, expected) => {
    expect(rule(text)).toBe(expected);
  });

  test('a verb that opens the request is more likely right than not; a noun that only describes another, or a verb of the passage, is not', () => {
    expect(sure('Write a poem.')).toBeGreaterThan(0.8);
    expect(sure('The trains were late. Write a complaint.')).toBeGreaterThan(0.7);
    expect(sure('Name a good ski mountain.')).toBeLessThan(0.5);
    expect(sure('Why do my fingers hurt when playing guitar?')).toBeLessThan(0.3);
    expect(sure('Translate it.')).toBeLessThan(0.6);
  });

  test('only rules of which nine in ten labels were acceptable tell 0.9', () => {
    expect(sure('What is a dam?')).toBeGreaterThan(0.9);
    expect(sure('请总结下面的文章。')).toBeGreaterThan(0.9);
    for (const text of ['Write a poem.', 'Identify which bird is extinct: dodo, wren.', '推荐几本书'])
      expect(sure(text)).toBeLessThan(0.9);
  });
});

describe('a label', () => {
  test('depends on the text alone, not on what was labelled before', () => {
    const text = "Name the world's highest mountain peak.";
    const fresh = createTaskLabeller().label(text);
    const experienced = createTaskLabeller();
    // wink-nlp learns "world's" as one word from this, and would not cut it in two any more.
    experienced.label("Rearrange these words: tallest, world's, the");
    expect(experienced.label(text)).toEqual(fresh);
  });
});
