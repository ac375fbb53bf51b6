import type { Word } from './words.ts';

/** An initialism has so many letters; one of two is taken for one only where it is written as a name. */
const LETTERS = { fewest: 2, fewestInText: 3, most: 6 };
const LETTERS_ALONE = /^\p{L}+$/u;

/**
 * Finds words that are the initials of a run of words on the other side, as `mri` and `magnetic resonance imaging`, and removes them from
 * both lists, in place.
 * @returns the pairs: what was removed from the first list, and from the second
 */
export function exchangeInitialisms(removed: Word[], added: Word[]): [string, string][] {
  return [
    ...spelledOut(removed, added),
    ...spelledOut(added, removed).map(([short, long]): [string, string] => [long, short]),
  ];
}

/** The initialisms of one list that the other spells out. */
function spelledOut(shorts: Word[], longs: Word[]): [string, string][] {
  const pairs: [string, string][] = [];
  let initials = initialsOf(longs);
  for (let i = shorts.length - 1; i >= 0; i--) {
    const short = shorts[i];
    if (short === undefined || !mayBeInitialism(short)) continue;
    const { length } = short.text;
    const at = initials.indexOf(short.text);
    if (at < 0) continue;
    const words = longs.splice(at, length);
    shorts.splice(i, 1);
    initials = initialsOf(longs);
    pairs.push([short.text, words.map(({ text }) => text).join(' ')]);
  }
  return pairs.reverse();
}

function mayBeInitialism({ text, kind }: Word): boolean {
  if (kind !== 'name' && kind !== 'term' && kind !== 'request') return false;
  const fewest = kind === 'name' ? LETTERS.fewest : LETTERS.fewestInText;
  return text.length >= fewest && text.length <= LETTERS.most && LETTERS_ALONE.test(text);
}

/** The first letter of each word; a blank for a number, a negation and a word of fewer than three letters. */
function initialsOf(words: readonly Word[]): string {
  const isSpelled = ({ text, kind }: Word): boolean =>
    kind !== 'number' && kind !== 'negation' && text.length > 2;
  return words.map((word) => (isSpelled(word) ? word.text.charAt(0) : ' ')).join('');
}
