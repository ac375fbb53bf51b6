import { describe, expect, test } from 'vitest';
import { toPoints } from '../../../../services/analysis/points.ts';
import { wordNetAntonyms } from '../../../../services/curation/deduplicate/antonyms.ts';
import { findLeaks } from '../../../../services/curation/contamination/leaks.ts';
import { distinctTexts } from '../../../../services/curation/contamination/texts.ts';
import type { Rows } from '../../../../services/curation/contamination/texts.ts';
import { exactNearest, normalised } from '../exact-nearest.ts';

const ALIKE = normalised([1, 2, 3]);
const OTHER_TASK = normalised([3, -1, -2]);

/** One row whose content is as alike as can be, so that only its words can tell it from another. */
function alike(text: string, isOtherTask = false): Rows {
  const content = toPoints([ALIKE]);
  return { texts: [text], labels: [null], task: isOtherTask ? toPoints([OTHER_TASK]) : content, content };
}

async function verdictOf(train: string, bench: string, isOtherTask = false): Promise<string | undefined> {
  const leaks = await findLeaks(
    distinctTexts(alike(train, isOtherTask)),
    distinctTexts(alike(bench)),
    { inTask: exactNearest, inContent: exactNearest },
    { sameTaskFrom: 0.7, threshold: null, signal: new AbortController().signal, report: () => undefined },
  );
  return leaks.pairs[0]?.verdict;
}

describe('another question is no leak, however alike its content is', () => {
  test.each([
    ['for and against', 'Write a speech for the new bypass.', 'Write a speech against the new bypass.'],
    [
      'opposite verbs',
      'Encrypt this word with a shift of three.',
      'Decrypt this word with a shift of three.',
    ],
    ['whether and when', 'Is there a ferry to the island?', 'When is there a ferry to the island?'],
    ['what may and what must be done', 'Darf ich den Hund mitbringen?', 'Muss ich den Hund mitbringen?'],
    ['opposites in another frame', 'Tell me how to compress a folder.', 'How can I decompress a folder?'],
    ['opposite nouns', 'What are the strengths of wind power?', 'What are the weaknesses of wind power?'],
    [
      'opposite adjectives',
      'Name the cheapest way to heat a barn',
      'Name the most expensive way to heat a barn',
    ],
    ['before and after', 'What did sailors eat before the voyage?', 'What did sailors eat after the voyage?'],
    ['more and less', 'Which towns have more rain than ours?', 'Which towns have less rain than ours?'],
    ['a negation', 'Which of these birds can fly at night?', 'Which of these birds cannot fly at night?'],
    ['a negation that is left out', 'Why is salt not sold there?', 'Why is salt sold there?'],
    ['who does what to whom', 'Explain how Ann beat Bob at chess.', 'Explain how Bob beat Ann at chess.'],
    ['from and to', 'Find a train from Turin to Basel.', 'Find a train to Turin from Basel.'],
    ['languages swapped', 'Translate this from Czech to Welsh.', 'Translate this from Welsh to Czech.'],
    ['number words', 'Give me five names for a grey horse.', 'Give me seven names for a grey horse.'],
    ['numbers', 'What is 18 percent of 250 crowns?', 'What is 18 percent of 350 crowns?'],
    ['the order of numbers', 'What is 96 divided by 12?', 'What is 12 divided by 96?'],
    ['names', 'What did people of Lima wear then?', 'What did people of Cork wear then?'],
    ['one topic for another', 'Write a short rhyme about a kettle.', 'Write a short rhyme about a ladder.'],
    ['Chinese, with a negation', '为什么猫喜欢喝水？', '为什么猫不喜欢喝水？'],
  ])('%s', async (_, train, bench) => {
    for (const [one, other] of [
      [train, bench],
      [bench, train],
    ] as const)
      expect(['same_task_only', 'clean']).toContain(await verdictOf(one, other));
  });

  test('another thing to do with one text, where the vectors of both tasks lie apart', async () => {
    const [train, bench] = ['Shorten the letter to my landlord.', 'Proofread the letter to my landlord.'];
    expect(await verdictOf(train, bench, true)).toBe('clean');
    expect(await verdictOf(train, bench)).toBe('near');
  });
});

