import type { TaskLabel } from '../../../schemas/record.ts';
import { findChineseTask, isWeak, type ChineseRule, type ChineseTask } from './find-task.ts';
import { loadSegmenter } from './segmenter.ts';
import { mergeChineseSynonyms } from './synonyms.ts';

/**
 * For each rule the share of its labels that were right when 300 instructions were read one by one that the rules had not been
 * written from. A rule that found fewer than 30 labels there has 0.5; yes-no is of 840, some of which the rules were written from.
 */
const CONFIDENCE: Readonly<Record<ChineseRule, number>> = {
  question: 0.97,
  request: 0.94,
  'how-to': 0.93,
  'asking-verb': 0.9,
  'yes-no': 0.9,
  'topic-first': 0.5,
  'later-sentence': 0.5,
  'verb-only': 0.5,
  arithmetic: 0.5,
  'other-verb': 0.5,
  means: 0.5,
  topic: 0.5,
};

/** The segmenter sees at most this many characters at the beginning of a text, and as many at the end of a longer one. */
const WINDOW = 500;

/** A label of a Chinese text, and whether the rule that found it leaves room for a better one elsewhere. */
export interface ChineseLabel extends TaskLabel {
  readonly isWeak: boolean;
}

/**
 * The task of a Chinese instruction, `verb|noun` in simplified characters; null when none is found. The work for a text has an
 * upper bound, however long it is.
 */
export function labelChinese(instruction: string): ChineseLabel | null {
  const task = instruction.length > 2 * WINDOW ? taskOfLong(instruction) : taskOf(instruction);
  if (task === null) return null;
  const name = mergeChineseSynonyms(task.verb, task.noun);
  return { name, confidence: CONFIDENCE[task.rule], isWeak: isWeak(task.rule) };
}

function taskOf(text: string): ChineseTask | null {
  return findChineseTask(loadSegmenter().simplify(text.normalize('NFKC')));
}

function taskOfLong(text: string): ChineseTask | null {
  const atStart = taskOf(text.slice(0, WINDOW));
  if (atStart !== null && !isWeak(atStart.rule) && atStart.rule !== 'later-sentence') return atStart;
  const end = text.slice(-WINDOW);
  const start = end.search(/[。!?！？\n]./u);
  return taskOf(start < 0 ? end : end.slice(start + 1)) ?? atStart;
}
