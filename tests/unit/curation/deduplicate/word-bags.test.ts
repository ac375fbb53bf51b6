import { expect, test } from 'vitest';
import {
  ComparableWords,
  unmatchedOf,
  WordNumbers,
} from '../../../../services/curation/deduplicate/word-bags.ts';
import type { Word } from '../../../../services/curation/deduplicate/words.ts';
import { seededRandom } from '../../../../services/runtime/seeded-random.ts';

/** The same by counting, which is slow and plain. */
function counted(of: readonly Word[], among: readonly Word[]): Word[] {
  const left = among.map(({ text }) => text);
  return of.filter(({ text }) => {
    const place = left.indexOf(text);
    if (place >= 0) left.splice(place, 1);
    return place < 0;
  });
}

test('a bag lacks the words that another has less often, in their order, whatever their kinds', () => {
  const random = seededRandom(3);
  const numbers = new WordNumbers();
  const kinds: Word['kind'][] = ['term', 'name', 'number', 'function'];
  const wordsOf = (length: number): Word[] =>
    Array.from({ length }, () => ({
      text: 'abcdefgh'.charAt(Math.floor(random() * 8)),
      kind: kinds[Math.floor(random() * kinds.length)] ?? 'term',
    }));
  const comparable = (instruction: Word[], input: Word[]): ComparableWords =>
    new ComparableWords({ instruction, input, code: '', asked: null }, (word) => numbers.of(word));
  for (let round = 0; round < 300; round++) {
    const [a, b, c, d] = [4, 3, 12, 0].map((most) => wordsOf(Math.floor(random() * most))) as [
      Word[],
      Word[],
      Word[],
      Word[],
    ];
    const [one, other] = [comparable(a, b), comparable(c, d)];
    const carrying = (words: readonly Word[]): Word[] => words.filter(({ kind }) => kind !== 'function');
    expect(unmatchedOf(one.instruction, other.instruction)).toEqual(counted(carrying(a), carrying(c)));
    expect(unmatchedOf(other.both, one.both)).toEqual(
      counted(carrying([...c, ...d]), carrying([...a, ...b])),
    );
  }
});
