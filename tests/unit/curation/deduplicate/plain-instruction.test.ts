import { describe, expect, it } from 'vitest';
import { plainInstruction } from '../../../../services/curation/deduplicate/plain-instruction.ts';

describe('an instruction without what asks for nothing', () => {
  it.each([
    ['Hello! Could you please list three rivers? Thanks a lot!', 'list three rivers?'],
    ["I'd really appreciate it if you could shorten this text, thank you in advance.", 'shorten this text,'],
    ['I want you to act as a travel guide.', 'act as a travel guide.'],
    ['Please, kindly sort the names.', 'kindly sort the names.'],
    ['Guten Tag! Bitte nenne drei Flüsse. Vielen Dank im Voraus.', 'nenne drei Flüsse.'],
    ["S'il vous plaît, citez trois fleuves. Merci d'avance !", 'citez trois fleuves.'],
    ['Por favor, nombra tres ríos. ¡Muchas gracias!', 'nombra tres ríos. ¡Muchas gracias!'],
    ['你好！请列出三条河流。谢谢！', '请列出三条河流。'],
    ['Instruction: name three rivers.', 'name three rivers.'],
    ['Question 7 of 20. Name three rivers.', 'Name three rivers.'],
    ['Q3) Name three rivers.', 'Name three rivers.'],
    ['<p>Name three <b>long</b> rivers.</p>', 'Name three  long  rivers.'],
    ['## Name **three** *long* [rivers](https://example.org).', 'Name three long rivers.'],
  ])('%s', (instruction, plain) => {
    expect(plainInstruction(instruction)).toBe(plain);
  });
});

describe('what an instruction is about stays', () => {
  it.each([
    'Turn <b>three</b> rivers into plain text without tags.',
    'Which words does **bold** in Markdown show?',
    'Compute 3*4 and 5 * 6 * 7.',
    'Rename *.txt to *.md in a shell.',
    'Hello world in Java',
    'Would you rather swim or run?',
    'Can you see the Great Wall from space?',
    'Write a letter that says thank you to a neighbour.',
    'Question everything you know about rivers.',
    'Problem solving in groups: name three rules.',
    'Good morning is said until what time?',
    'What does <b>Hi</b> look like?',
    'Why does this fail?\n```\n# print(1)\n```',
    'What does this print?\n# print(1)\nprint(2)',
    'What does `*p*` mean?',
    'Thanks!',
    'Please.',
  ])('%s', (instruction) => {
    expect(plainInstruction(instruction)).toBe(instruction);
  });
});

describe('a text with more blanks than anybody writes', () => {
  const blanks = ' \n'.repeat(200_000);

  it.each([
    ['between its words', `List${blanks}rivers.`],
    ['behind a label', `Task 1${blanks}rivers`],
    ['behind thanks that do not end it', `List rivers. Thanks${blanks}again and again`],
    ['in an element', `<p>List${blanks}rivers`],
  ])('is read in one go: %s', (_, instruction) => {
    expect(plainInstruction(instruction)).toBe(instruction);
  });
});
