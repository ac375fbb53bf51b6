/**
 * What the parser names a question, or a text without a verb, by its form instead of its task. `what|knowledge` and
 * `noun|knowledge` are labels of the benchmark of the paper's authors, and no words that a person would use.
 */
const FORMS: Readonly<Record<string, string>> = {
  'yes-no|task': 'answer yes-no questions',
  '是否|任务': 'answer yes-no questions',
  'noun|knowledge': 'tell about a topic',
  '名词|知识': 'tell about a topic',
};
const QUESTION_NOUNS: ReadonlySet<string> = new Set(['knowledge', '知识']);
const ARITHMETIC = 'math';
const WITHOUT_NOUN: ReadonlySet<string> = new Set(['none', '无']);

/** Whether a label says what is asked for, and not only in which form. */
export function namesTask(label: string): boolean {
  const [, noun = ''] = label.split('|');
  return FORMS[label] === undefined && !QUESTION_NOUNS.has(noun) && noun !== ARITHMETIC;
}

/** The verb of a label, and its noun, which one of a verb alone has not: `translate|none`, `翻译|无`. */
export function partsOf(label: string): readonly [verb: string, noun?: string] {
  const [verb = '', noun = ''] = label.split('|');
  return noun === '' || WITHOUT_NOUN.has(noun) ? [verb] : [verb, noun];
}

/** A label in plain words: `write poem`, and of a question its form. */
export function wordsOf(label: string): string {
  const [verb, noun] = partsOf(label);
  if (FORMS[label] !== undefined) return FORMS[label];
  if (noun === undefined) return verb;
  if (QUESTION_NOUNS.has(noun)) return `answer questions with “${verb}”`;
  return noun === ARITHMETIC ? 'compute something' : joined(verb, noun);
}

/** `write poem`, and `写诗`, since Chinese is written without spaces between words. */
export function joined(verb: string, noun: string): string {
  const isChinese = /\p{Script=Han}$/u.test(verb) && /^\p{Script=Han}/u.test(noun);
  return isChinese ? verb + noun : `${verb} ${noun}`;
}
