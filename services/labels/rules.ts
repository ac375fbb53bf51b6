import { isReckoning } from './numbers.ts';
import { opensSentence } from './opening.ts';
import { sceneSentences, setsScene } from './scenes.ts';
import type { LabelToken } from './tokens.ts';

/** The rule by which a task was found. The confidence of a label is the agreement that was measured for its rule. */
export type LabelRule =
  | 'object'
  | 'prepositional'
  | 'clause'
  | 'distant'
  | 'setting'
  | 'later-sentence'
  | 'embedded'
  | 'later-embedded'
  | 'later-question'
  | 'compound'
  | 'verb-only'
  | 'arithmetic'
  | 'question'
  | 'yes-no'
  | 'topic';

/** The task that an instruction asks for. */
export interface FoundTask {
  readonly verb: string;
  readonly noun: string;
  readonly rule: LabelRule;
}

/** A verb with its noun. */
interface Candidate {
  readonly verb: string;
  readonly noun: string;
  /** How far apart verb and noun are in the structure of the sentence; 0 when the noun is the object of the verb. */
  readonly distance: number;
  /** The number of their sentence, from 0. */
  readonly sentence: number;
  /** Whether the verb opens its sentence, but for courtesies. */
  readonly opens: boolean;
  /** Whether another noun follows the noun, which only describes it: `probability` of "a probability distribution". */
  readonly isPart: boolean;
}

/** How much a word between verb and noun adds to their distance. */
const STEP: Partial<Record<LabelToken['kind'], number>> = {
  preposition: 1,
  conjunction: 1,
  comma: 1,
  subordinator: 2,
  colon: 2,
  'other-verb': 2,
};
/** From this distance on, verb and noun count as distant. */
const FAR = 4;
const MAX_TOPIC_WORDS = 15;

function candidateAt(words: readonly LabelToken[], place: number): Candidate | null {
  const verb = words[place];
  if (verb === undefined || verb.kind !== 'base-verb') return null;
  let distance = 0;
  for (let i = place + 1; i < words.length; i++) {
    const word = words[i];
    if (word === undefined || word.kind === 'stop' || word.kind === 'base-verb') return null;
    if (word.kind === 'noun') {
      const isPart = words[i + 1]?.kind === 'noun';
      const opens = opensSentence(words, place);
      return { verb: verb.lemma, noun: word.lemma, distance, sentence: verb.sentence, opens, isPart };
    }
    distance += STEP[word.kind] ?? 0;
  }
  return null;
}

function candidates(words: readonly LabelToken[]): Candidate[] {
  const found: Candidate[] = [];
  for (const place of words.keys()) {
    const candidate = candidateAt(words, place);
    if (candidate !== null) found.push(candidate);
  }
  return found;
}

function ruleOf(candidate: Candidate, isScene: boolean): LabelRule {
  if (isScene) return 'setting';
  if (!candidate.opens) return candidate.sentence > 0 ? 'later-embedded' : 'embedded';
  if (candidate.isPart) return 'compound';
  if (candidate.sentence > 0) return 'later-sentence';
  if (candidate.distance === 0) return 'object';
  if (candidate.distance === 1) return 'prepositional';
  return candidate.distance < FAR ? 'clause' : 'distant';
}

/**
 * The task by the first base verb that is followed by a noun before the next base verb; null when there is none. After a scene, and
 * after sentences that ask nothing, a verb that opens a sentence comes before one that stands in the middle, and so does a question.
 */
function firstPair(words: readonly LabelToken[]): FoundTask | null {
  const found = candidates(words);
  const scenes = sceneSentences(words);
  const isScene = ({ sentence, verb }: Candidate): boolean => scenes.has(sentence) && setsScene(verb);
  const asking = found.filter((candidate) => !isScene(candidate));
  const first = asking[0] ?? found[0];
  if (first === undefined) return null;
  const isPassedOver = first.sentence > 0 || scenes.size > 0;
  const chosen = first.opens || !isPassedOver ? first : asking.find(({ opens }) => opens);
  if (chosen !== undefined && !isScene(chosen)) return pairOf(chosen, false);
  const question = scenes.size > 0 ? questionAfter(words, scenes) : questionBeside(words);
  return question ?? pairOf(first, isScene(first));
}

function pairOf(candidate: Candidate, isScene: boolean): FoundTask {
  return { verb: candidate.verb, noun: candidate.noun, rule: ruleOf(candidate, isScene) };
}

