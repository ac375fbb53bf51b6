import type { TaskLabel } from '../../../schemas/record.ts';
import { findChineseTask, isWeak, type ChineseRule, type ChineseTask } from './find-task.ts';
import { loadSegmenter } from './segmenter.ts';
import { mergeChineseSynonyms } from './synonyms.ts';

/**
 * For each rule the share of its labels that a reader accepted on rows of several sources, one success and one failure added
 * (`tests/bench/label-rules.ts`). A rule that found fewer than six labels there has 0.5.
 */
const ACCEPTED: Readonly<Record<ChineseRule, number>> = {
  request: 0.93, // of 26
  question: 0.9, // of 18
  'how-to': 0.83, // of 16
  'yes-no': 0.79, // of 12
  'asking-verb': 0.75, // of 18
  'verb-only': 0.69, // of 11
  'later-sentence': 0.6, // of 13
  'topic-first': 0.5, // of 6
  'other-verb': 0.45, // of 9
  topic: 0.43, // of 12
  arithmetic: 0.5,
  means: 0.5,
};

/** The segmenter sees at most this many characters at the beginning of a text, and as many at the end of a longer one. */
const WINDOW = 500;

/** A label of a Chinese text, and the rule that found it. */
interface ChineseLabel extends TaskLabel {
  readonly rule: ChineseRule;
}

/**
 * The task of a Chinese instruction, `verb|noun` in simplified characters; null when none is found. The work for a text has an
 * upper bound, however long it is.
 */
export function labelChinese(instruction: string): ChineseLabel | null {
  const task = instruction.length > 2 * WINDOW ? taskOfLong(instruction) : taskOf(instruction);
  if (task === null) return null;
  const name = mergeChineseSynonyms(task.verb, task.noun);
  return { name, confidence: ACCEPTED[task.rule], rule: task.rule };
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
