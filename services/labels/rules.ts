import { at } from '../runtime/at.ts';
import type { LabelToken } from './tokens.ts';

/** Which rule found a label; the confidence is the agreement measured for the rule. */
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

export interface FoundTask {
  readonly verb: string;
  readonly noun: string;
  readonly rule: LabelRule;
}

interface Candidate {
  readonly verb: string;
  readonly noun: string;
  /** How far apart they stand in the sentence's structure; 0 is a plain object. */
  readonly distance: number;
  readonly sentence: number;
}

const STEP: Partial<Record<LabelToken['kind'], number>> = {
  preposition: 1,
  conjunction: 1,
  comma: 1,
  subordinator: 2,
  colon: 2,
  'other-verb': 2,
};
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

/** "Imagine you are a judge. Write …": the sentence sets a scene, the task follows. */
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

/** The first base verb that has a noun before the next base verb. */
function firstPair(words: readonly LabelToken[]): FoundTask | null {
  const found = candidates(words);
  const settings = settingSentences(words);
  const chosen = found.find((candidate) => !settings.has(candidate.sentence)) ?? found[0];
  if (chosen === undefined) return null;
  return { verb: chosen.verb, noun: chosen.noun, rule: ruleOf(chosen, settings.has(chosen.sentence)) };
}

const QUESTION_WORDS = new Set('what why how who where when which whose'.split(' '));
const AUXILIARY = /^(?:is|are|am|was|were|do|does|did|has|have|can|could|will|would|should)$/i;
/** "In what way …", "About how many …": without a question mark it is among the first three. */
const QUESTION_WINDOW = 3;
const asksQuestion = (word: LabelToken): boolean =>
  word.kind === 'subordinator' && QUESTION_WORDS.has(word.text.toLowerCase());
const isNumeric = (word: LabelToken): boolean => /\d|[=+^*/√⌊⌈]/.test(word.text);

/** "Simplify 2a + 3a. Give …": the first verb's object is a formula. */
function formula(words: readonly LabelToken[]): FoundTask | null {
  const place = words.findIndex((word) => word.kind === 'base-verb');
  const verb = words[place];
  if (verb === undefined || verb.sentence > 0) return null;
  const rest = words.filter((word, i) => i > place && word.sentence === 0);
  const wordy = rest.some((word) => /noun|name|verb|subordinator/.test(word.kind));
  if (wordy || !rest.some((word) => /\d/.test(word.text))) return null;
  return { verb: verb.lemma, noun: 'math', rule: 'arithmetic' };
}

/** A heading: a few words, a noun or name among them, and no verb. */
function isTopic(words: readonly LabelToken[]): boolean {
  const nominal = words.some((word) => word.kind === 'noun' || word.kind === 'name');
  return (
    nominal &&
    words.length > 1 &&
    words.length <= MAX_TOPIC_WORDS &&
    !words.some((word) => word.kind === 'other-verb')
  );
}

/** Questions, and verbs without a noun. */
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

/** The task that classified words ask for; null when there is neither verb nor noun. */
export function findTask(words: readonly LabelToken[]): FoundTask | null {
  return formula(words) ?? firstPair(words) ?? withoutPair(words);
}
