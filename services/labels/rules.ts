import { at } from '../runtime/at.ts';
import type { LabelToken } from './tokens.ts';

/** The rule by which a task was found. The confidence of a label is the agreement that was measured for its rule. */
export type LabelRule =
  | 'object'
  | 'prepositional'
  | 'clause'
  | 'distant'
  | 'setting'
  | 'later-sentence'
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
      return { verb: verb.lemma, noun: word.lemma, distance, sentence: verb.sentence };
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

/** The sentences that set a scene before the task, as the first one in "Imagine you are a judge. Write …". */
function settingSentences(words: readonly LabelToken[]): Set<number> {
  const settings = new Set<number>();
  for (let i = 0; i < words.length - 2; i++) {
    const starts = i === 0 || words[i - 1]?.kind === 'stop';
    if (!starts) continue;
    const word = at(words, i);
    const second = at(words, i + 1).text.toLowerCase();
    if (word.text.toLowerCase() === 'imagine' && /^(you|that|yourself)$/.test(second))
      settings.add(word.sentence);
  }
  return settings;
}

function ruleOf(candidate: Candidate, isSetting: boolean): LabelRule {
  if (isSetting) return 'setting';
  if (candidate.sentence > 0) return 'later-sentence';
  if (candidate.distance === 0) return 'object';
  if (candidate.distance === 1) return 'prepositional';
  return candidate.distance < FAR ? 'clause' : 'distant';
}

/** The task by the first base verb that is followed by a noun before the next base verb; null when there is none. */
function firstPair(words: readonly LabelToken[]): FoundTask | null {
  const found = candidates(words);
  const settings = settingSentences(words);
  const chosen = found.find((candidate) => !settings.has(candidate.sentence)) ?? found[0];
  if (chosen === undefined) return null;
  return { verb: chosen.verb, noun: chosen.noun, rule: ruleOf(chosen, settings.has(chosen.sentence)) };
}

const QUESTION_WORDS = new Set('what why how who where when which whose'.split(' '));
const AUXILIARY = /^(?:is|are|am|was|were|do|does|did|has|have|can|could|will|would|should)$/i;
/** In a question without a question mark the question word is one of the first three: "In what way", "About how many". */
const QUESTION_WINDOW = 3;
const asksQuestion = (word: LabelToken): boolean =>
  word.kind === 'subordinator' && QUESTION_WORDS.has(word.text.toLowerCase());
const isNumeric = (word: LabelToken): boolean => /\d|[=+^*/√⌊⌈]/.test(word.text);

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

/** The task of a question, of a verb without a noun, or of a heading; null when it is none of these. */
function withoutPair(words: readonly LabelToken[]): FoundTask | null {
  const numeric = words.some(isNumeric);
  const first = words.find((word) => word.kind !== 'filler' && word.kind !== 'stop');
  if (first === undefined) return null;
  const window = words.some((word) => word.text === '?') ? words.length : QUESTION_WINDOW;
  const asks = words.slice(0, window).find(asksQuestion);
  if (asks !== undefined) {
    const text = asks.text.toLowerCase();
    const arithmetic = numeric && text === 'what';
    return {
      verb: text,
      noun: arithmetic ? 'math' : 'knowledge',
      rule: arithmetic ? 'arithmetic' : 'question',
    };
  }
  const verb = words.find((word) => word.kind === 'base-verb');
  if (verb !== undefined && numeric) return { verb: verb.lemma, noun: 'math', rule: 'arithmetic' };
  if (verb !== undefined) return { verb: verb.lemma, noun: 'none', rule: 'verb-only' };
  if (AUXILIARY.test(first.text)) return { verb: 'yes-no', noun: 'task', rule: 'yes-no' };
  return isTopic(words) ? { verb: 'noun', noun: 'knowledge', rule: 'topic' } : null;
}

/** The task that the words of an instruction ask for; null when there is neither a verb nor a noun. */
export function findTask(words: readonly LabelToken[]): FoundTask | null {
  return formula(words) ?? firstPair(words) ?? withoutPair(words);
}