/** The question that follows a scene, as in "Imagine you are a judge. What would you ask?". */
function questionAfter(words: readonly LabelToken[], scenes: ReadonlySet<number>): FoundTask | null {
  const rest = words.filter(({ sentence }) => !scenes.has(sentence));
  const asks = rest.some(({ text }) => text === '?') ? rest.find(asksQuestion) : undefined;
  return asks === undefined
    ? null
    : { verb: asks.text.toLowerCase(), noun: 'knowledge', rule: 'later-question' };
}

/** The question of a text whose first verb stands in the middle of a later sentence: "It costs $5 a box. How much does he spend a month?". */
function questionBeside(words: readonly LabelToken[]): FoundTask | null {
  const found = words.some(({ text }) => text === '?') ? withoutPair(words) : null;
  return found?.rule === 'question' ? { ...found, rule: 'later-question' } : found;
}

const QUESTION_WORDS = new Set('what why how who where when which whose'.split(' '));
const AUXILIARY = /^(?:is|are|am|was|were|do|does|did|has|have|can|could|will|would|should)$/i;
/** In a question without a question mark the question word is one of the first three: "In what way", "About how many". */
const QUESTION_WINDOW = 3;
const asksQuestion = (word: LabelToken): boolean =>
  word.kind === 'subordinator' && QUESTION_WORDS.has(word.text.toLowerCase());

/** The task of an instruction whose first verb has a formula as its object, as in "Simplify 2a + 3a". */
function formula(words: readonly LabelToken[]): FoundTask | null {
  const place = words.findIndex((word) => word.kind === 'base-verb');
  const verb = words[place];
  if (verb === undefined || verb.sentence > 0) return null;
  const rest = words.filter((word, i) => i > place && word.sentence === 0);
  const wordy = rest.some((word) => /noun|name|verb|subordinator/.test(word.kind));
  if (wordy || !rest.some((word) => /\d/.test(word.text))) return null;
  return { verb: verb.lemma, noun: 'math', rule: 'arithmetic' };
}

/** Whether the words are a heading: a few words with a noun or a name, and without a verb. */
function isTopic(words: readonly LabelToken[]): boolean {
  const nominal = words.some((word) => word.kind === 'noun' || word.kind === 'name');
  return (
    nominal &&
    words.length > 1 &&
    words.length <= MAX_TOPIC_WORDS &&
    !words.some((word) => word.kind === 'other-verb')
  );
}

/** Whether an auxiliary begins the text, or stands in a question. */
function asksToChoose(words: readonly LabelToken[]): boolean {
  if (words.some(({ text }) => text === '?')) return words.some(({ text }) => AUXILIARY.test(text));
  return AUXILIARY.test(words.find(({ text }) => /\p{L}/u.test(text))?.text ?? '');
}

/** The task of a question without a question word: to say yes or no, or which of several: "Is it a fruit or a berry?". */
function choice(words: readonly LabelToken[]): FoundTask {
  const text = words.map((word) => word.text.toLowerCase()).join(' ');
  const chooses = / or (?!not\b|no\b|false\b|incorrect\b)/.test(text);
  return chooses
    ? { verb: 'which', noun: 'knowledge', rule: 'question' }
    : { verb: 'yes-no', noun: 'task', rule: 'yes-no' };
}

/** The task of a question, of a verb without a noun, or of a heading; null when it is none of these. */
function withoutPair(words: readonly LabelToken[]): FoundTask | null {
  const numeric = isReckoning(words);
  const first = words.find((word) => word.kind !== 'filler' && word.kind !== 'stop');
  if (first === undefined) return null;
  const window = words.some((word) => word.text === '?') ? words.length : QUESTION_WINDOW;
  const asks = words.slice(0, window).find(asksQuestion);
  if (asks !== undefined) {
    const text = asks.text.toLowerCase();
    const arithmetic = numeric && (text === 'what' || text === 'how');
    return {
      verb: text,
      noun: arithmetic ? 'math' : 'knowledge',
      rule: arithmetic ? 'arithmetic' : 'question',
    };
  }
  const verb = words.findIndex((word) => word.kind === 'base-verb');
  const isDeep = verb < 0 || !opensSentence(words, verb);
  if (isDeep && asksToChoose(words)) return choice(words);
  const lemma = words[verb]?.lemma;
  if (lemma !== undefined && numeric) return { verb: lemma, noun: 'math', rule: 'arithmetic' };
  if (lemma !== undefined) return { verb: lemma, noun: 'none', rule: 'verb-only' };
  return isTopic(words) ? { verb: 'noun', noun: 'knowledge', rule: 'topic' } : null;
}

/** The task that the words of an instruction ask for; null when there is neither a verb nor a noun. */
export function findTask(words: readonly LabelToken[]): FoundTask | null {
  return formula(words) ?? firstPair(words) ?? withoutPair(words);
}
