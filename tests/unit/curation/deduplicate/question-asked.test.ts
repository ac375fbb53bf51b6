import { describe, expect, test } from 'vitest';
import { askedIn, askOtherThings } from '../../../../services/curation/deduplicate/question-asked.ts';

const areOther = (one: string, other: string): boolean => askOtherThings(askedIn(one), askedIn(other));

describe('questions for different things are different', () => {
  test.each([
    ['Is there a bus to the airport?', 'When is there a bus to the airport?'],
    ['May I bring my dog into the office?', 'Must I bring my dog into the office?'],
    ['Can I wear a mask?', 'Do I have to wear a mask?'],
    ['Can I wear a mask?', 'Should I wear a mask?'],
    ['Where was the lamp found?', 'Who found the lamp?'],
    ['How many eggs do they eat?', 'Why do they eat eggs?'],
    ['Can you tell me when the ferry leaves?', 'Can you tell me where the ferry leaves?'],
    ['I live in Bonn. Where do I vote?', 'I live in Bonn. When do I vote?'],
    ['Gibt es eine Fähre?', 'Wann gibt es eine Fähre?'],
    ['Darf ich hier parken?', 'Muss ich hier parken?'],
    ['Y a-t-il un marché ?', 'Quand y a-t-il un marché ?'],
    ['¿Hay un mercado?', '¿Dónde hay un mercado?'],
    ['Есть ли рынок?', 'Где есть рынок?'],
    ['图书馆开门吗？', '图书馆什么时候开门？'],
    ['図書館はどこですか？', '図書館はいつ開きますか？'],
  ])('%s | %s', (one, other) => {
    expect(areOther(one, other)).toBe(true);
    expect(areOther(other, one)).toBe(true);
  });
});

describe('questions that may ask for the same stay open', () => {
  test.each([
    ['When did the war end?', 'What year did the war end?'],
    ['Who wrote the play?', 'Which author wrote the play?'],
    ['Can you tell me when the ferry leaves?', 'When does the ferry leave?'],
    ['Do you know where the ferry leaves?', 'Where does the ferry leave?'],
    ['Is it allowed to park here?', 'May I park here?'],
    ['Should I water it daily?', 'Do I need to water it daily?'],
    ['Is there a bus?', 'Are there buses?'],
    ['Is it known when the ferry leaves?', 'When does the ferry leave?'],
    ['Tell me when the ferry leaves.', 'Does the ferry leave?'],
    ['When I press it, does it turn red?', 'Does it turn red when I press it?'],
    ['Wie lange dauert es?', 'Wie viele Stunden dauert es?'],
    ['Where is it? When is it open?', 'Is it open?'],
    ['Do the dishes.', 'Why do the dishes?'],
  ])('%s | %s', (one, other) => {
    expect(areOther(one, other)).toBe(false);
  });
});

test('a text of a million marks and blanks is looked at at once', () => {
  expect(askedIn(' ?'.repeat(500_000))).toBeNull();
  expect(askedIn('a '.repeat(500))).toBeNull();
});
