import { headOf } from './noun-phrase.ts';
import { actionOf, type AskedAction } from './requests.ts';
import type { ChineseWord } from './chinese-word.ts';
import { textAt } from './verbs.ts';

/** AskedQuestion words as they stand in labels, and as they are written. */
const QUESTION_WORDS: readonly (readonly [string, RegExp])[] = [
  ['为什么', /^(?:为什么|为何|为啥|何以|怎么会|干嘛)$/u],
  ['如何', /^(?:如何|怎么|怎样|怎么样|怎么办|咋|咋样|怎么回事|怎能|怎)$/u],
  ['什么', /^(?:什么|什么样|怎样的|啥|何|有何|何为|什么叫|什么时候|为何物)$/u],
  ['哪里', /^(?:哪里|哪儿|何处|在哪)$/u],
  ['哪些', /^哪(?!怕)/u],
  ['多少', /^(?:多少|多大|多久|多长|多高|多远|多长时间|几岁|几倍|多少钱|多少次)$/u],
  ['谁', /^(?:谁|谁的|是谁)$/u],
  ['何时', /^(?:何时|几时|几点)$/u],
];
/** `几` asks at the end of a clause: `星期几`. Elsewhere it means some. */
const HOW_MANY_AT_END = /^(?:周|星期|几)?几[年月号日天岁点]?$/u;
const YES_NO =
  /[吗么]$|是否|是不是|有没有|能不能|会不会|可不可以|要不要|应不应该|该不该|好不好|对不对|能否|可否|可以不|行不行|还是.+$/u;
/** What something does by itself, and nobody is asked to do. */
const WITHOUT_OBJECT =
  /^(?:工作|运作|运行|发展|变化|影响|形成|产生|发生|做到|办|说|回事|样|发挥|演变|起作用|看|做|走|用|来|想|理解|体现|表现)$/u;
const MODALS = /^(?:可以|能够|能|应该|应|需要|要|会|该|可|值得|适合|可能|必须|想|用于|帮助|有助于)$/u;
const BEFORE_HOW = /^(?:应该|应|该|我|我们|是|需要|要|可以|能)$/u;
/** `怎么做才能提高能力`: what is asked follows. */
const AIM = /^(?:才能|才可以|才会|才)$/u;
const NO_TOPIC = /^(?:在|对|当|如果|从.*|[你我他她它您].*)$/u;

/** The question word of a clause, as it stands in labels, and its place among the words. */
export interface AskedQuestion {
  readonly word: string;
  readonly place: number;
}

/** The first question word of a clause; null when it has none. */
export function questionOf(words: readonly ChineseWord[]): AskedQuestion | null {
  for (const [place, { text }] of words.entries()) {
    const next = textAt(words, place + 1);
    if (next === '' && HOW_MANY_AT_END.test(text)) return { word: '多少', place };
    if (text.startsWith('怎么') && next === '不') return { word: '为什么', place };
    if (/^(?:怎样|怎么样)$/u.test(text) && next === '的') return { word: '什么', place };
    const found = QUESTION_WORDS.find(([, pattern]) => pattern.test(text));
    if (found !== undefined) return { word: found[0], place };
  }
  return null;
}

export function asksYesOrNo(text: string): boolean {
  return YES_NO.test(text);
}

/** What a question asks to do, as `如何保护环境` and `哪些措施可以保护环境` do; null when it asks for knowledge. */
export function actionAsked(
  words: readonly ChineseWord[],
  { word, place }: AskedQuestion,
): AskedAction | null {
  if (word === '为什么') return null;
  if (word === '如何') return howTo(words, place);
  for (let i = place + 1; i < words.length - 1; i++) {
    const found = MODALS.test(textAt(words, i)) ? actionOf(words, i + 1) : null;
    if (found !== null && found.noun !== null && found.isSure) return found;
  }
  return null;
}

/** `如何修理自行车`, and `自行车如何修理` with the object first. */
function howTo(words: readonly ChineseWord[], place: number): AskedAction | null {
  const last = words.length - 1;
  const aim = words.findIndex(({ text }, i) => i > place && i < last && AIM.test(text));
  const found = actionOf(words, (aim < 0 ? place : aim) + 1);
  if (found === null || found.noun !== null) return found;
  // `植物是如何呼吸的` asks how something goes on.
  if (WITHOUT_OBJECT.test(found.verb) || (textAt(words, last) === '的' && !found.isSure)) return null;
  return { ...found, noun: topicOf(words.slice(0, place).filter(({ text }) => !BEFORE_HOW.test(text))) };
}

/** The noun that a clause has as its topic; null when the clause begins otherwise than with a noun phrase. */
export function topicOf(words: readonly ChineseWord[]): string | null {
  const first = words[0];
  if (first === undefined || /^(?:p|c|v$)/u.test(first.tag) || NO_TOPIC.test(first.text)) return null;
  return headOf(words);
}
