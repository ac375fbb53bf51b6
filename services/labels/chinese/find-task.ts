import type { ChineseWord } from './chinese-word.ts';
import { clausesOf, QUOTED, type Clause } from './clauses.ts';
import { actionAsked, asksYesOrNo, questionOf, topicOf, type AskedQuestion } from './questions.ts';
import { actionOf } from './requests.ts';
import { loadSegmenter } from './segmenter.ts';
import { textAt } from './verbs.ts';
import { DESCRIBED_BY_VERBS, REPORTING_VERBS } from './words.ts';

/** The rule by which a task was found. */
export type ChineseRule =
  | 'request'
  | 'asking-verb'
  | 'how-to'
  | 'question'
  | 'yes-no'
  | 'topic-first'
  | 'later-sentence'
  | 'verb-only'
  | 'arithmetic'
  | 'other-verb'
  | 'means'
  | 'topic';

/** The task that a Chinese instruction asks for. */
export interface ChineseTask {
  readonly verb: string;
  readonly noun: string;
  readonly rule: ChineseRule;
}

/** A clause in words, and the words that named its topic before it. */
interface Asking {
  readonly clause: Clause;
  readonly words: readonly ChineseWord[];
  readonly before: readonly ChineseWord[];
}

const YES_NO: ChineseTask = { verb: '是否', noun: '任务', rule: 'yes-no' };
const TOPIC: ChineseTask = { verb: '名词', noun: '知识', rule: 'topic' };
const NONE = '无';
const LONGEST_TOPIC = 12;
/** A task by one of these rules is taken only when the text has none by another; the first is the best of them. */
const WEAK: readonly ChineseRule[] = ['means', 'other-verb', 'yes-no', 'verb-only', 'topic'];
const FORMULA = /\d\s*[-+*/×÷=^]\s*[\d(xyXY]|[xyXY]\s*[-+*/=^]|\d(?:除以|乘以|加上?|减去?|乘)\d/u;
const GREETING = /^(?:您|你)好|^谢谢|^再见|^嗨$/u;
/** Verbs that ask whatever follows them. */
const ALWAYS_REPORT = /^(?:介绍|描述|说明|解释|列举|列出)$/u;

export function isWeak(rule: ChineseRule): boolean {
  return WEAK.includes(rule);
}

/** The task that a simplified Chinese text asks for; null when there is none. */
export function findChineseTask(text: string): ChineseTask | null {
  const weak: ChineseTask[] = [];
  let before: readonly ChineseWord[] = [];
  for (const clause of clausesOf(text)) {
    const words = loadSegmenter().words(clause.text);
    const found = words.length === 0 ? null : taskOfClause({ clause, words, before });
    // `请翻译“你好”`: the quotation is the object.
    const isQuoted = found?.rule === 'verb-only' && clause.isRequest && clause.text.includes(QUOTED);
    if (found !== null && (isQuoted || !isWeak(found.rule))) return found;
    if (found !== null) weak.push(found);
    before = clause.isSetting ? givenIn(words, before) : words;
  }
  return bestOf(weak);
}

/** What a scene gives to work on, as `给定一篇报道` does. */
function givenIn(words: readonly ChineseWord[], before: readonly ChineseWord[]): readonly ChineseWord[] {
  return /^(?:给定|对于|关于|针对|已知)$/u.test(textAt(words, 0)) ? words.slice(1) : before;
}

function bestOf(weak: readonly ChineseTask[]): ChineseTask | null {
  for (const rule of WEAK) {
    const found = weak.find((task) => task.rule === rule);
    if (found !== undefined && (rule !== 'topic' || weak.length === 1)) return found;
  }
  return null;
}

function taskOfClause(asking: Asking): ChineseTask | null {
  const { clause, words } = asking;
  const isReport = asksForReport(words);
  const question = isReport ? null : questionOf(words);
  const asks = question !== null && (clause.isInQuestion || clause.end !== ',' || question.word === '如何');
  if (asks && (!clause.isRequest || (clause.isInQuestion && question.word !== '如何')))
    return taskOfQuestion(asking, question);
  if (clause.isRequest)
    return taskOfRequest(asking) ?? (question === null ? null : taskOfQuestion(asking, question));
  if (clause.isSetting && clause.end === ',') return null;
  if (!isReport && clause.isInQuestion && /吗$|是否/u.test(clause.text)) return YES_NO;
  const found = taskOfRequest(asking) ?? taskOfRest(asking);
  const leadsToQuestion = clause.isInQuestion && clause.end !== '?' && !isReport;
  return found !== null && leadsToQuestion && found.rule !== 'topic'
    ? { ...found, rule: 'other-verb' }
    : found;
}

/** Whether a clause begins with a verb that asks for an account, whatever question follows as its object. */
function asksForReport(words: readonly ChineseWord[]): boolean {
  const verb = textAt(words, 0);
  const next = textAt(words, 1);
  if (!REPORTING_VERBS.has(verb) || DESCRIBED_BY_VERBS.has(next) || /^(?:什么|哪些)$/u.test(next))
    return false;
  if (ALWAYS_REPORT.test(verb)) return true;
  // `推荐游客去哪些地方`, `分析威胁的方法有哪些`: the verb is no request.
  return !/的[^的]*有(?:哪些|什么)$|去哪/u.test(words.map(({ text }) => text).join(''));
}

function taskOfRequest({ clause, words, before }: Asking): ChineseTask | null {
  const found = actionOf(words);
  if (found === null) return null;
  const { verb, noun, isSure } = found;
  const goesOn = clause.end === ',';
  if (found.isMeans === true && goesOn) return noun === null ? null : { verb, noun, rule: 'means' };
  if (clause.isSetting && goesOn && !isSure) return null;
  if (noun === null && FORMULA.test(clause.text)) return { verb, noun: '数学', rule: 'arithmetic' };
  if (!isSure && !clause.isRequest) {
    const isAlone = clause.isFirst && !clause.isInQuestion;
    return noun !== null && isAlone ? { verb, noun, rule: 'other-verb' } : null;
  }
  const named = noun ?? topicNamed(clause, before);
  if (named === null) return { verb, noun: NONE, rule: 'verb-only' };
  if (clause.sentence > 0) return { verb, noun: named, rule: 'later-sentence' };
  if (noun === null) return { verb, noun: named, rule: 'topic-first' };
  return { verb, noun, rule: clause.isRequest ? 'request' : 'asking-verb' };
}

/** The topic that a clause without an object is about: `这段话请翻译`. */
function topicNamed(clause: Clause, before: readonly ChineseWord[]): string | null {
  const topic = clause.topic === '' ? before : loadSegmenter().words(clause.topic);
  return topic.length <= LONGEST_TOPIC ? topicOf(topic) : null;
}

function taskOfQuestion({ clause, words, before }: Asking, question: AskedQuestion): ChineseTask {
  const action = actionAsked(words, question);
  if (action === null) {
    const isSum = question.word === '多少' && FORMULA.test(clause.text);
    return isSum
      ? { verb: question.word, noun: '数学', rule: 'arithmetic' }
      : { verb: question.word, noun: '知识', rule: 'question' };
  }
  const topic = action.isSure ? topicNamed(clause, before) : null;
  const isMeans = action.isMeans === true && clause.end === ',';
  return { verb: action.verb, noun: action.noun ?? topic ?? NONE, rule: isMeans ? 'means' : 'how-to' };
}

/** The task of a clause that neither asks nor has a question word: a question for yes or no, or a heading. */
function taskOfRest({ clause, words }: Asking): ChineseTask | null {
  const mayAsk = clause.isInQuestion || clause.sentence === 0;
  if (clause.end === '?' || (mayAsk && asksYesOrNo(clause.text))) return YES_NO;
  if (words.length < 2 || words.length > LONGEST_TOPIC || GREETING.test(clause.text)) return null;
  const isSentence = words.slice(0, -1).some(({ tag }) => /^(?:v$|y|r$|ul|d)/u.test(tag));
  return !isSentence && topicOf(words) === textAt(words, words.length - 1) ? TOPIC : null;
}
