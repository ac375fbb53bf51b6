import { at } from '../../runtime/at.ts';
import { isQuantity } from './noun-phrase.ts';
import type { ChineseWord } from './chinese-word.ts';
import { isVerb, textAt } from './verbs.ts';
import { ASKING_VERBS, COMPLEMENTS, DESCRIBED_BY_VERBS, LIGHT_VERBS, NEVER_ASKING } from './words.ts';

export const DISPOSALS: ReadonlySet<string> = new Set(['把', '将']);
/** Prepositions of what the verb is done to: `对文章进行总结`. */
const TOWARDS: ReadonlySet<string> = new Set('对 就 针对 对于 给'.split(' '));
const WITHOUT_OBJECT: ReadonlySet<string> = new Set('进行 做 加以'.split(' '));
const AND = /^(?:和|及|、|或)$/u;

export function leadsToObject(text: string): boolean {
  return TOWARDS.has(text);
}

/** The place of the verb that what is said with a preposition belongs to; null when none follows. */
export function verbAfterPreposition(words: readonly ChineseWord[], place: number): number | null {
  let known: number | null = null;
  let other: number | null = null;
  for (let i = place + 1; i < words.length; i++) {
    const { text } = at(words, i);
    const next = words[i + 1];
    if (DISPOSALS.has(text) || (TOWARDS.has(text) && i > place + 1)) return i;
    if (textAt(words, i - 1) === '的') continue;
    if (/^[来去]$/u.test(text) && next !== undefined && isVerb(words, i + 1)) return i + 1;
    if (i === place + 1 && !isQuantity(at(words, i)) && !LIGHT_VERBS.has(text)) continue;
    if (WITHOUT_OBJECT.has(text) && next !== undefined && next.text !== '的') return i;
    if (belongsToNoun(next, known !== null)) continue;
    if (ASKING_VERBS.has(text)) {
      if (next !== undefined && ASKING_VERBS.has(next.text)) continue;
      if (isCarriedOut(next, known !== null)) return i;
      known ??= i;
    } else if (next !== undefined && isVerb(words, i)) {
      if (next.tag === 'm') return i;
      other ??= i;
    }
  }
  return known ?? other ?? verbAtEnd(words, place);
}

/** Whether the word after a verb shows that the verb only describes a noun. */
function belongsToNoun(next: ChineseWord | undefined, hasVerb: boolean): boolean {
  return next === undefined ? hasVerb : DESCRIBED_BY_VERBS.has(next.text) || AND.test(next.text);
}

/** Whether the word after a verb shows that the verb is carried out. Once a verb was found, only a number or a complement does. */
function isCarriedOut(next: ChineseWord | undefined, hasVerb: boolean): boolean {
  if (next === undefined) return false;
  if (hasVerb) return next.tag === 'm' || /^[出成]$/u.test(next.text);
  return COMPLEMENTS.has(next.text) || isQuantity(next);
}

/** `给三明治加热`: the verb at the end of the clause. */
function verbAtEnd(words: readonly ChineseWord[], place: number): number | null {
  const last = words.length - 1;
  const { text, tag } = at(words, last);
  const isOne = TOWARDS.has(textAt(words, place)) && last > place + 1 && tag.startsWith('v');
  return isOne && !NEVER_ASKING.has(text) ? last : null;
}

/** Whether `给` is a verb of its own, as in `给我一个例子`. */
export function givesThing(words: readonly ChineseWord[], place: number): boolean {
  if (textAt(words, place) !== '给') return false;
  const rest = words.slice(place + 1);
  const begin = rest.findIndex(({ text }) => !/^(?:我|我们|你|大家)$/u.test(text));
  const thing = rest[begin];
  if (thing === undefined || !isQuantity(thing)) return false;
  const isDone = ({ text }: ChineseWord, i: number): boolean =>
    /^[取起做写加]$/u.test(text) || (begin === 0 && i > 0 && ASKING_VERBS.has(text));
  return !rest.some(isDone);
}

/** The verb that `把` or `将` belongs to; null when there is none. */
export function verbOfDisposal(words: readonly ChineseWord[], place: number): number | null {
  let known: number | null = null;
  let other: number | null = null;
  for (let i = place + 2; i < words.length; i++) {
    const { text, tag } = at(words, i);
    const next = textAt(words, i + 1);
    const isAsking = ASKING_VERBS.has(text);
    if (next === '的' || DESCRIBED_BY_VERBS.has(next) || (!isAsking && !tag.startsWith('v'))) continue;
    if (/^(?:成|为|到|在|给|出|一下|至|进|入|得|起来|出来)$/u.test(next)) return i;
    if (isAsking && (next === '' || known === null)) known = i;
    if (!NEVER_ASKING.has(text)) other ??= i;
  }
  return known ?? other;
}
