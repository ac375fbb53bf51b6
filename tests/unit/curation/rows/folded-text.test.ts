import { describe, expect, test } from 'vitest';
import { foldText } from '../../../../services/curation/rows/folded-text.ts';

describe('texts are folded alike when they differ in', () => {
  test.each([
    ['case', 'Write a POEM', 'write a poem'],
    ['white space', ' Write\n a  poem\u00a0now ', 'Write a poem now'],
    ['marks at the ends of words', 'Well, write: a poem!', 'well write a poem'],
    ['several marks', 'What?! No...', 'What no'],
    ['quotation marks', 'Say “good day” or "bye".', 'say good day or bye'],
    ['the form of an apostrophe', 'It’s late', "it's late"],
    ['a hyphen between words', 'a well-known song', 'A well known song'],
    ['the space of French', 'Bonjour !', 'bonjour'],
    [
      'the spaces of a text that was cut into words',
      'Joan has 10 books , not 8 . Why ?',
      'Joan has 10 books, not 8. Why?',
    ],
    ['the marks of Spanish', '¿Qué hora es?', 'qué hora es'],
    ['the marks of Chinese', '你好，世界。', '你好 世界'],
    ['the width of letters', 'ＡＢＣ', 'abc'],
    ['the sign of minus', '\u22125', '-5'],
    ['spaces at the ends of lines of code', 'x = f(1) \n\ny = 2', 'x = f(1)\ny = 2'],
    ['line endings', 'a = b;\r\nc = d;', 'a = b;\nc = d;'],
  ])('%s', (_, one, other) => {
    expect(foldText(one)).toBe(foldText(other));
  });
});

describe('texts are folded differently when they differ in', () => {
  test.each([
    ['an operator', 'Simplify a+b', 'Simplify a-b'],
    ['a minus', 'Simplify a-b', 'Simplify a b'],
    ['a sign before a number', 'Add -5', 'Add 5'],
    ['a point before a number', 'Add .5', 'Add 5'],
    ['a name of a language', 'Write it in C', 'Write it in C++'],
    ['a sharp', 'Write it in C', 'Write it in C#'],
    ['a unit', 'Run 5 km', 'Run 5km'],
    ['a power', 'What is 10²?', 'What is 102?'],
    ['an index', 'Name H₂', 'Name H2'],
    ['a fraction', 'Take 1½ cups', 'Take 11/2 cups'],
    ['a factorial', 'What is 5! in all', 'What is 5 in all'],
    ['a factorial of a letter', 'Sum up n!', 'Sum up n'],
    ['a percentage', 'Add 5%', 'Add 5'],
    ['a currency', 'Pay €5', 'Pay $5'],
    ['an accent', 'Define résumé', 'Define resume'],
    ['feet and inches', `It is 5'`, `It is 5"`],
    ['a comparison', 'x != y', 'x = y'],
    ['a negation', 'if (!ready) go()', 'if (ready) go()'],
    ['a quoted number', 'x = "5"', 'x = 5'],
    ['the case of code', 'Int x = 1;', 'int x = 1;'],
    ['the indent of code', 'if x:\n  a()\nb()', 'if x:\n  a()\n  b()'],
    ['a fenced text', 'Fix:\n```\nhello, world\n```', 'Fix:\n```\nhello world\n```'],
    ['quoted code', 'What does `List` do?', 'What does `list` do?'],
    ['a member', 'Call a.b', 'Call a b'],
    ['a private name', 'Call _run', 'Call run'],
    ['an emoji', 'Explain 😀', 'Explain 😂'],
  ])('%s', (_, one, other) => {
    expect(foldText(one)).not.toBe(foldText(other));
  });
});
