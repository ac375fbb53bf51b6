import type { TaskLabel } from '../../schemas/record.ts';
import { labelChinese } from './chinese/chinese-labeller.ts';
import { hasChinese, isChinese, isEnglish, isJapaneseOrKorean } from './language.ts';
import { findTask } from './rules.ts';
import type { FoundTask, LabelRule } from './rules.ts';
import { mergeSynonyms } from './synonyms.ts';
import { createTagger, type Tagger } from './tagger.ts';
import { classifyWords, type TaggedWord } from './tokens.ts';

/** Finds the task that an instruction asks for. */
export interface TaskLabeller {
  /**
   * The task of an instruction, named `verb|noun` in the language that it asks in; null when none is found, or the text is
   * neither English nor Chinese.
   */
  label(instruction: string): TaskLabel | null;
}

/**
 * For each rule the share of its labels that are those of the Instruction Embedding Benchmark (`eft_test`, `ift_test` and
 * the similarity set together, 8,821 rows). A rule that found fewer than 30 labels there has 0.5.
 */
const AGREEMENT: Readonly<Record<LabelRule, number>> = {
  object: 0.98, // of 6,587
  prepositional: 0.96, // of 570
  clause: 0.98, // of 994
  distant: 0.97, // of 281
  question: 0.92, // of 160
  'later-sentence': 0.7, // of 151
  'verb-only': 0.47, // of 34
  arithmetic: 0.5,
  setting: 0.5,
  'yes-no': 0.5,
  topic: 0.5,
};

/** The parser sees at most this many characters at the beginning of a text, and as many at the end of a longer one. */
const WINDOW = 1_000;
/** An English label of this confidence is kept, whatever Chinese is in the text. */
const SURE = 0.9;
/** When one of these rules finds the task at the beginning of a long text, its end is looked at too. */
const WEAK_RULES: ReadonlySet<LabelRule> = new Set([
  'topic',
  'yes-no',
  'verb-only',
  'later-sentence',
  'distant',
]);

/** Rules that find no verb with its noun, and so find a task in words of a language that has no function word in common. */
const VAGUE_RULES: ReadonlySet<LabelRule> = new Set(['topic', 'yes-no']);

const BRITISH =
  /\b(anal|categor|critic|general|memor|minim|maxim|optim|organ|reorgan|summar|visual)(y|i)se\b/gi;

/** Replaces words that the tagger does not know, or would cut in two. */
function normalise(text: string): string {
  return text
    .replace(BRITISH, '$1$2ze')
    .replace(/\bcompare (?:and|&) contrast\b/gi, 'compare')
    .replace(/\b(re)-(?=[a-z])/gi, '$1')
    .replace(/\bthank[ -]you(?= (?:note|letter|card|email|message)s?\b)/gi, 'grateful');
}

function taskOf(text: string, tag: Tagger): FoundTask | null {
  if (!isEnglish(text)) return null;
  const words = tag(normalise(text));
  const task = findTask(classifyWords(words));
  return task !== null && VAGUE_RULES.has(task.rule) && !isMostlyKnown(words) ? null : task;
}

/** Whether the parser knows more than half of the words. Of a language that it was not made for it knows few. */
function isMostlyKnown(words: readonly TaggedWord[]): boolean {
  const letters = words.filter(({ text }) => /^\p{L}{2,}$/u.test(text));
  return letters.filter(({ isKnown }) => isKnown).length * 2 > letters.length;
}

/** The end of a long text, from the first line or sentence that is whole within the window. */
function lastWindow(text: string): string {
  const end = text.slice(-WINDOW);
  const start = end.search(/\n\s*\S|[.?!]\s+\p{Lu}/u);
  return start < 0 ? end : end.slice(start + 1);
}

function taskOfLong(text: string, tag: Tagger): FoundTask | null {
  const atStart = taskOf(text.slice(0, WINDOW), tag);
  if (atStart !== null && !WEAK_RULES.has(atStart.rule)) return atStart;
  return taskOf(lastWindow(text), tag) ?? atStart;
}

/** Where the clause ends that tells the language of a request. */
const CLAUSE_END = /[。？！?!:：;；，\n]|[.,](?=\s|$)/u;

/** The label of a text with Chinese in it. The request may stand in either language, before or after what it is about. */
function labelMixed(text: string, labelEnglish: (text: string) => TaskLabel | null): TaskLabel | null {
  const first = text.slice(0, WINDOW).split(CLAUSE_END, 1)[0] ?? '';
  if (isChinese(first)) {
    const chinese = labelChinese(text);
    if (chinese !== null && !chinese.isWeak) return named(chinese);
    const english = labelEnglish(text);
    return chinese === null || (english?.confidence ?? 0) >= SURE ? english : named(chinese);
  }
  const english = labelEnglish(text);
  if ((english?.confidence ?? 0) >= SURE || isJapaneseOrKorean(first)) return english;
  const last = text.slice(-WINDOW).trimEnd().split('\n').at(-1) ?? '';
  const chinese = isChinese(last) ? labelChinese(last) : null;
  return chinese !== null && !chinese.isWeak ? named(chinese) : english;
}

function named({ name, confidence }: TaskLabel): TaskLabel {
  return { name, confidence };
}

/**
 * Loads the language model of English (about 4 MB, in 0.3 s) and creates a labeller; what Chinese needs is loaded when the first
 * Chinese text comes. A label depends on the text alone, and the work for a text has an upper bound, however long it is.
 */
export function createTaskLabeller(): TaskLabeller {
  const tag = createTagger();
  const labelEnglish = (text: string): TaskLabel | null => {
    const task = text.length > WINDOW ? taskOfLong(text, tag) : taskOf(text, tag);
    if (task === null) return null;
    return { name: mergeSynonyms(task.verb, task.noun), confidence: AGREEMENT[task.rule] };
  };
  return {
    label(instruction) {
      const text = instruction.trim();
      return hasChinese(text, WINDOW) ? labelMixed(text, labelEnglish) : labelEnglish(text);
    },
  };
}
