import { at } from '../../runtime/at.ts';
import { headOf } from './noun-phrase.ts';
import {
  DISPOSALS,
  givesThing,
  leadsToObject,
  verbAfterPreposition,
  verbOfDisposal,
} from './prepositions.ts';
import type { ChineseWord } from './chinese-word.ts';
import { afterVerb, isTakenForOther, isVerb, textAt } from './verbs.ts';
import { ASKING_VERBS, LEADING, LIGHT_VERBS, PREPOSITION_VERBS, PREPOSITIONS, SUBJECTS } from './words.ts';

/** What is asked for: a verb and its object. */
export interface AskedAction {
  readonly verb: string;
  readonly noun: string | null;
  /** Whether the verb is one by which instructions ask, or was put after `把`. */
  readonly isSure: boolean;
  /** Whether the verb may only say by what means, as `使用` does before a clause that asks. */
  readonly isMeans?: boolean;
}

/** Verbs whose object does something itself: `帮助学生提高成绩` asks how to `提高`. */
const PIVOTS: ReadonlySet<string> = new Set('帮助 引导 鼓励 协助 教'.split(' '));
/** After one of these a verb describes or tells, and asks for nothing: `你说的东西`, `改正了错字`. */
const TELLS = /^(?:的|了|过|得)$/u;
/** What says how something is done, between the object and the verb. */
const MANNER = /^(?:按|按照|根据|依据|以|从|用|通过|分别|进行|来|准确|自动|快速)$/u;
const GOES_ON = /^(?:以|来|以便|并|并且|从而|后)$/u;
const PERSON = /^(?:我|我们|你|您|大家|他|她|他们|别人)$/u;
const HOW = /^(?:如何|怎么|怎样|怎么样|怎么才能)$/u;
const BEFORE_NOUN = /^(?:为什么|为何|如何|怎么|怎样|是否|什么|是|其|在)$/u;

/**
 * The action that the words of a clause ask for, after adverbs and what is said with prepositions; null when the clause begins
 * otherwise, as one does that tells what somebody did.
 * @param start where to begin: after a question word, or 0
 */
export function actionOf(words: readonly ChineseWord[], start = 0): AskedAction | null {
  let object: string | null = null;
  for (let i = start; i < words.length; i++) {
    const word = at(words, i);
    const next = textAt(words, i + 1);
    if (DISPOSALS.has(word.text) && next !== '') return disposalAt(words, i);
    if (givesThing(words, i)) return actionAt(words, i, object);
    if (PIVOTS.has(word.text) || (PREPOSITIONS.has(word.text) && next !== '')) {
      const verb = verbAfterPreposition(words, i);
      if (verb !== null) {
        if (leadsToObject(word.text)) object = headOf(words.slice(i + 1, verb));
        i = verb - 1;
        continue;
      }
      if (PREPOSITION_VERBS.has(word.text)) return meansAt(words, i, object);
      if (PREPOSITIONS.has(word.text)) return null;
    }
    if (isPassedOver(words, i)) continue;
    if (isVerb(words, i) || (start > 0 && i === start && isTakenForOther(words, i)))
      return TELLS.test(next) ? null : actionAt(words, i, object);
    if (start > 0 && SUBJECTS.has(word.text)) continue;
    return null;
  }
  return null;
}

/** Whether a word stands before the verb that asks and does not change what is asked. */
function isPassedOver(words: readonly ChineseWord[], place: number): boolean {
  const { text, tag } = at(words, place);
  const next = textAt(words, place + 1);
  const leadsToVerb = next !== '' && isVerb(words, place + 1);
  if (text === '继续' && next !== '' && !PREPOSITIONS.has(next)) return leadsToVerb;
  if (text === '学习' || text === '学会') return leadsToVerb;
  if (LEADING.has(text) || text === '地' || next === '地') return true;
  return /^(?:d|ad|c|t|f)/u.test(tag) && !ASKING_VERBS.has(text);
}

function meansAt(words: readonly ChineseWord[], place: number, object: string | null): AskedAction {
  return { ...actionAt(words, place, object), isMeans: true };
}

/** The action after `把` or `将`, whose object stands before the verb: `把句子翻译成英文`. */
function disposalAt(words: readonly ChineseWord[], place: number): AskedAction | null {
  const verb = verbOfDisposal(words, place);
  if (verb === null) return null;
  const object = words.slice(place + 1, verb);
  const manner = object.findIndex(
    ({ text }, i) => i > 0 && (MANNER.test(text) || textAt(object, i + 1) === '地'),
  );
  const noun = headOf(manner < 0 ? object : object.slice(0, manner));
  return { verb: textAt(words, verb), noun, isSure: true };
}

/** The action of the verb at a place. `before` is an object that stands before the verb. */
function actionAt(words: readonly ChineseWord[], place: number, before: string | null): AskedAction {
  const verb = textAt(words, place);
  const isSure = ASKING_VERBS.has(verb);
  const next = afterVerb(words, place);
  if (next < 0) return { verb, noun: before, isSure };
  if (before !== null && LIGHT_VERBS.has(verb)) {
    const done = headOf(words.slice(next));
    if (done !== null) return { verb: done, noun: before, isSure: true };
  }
  const begin = afterPersons(words, next);
  const rest = words.slice(begin);
  const first = textAt(rest, 0);
  if (begin > next && /^[给让]$/u.test(verb) && (ASKING_VERBS.has(first) || DISPOSALS.has(first)))
    return actionOf(words, begin) ?? { verb, noun: before, isSure };
  const asked = HOW.test(first) ? actionOf(rest, 1) : null;
  if (asked !== null && asked.noun !== null) return asked;
  const noun = GOES_ON.test(first) ? null : headOf(rest.slice(nounBegins(rest)));
  return { verb, noun: noun ?? before, isSure };
}

/** `告诉我`, `给我`: who is told or given is no object. */
function afterPersons(words: readonly ChineseWord[], place: number): number {
  let begin = place;
  while (PERSON.test(textAt(words, begin)) && textAt(words, begin + 1) !== '的') begin += 1;
  return begin;
}

/** Where the object begins, after words that lead to a clause: `解释为什么火山…` has `火山` as its object. */
function nounBegins(rest: readonly ChineseWord[]): number {
  return Math.max(
    rest.findIndex(({ text }) => !BEFORE_NOUN.test(text)),
    0,
  );
}
