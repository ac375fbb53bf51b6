import { describe, expect, test } from 'vitest';
import { findPreambles } from '../../../../services/curation/deduplicate/preambles.ts';
import { RowTexts, wholeRequest, type Request } from '../../../../services/curation/deduplicate/row-texts.ts';
import { jaccard } from '../../../../services/curation/deduplicate/min-hash.ts';
import { at } from '../../../../services/runtime/at.ts';

const PERSONA = 'You are a careful assistant who answers in plain words. Never invent a source.';
const ASKED = [
  'Name three rivers.',
  'Why is the sky blue?',
  'Write a poem.',
  'What is a verb?',
  'Sort these names.',
];

async function ownTexts(requests: readonly Request[]): Promise<{ own: string[]; count: number }> {
  const { lengths, count } = await findPreambles(requests.length, (row) => at(requests, row));
  return { own: requests.map((request, row) => wholeRequest(request).slice(lengths[row]).trim()), count };
}

const alone = (instruction: string): Request => ({ instruction, input: '' });

test('whole sentences with which five requests begin that go on differently are set aside', async () => {
  const { own, count } = await ownTexts(ASKED.map((text) => alone(`${PERSONA} ${text}`)));
  expect(own).toEqual(ASKED);
  expect(count).toBe(1);
});

test('an instruction that many inputs share is set aside, so that the inputs are compared', async () => {
  const { own } = await ownTexts(ASKED.map((input) => ({ instruction: PERSONA, input })));
  expect(own).toEqual(ASKED);
});

test('of a preamble within another the longest is set aside, for the rows that have it', async () => {
  const tone = 'Answer in one sentence and nothing else.';
  const { own, count } = await ownTexts([
    ...ASKED.map((text) => alone(`${PERSONA} ${tone} ${text}`)),
    ...ASKED.map((text) => alone(`${PERSONA} ${text}`)),
  ]);
  expect(own).toEqual([...ASKED, ...ASKED]);
  expect(count).toBe(2);
});

test('the same continuation of many copies makes no preamble', async () => {
  const copies = Array.from({ length: 20 }, () => alone(`${PERSONA} ${at(ASKED, 0)}`));
  const { own, count } = await ownTexts([...copies, alone(`${PERSONA} ${at(ASKED, 1)}`)]);
  expect(own).toEqual([...copies.map(({ instruction }) => instruction), `${PERSONA} ${at(ASKED, 1)}`]);
  expect(count).toBe(0);
});

test('a row that is a preamble and nothing more keeps its letters', async () => {
  const { own } = await ownTexts([...ASKED.map((text) => alone(`${PERSONA} ${text}`)), alone(PERSONA)]);
  expect(own.at(-1)).toBe(PERSONA);
});

test.each([
  [
    'half a sentence that many rows share',
    (text: string) => `Tell me everything that you know about ${text}`,
  ],
  ['a short beginning', (text: string) => `Hello there! ${text}`],
])('%s is no preamble', async (_, begin) => {
  const requests = ASKED.map((text) => alone(begin(text)));
  expect((await ownTexts(requests)).own).toEqual(requests.map(({ instruction }) => instruction));
});

test('Chinese sentences, which no space follows, are told apart', async () => {
  const persona = '你是一位经验丰富的中学语文老师。请用简单的话回答。';
  const asked = ['什么是比喻？', '写一首诗。', '解释这个成语。', '给这段话加标点。', '列出三位诗人。'];
  expect((await ownTexts(asked.map((text) => alone(persona + text)))).own).toEqual(asked);
});

describe('the letters of rows with a preamble', () => {
  const requests = ASKED.map((text) => alone(`${PERSONA} ${text}`));

  test('are alike only where the rows are, behind it', async () => {
    const { lengths } = await findPreambles(requests.length, (row) => at(requests, row));
    const whole = new RowTexts((row) => at(requests, row));
    const own = new RowTexts(
      (row) => at(requests, row),
      (row) => at(lengths, row),
    );
    expect(jaccard(whole.shinglesOf(0), whole.shinglesOf(3))).toBeGreaterThan(0.6);
    expect(jaccard(own.shinglesOf(0), own.shinglesOf(3))).toBeLessThan(0.05);
  });
});