describe('a leak stays one', () => {
  test.each([
    [
      'slips of the pen',
      'Explian why the harbor freezes in janury',
      'Explain why the harbour freezes in January.',
    ],
    [
      'German words without a topic',
      'Was muss ich tun, wenn es brennt?',
      'Was muss ich machen, wenn es brennt?',
    ],
    ['German words for being there', 'Wo finde ich Karten zum Wandern?', 'Wo gibt es Karten zum Wandern?'],
    ['Spanish words without a topic', '¿Qué tengo que llevar al lago?', '¿Qué debo llevar al lago?'],
    ['a clause that moved', 'In two lines, describe an old mill.', 'Describe an old mill in two lines.'],
    ['synonyms', 'How do I repair a bicycle pump?', 'How do I fix a bicycle pump?'],
    ['another way of asking', 'Could you please list uses of old tyres for me?', 'List uses of old tyres.'],
    [
      'wholly other words',
      'What is the best method to get rid of ants that come into a kitchen?',
      'How can somebody keep insects such as ants away from where we cook?',
    ],
    [
      'more around it',
      'I teach a class. Why do leaves turn red? Answer as for children.',
      'Why do leaves turn red?',
    ],
    [
      'more around it, with a negation and a number of its own',
      'You are tutor number 7. Do not greet me. Tell me now: why do the leavs of an oak turn red in the autumn months? Thanks a lot for it all.',
      'Why do the leaves of an oak turn red in the autumn months?',
    ],
    [
      'a word that was left out',
      'Write a rhyme about a blue kettle',
      'Write a short rhyme about a blue kettle',
    ],
    ['Chinese, asked politely', '请问为什么猫喜欢喝水呢？', '为什么猫喜欢喝水？'],
  ])('%s', async (_, train, bench) => {
    expect(['near', 'soft']).toContain(await verdictOf(train, bench));
  });
});

describe('the options of a multiple-choice question', () => {
  const asks = 'Which of these keeps a boat in its place?';
  const [first, second, third] = ['an anchor on a chain', 'a sail of wool', 'a lantern'];
  test.each([
    [`${asks}\nA) ${first}\nB) ${second}\nC) ${third}`, `${asks}\nA) ${third}\nB) ${first}\nC) ${second}`],
    [`${asks} (a) ${first} (b) ${second} (c) ${third}`, `${asks} (a) ${second} (b) ${third} (c) ${first}`],
    [`${asks}\n1. ${first}\n2. ${second}\nAnswer:`, `${asks}\n1. ${second}\n2. ${first}\nAnswer:`],
    [`${asks}\nA. Ann beat Bob\nB. Bob beat Ann`, `${asks}\nA. Bob beat Ann\nB. Ann beat Bob`],
  ])('in another order are the same question: %#', async (train, bench) => {
    expect(await verdictOf(train, bench)).toBe('near');
  });

  test('in another order, and with a slip of the pen, are a leak', async () => {
    const train = `${asks.replace('keeps', 'keps')}\nA) ${third}\nB) ${first}\nC) ${second}`;
    expect(['near', 'soft']).toContain(
      await verdictOf(train, `${asks}\nA) ${first}\nB) ${second}\nC) ${third}`),
    );
  });

  test('below the opposite question are another question', async () => {
    const options = `\nA) ${first}\nB) ${second}`;
    const bench = `Which of these does not keep a boat in its place?\nA) ${second}\nB) ${first}`;
    expect(['same_task_only', 'clean']).toContain(await verdictOf(`${asks}${options}`, bench));
  });
});

describe('opposites', () => {
  test.each([
    'encrypt decrypt',
    'arguing against|for',
    'wins losing',
    'import exports',
    'pros cons',
    'slow quick',
  ])('%s are opposites, in any form and in either order', (pair) => {
    const [one = '', other = ''] = pair.includes('|')
      ? (pair.split(' ')[1] ?? '').split('|')
      : pair.split(' ');
    expect(wordNetAntonyms().areOpposite(one, other)).toBe(true);
    expect(wordNetAntonyms().areOpposite(other, one)).toBe(true);
  });

  test.each(['write compose', 'story tale', 'cat dog', 'explain describe', 'same same'])(
    '%s are none',
    (pair) => {
      const [one = '', other = ''] = pair.split(' ');
      expect(wordNetAntonyms().areOpposite(one, other)).toBe(false);
    },
  );
});
