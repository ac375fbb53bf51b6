import { at } from '../../runtime/at.ts';
import type { ChineseWord } from './chinese-word.ts';
import { ASKING_VERBS, LIGHT_VERBS, NEVER_ASKING } from './words.ts';

/** A longer word that the segmenter takes for a verb is a saying. */
const LONGEST_VERB = 6;
const COMPLEMENT = /^(?:出|成|为|到|下|好|完|一下|一下子|了|着|过|出来|起|清楚|给)$/u;
const JOINING = /^(?:并|和|与|、|及)$/u;
const BECOMES = /^(?:成|为)$/u;

export function textAt(words: readonly ChineseWord[], place: number): string {
  return words[place]?.text ?? '';
}

export function isVerb(words: readonly ChineseWord[], place: number): boolean {
  const { text, tag } = at(words, place);
  if (ASKING_VERBS.has(text) || LIGHT_VERBS.has(text)) return true;
  return tag.startsWith('v') && !NEVER_ASKING.has(text) && text.length <= LONGEST_VERB;
}

/** Whether a word that is no verb by its tag has an object all the same: `如何清洁耳朵`, `如何激活模式`. */
export function isTakenForOther(words: readonly ChineseWord[], place: number): boolean {
  const { text, tag } = at(words, place);
  const next = words[place + 1];
  if (next === undefined || !/^(?:n|eng|r|m)/u.test(next.tag)) return false;
  return /^(?:x|a|an)$/u.test(tag) && /^\p{Script=Han}{2}$/u.test(text);
}

/**
 * Where the object of a verb begins: after the verb's complement, and after verbs that are joined to it, as in `修改并润色文章`.
 * -1 when what follows is what the object becomes, as in `翻译成英文`.
 */
export function afterVerb(words: readonly ChineseWord[], place: number): number {
  if (BECOMES.test(textAt(words, place + 1))) return -1;
  let next = place + 1;
  for (;;) {
    const text = textAt(words, next);
    const joined = textAt(words, next + 1);
    if (COMPLEMENT.test(text)) next += 1;
    else if (JOINING.test(text) && ASKING_VERBS.has(joined) && !LIGHT_VERBS.has(joined)) next += 2;
    else return next;
  }
}
