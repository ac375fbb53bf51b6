import {
  ALWAYS_NOUNS,
  FUNCTION_NAMES,
  IMPERATIVE_VERBS,
  INDEFINITE_PRONOUNS,
  NEVER_VERBS,
  NOUN_LEMMAS,
  NOUN_LIKE_ADJECTIVES,
} from './synonyms.ts';

/** A word as the tagger gives it. */
export interface TaggedWord {
  readonly text: string;
  /** The part of speech, by the universal tags. */
  readonly pos: string;
  readonly lemma: string;
  /** Whether the language model knows the word, so that it is likely English. */
  readonly isKnown: boolean;
}

/** The kinds of words that the rules tell apart. */
type WordKind =
  | 'base-verb'
  | 'other-verb'
  | 'noun'
  | 'name'
  | 'subordinator'
  | 'preposition'
  | 'pronoun'
  | 'conjunction'
  | 'comma'
  | 'colon'
  | 'stop'
  | 'filler';

/** A word of an instruction as the rules see it. */
export interface LabelToken {
  readonly text: string;
  readonly lemma: string;
  readonly kind: WordKind;
  /** The number of its sentence: 0 at first, and one more after every full stop, question mark or line break. */
  readonly sentence: number;
}

const MODALS = new Set(
  'will would can could shall should may might must do does did ca wo ll d let lets let’s'.split(' '),
);
const SUBORDINATORS = new Set(
  'how why what which whether if when where who whom whose that because while so unless although'.split(' '),
);
const FINITE_SUBJECTS = new Set('i you we they who that which these those there'.split(' '));
const SKIPPED_BEFORE_VERB = new Set(
  'please then also now first next finally kindly just always only try help not n’t quickly re'.split(' '),
);
/** A longer word is a key, an address or encoded data, and no word. */
const MAX_WORD_LENGTH = 40;
/** A quotation with more words is no quotation: its mark was left open. */
const MAX_QUOTED_WORDS = 120;

const isOpening = (word: TaggedWord): boolean => /^[“"'‘(`[*_#>-]+$/.test(word.text);

function isClauseEnd(word: TaggedWord): boolean {
  return /^[.?!;…]+$/.test(word.text) || word.pos === 'SPACE' || /[^.]\.$/.test(word.text);
}

/** The index of the word before `at` by which the kind of the word at `at` is told; -1 at the start of a clause. */
function deciding(words: readonly TaggedWord[], at: number): number {
  for (let i = at - 1; i >= 0; i--) {
    const word = words[i];
    if (word === undefined || isClauseEnd(word)) return -1;
    const text = word.text.toLowerCase();
    if (isOpening(word) || SKIPPED_BEFORE_VERB.has(text)) continue;
    if (word.pos === 'ADV' && !SUBORDINATORS.has(text)) continue;
    return i;
  }
  return -1;
}

function hasModalBefore(words: readonly TaggedWord[], at: number): boolean {
  for (let i = at - 1; i >= 0 && i >= at - 12; i--) {
    const word = words[i];
    if (word === undefined || isClauseEnd(word)) return false;
    const text = word.text.toLowerCase().replace(/^['’]/, '');
    if (MODALS.has(text)) return true;
    if (word.pos === 'VERB' || word.pos === 'AUX' || word.pos === 'SCONJ') return false;
    if (SUBORDINATORS.has(text)) return false;
  }
  return false;
}

/**
 * Whether the word follows an auxiliary that begins a question, as in "How does wind power …". It is the subject then, even
 * when the tagger takes it for a verb.
 */
function isInverted(words: readonly TaggedWord[], at: number): boolean {
  const auxiliary = words[at - 1]?.text.toLowerCase() ?? '';
  if (!/^(do|does|did|can|could|would|will|should)$/.test(auxiliary)) return false;
  const before = words[deciding(words, at - 1)];
  return before === undefined || SUBORDINATORS.has(before.text.toLowerCase());
}

function opensObject(next: TaggedWord | undefined): boolean {
  if (next === undefined) return false;
  return (
    /^(DET|PRON|NUM|ADJ|SCONJ)$/.test(next.pos) ||
    /^(["“‘']|how|what|why|out|up|down|if|whether|following)$/i.test(next.text) ||
    /^(NOUN|PROPN|ADV|ADP)$/.test(next.pos)
  );
}

/**
 * Whether a word that is no known verb is an imperative, because it begins a clause and a determiner follows, as in
 * "Transpose the chords".
 */
function isUnknownImperative(words: readonly TaggedWord[], at: number): boolean {
  const word = words[at];
  if (word === undefined || !/^(NOUN|PROPN|ADJ)$/.test(word.pos) || !/^\p{L}{3,}$/u.test(word.text))
    return false;
  if (deciding(words, at) !== -1 || /(?:ing|ly|ed|s)$/.test(word.text)) return false;
  const next = words[at + 1];
  return next?.pos === 'DET' || /^(?:out|following|your|this|these)$/i.test(next?.text ?? '');
}

function isBaseVerb(words: readonly TaggedWord[], at: number): boolean {
  const word = words[at];
  if (word === undefined) return false;
  const text = word.text.toLowerCase();
  const known = IMPERATIVE_VERBS.has(text) || isUnknownImperative(words, at);
  const verbal = word.pos === 'VERB' || word.pos === 'AUX';
  if (!known && (!verbal || word.lemma !== text)) return false;
  if (NEVER_VERBS.has(text)) return false;
  const before = words[deciding(words, at)];
  if (before === undefined) return known || verbal;
  const previous = before.text.toLowerCase();
  if (previous === 'to') return verbal || known;
  if (word.pos !== 'AUX' && isInverted(words, at)) return false;
  if (verbal && hasModalBefore(words, at)) return true;
  if (word.pos === 'AUX') return false;
  if (previous === ',' || previous === ':' || before.pos === 'CCONJ') {
    return verbal || opensObject(words[at + 1]);
  }
  if (!verbal) return false;
  if (FINITE_SUBJECTS.has(previous) || SUBORDINATORS.has(previous)) return false;
  return (
    !/^(NOUN|PROPN|PRON|DET|ADJ|NUM|ADP|AUX)$/.test(before.pos) || previous === 'me' || previous === 'us'
  );
}

function kindOfPunctuation(word: TaggedWord): WordKind {
  if (isClauseEnd(word)) return 'stop';
  if (word.text === ',') return 'comma';
  return word.text === ':' ? 'colon' : 'filler';
}

/** Whether a word with a capital is a noun, as in "Write a Haiku about …", and no name, as in "Write a Python program". */
function isCapitalisedNoun(words: readonly TaggedWord[], at: number): boolean {
  const next = words[at + 1];
  if (!/^an?$/i.test(words[at - 1]?.text ?? '')) return false;
  return next === undefined || /^(ADP|PART|PUNCT|SPACE|PRON)$/.test(next.pos);
}

/** Whether an adjective stands for a noun, because its noun phrase ends with it, as in "the average of …". */
function isNominalAdjective(words: readonly TaggedWord[], at: number): boolean {
  const next = words[at + 1];
  const phraseEnds = next === undefined || /^(ADP|PUNCT|SPACE)$/.test(next.pos);
  if (!phraseEnds) return false;
  for (let i = at - 1; i >= 0 && i >= at - 3; i--) {
    const word = words[i];
    if (word?.pos === 'DET') return true;
    if (word?.pos !== 'ADJ') return false;
  }
  return false;
}

function textBefore(words: readonly TaggedWord[], at: number, count: number): string {
  return words
    .slice(Math.max(0, at - count), at)
    .map((word) => word.text)
    .join(' ');
}

/**
 * Whether a word that the tagger takes for a noun only describes the next one, as in "open-ended question" or "binary
 * string".
 */
function isModifier(words: readonly TaggedWord[], at: number, text: string): boolean {
  const next = words[at + 1];
  if (next?.text === '-') return words[at + 2] !== undefined && words[at + 2]?.pos !== 'NOUN';
  return (
    NOUN_LIKE_ADJECTIVES.has(text) && (next?.pos === 'NOUN' || next?.pos === 'ADJ' || next?.text === '-')
  );
}

function kindOfNominal(words: readonly TaggedWord[], at: number, word: TaggedWord): WordKind {
  const text = word.text.toLowerCase();
  if (!/^\p{L}.*\p{L}/u.test(text) || text.includes('|') || text.length > MAX_WORD_LENGTH) return 'filler';
  if (FUNCTION_NAMES.has(text)) return 'filler';
  if (/^(following|given|below|above)$/.test(text)) {
    const next = words[at + 1];
    if (/^which of the$/i.test(textBefore(words, at, 3))) return 'filler';
    return next !== undefined && /^(NOUN|ADJ|PROPN|NUM|VERB|DET)$/.test(next.pos) ? 'filler' : 'noun';
  }
  if (word.pos === 'PROPN' && word.text !== text) return isCapitalisedNoun(words, at) ? 'noun' : 'name';
  return isModifier(words, at, text) ? 'filler' : 'noun';
}

function kindOf(words: readonly TaggedWord[], at: number): WordKind {
  const word = words[at];
  if (word === undefined) return 'stop';
  const text = word.text.toLowerCase();
  if (word.pos === 'PUNCT' || word.pos === 'SPACE') return kindOfPunctuation(word);
  if (isBaseVerb(words, at)) return 'base-verb';
  if (INDEFINITE_PRONOUNS.has(text) || ALWAYS_NOUNS.has(text)) return 'noun';
  if (SUBORDINATORS.has(text)) return 'subordinator';
  if (word.pos === 'NOUN' || word.pos === 'PROPN') return kindOfNominal(words, at, word);
  if (word.pos === 'ADJ' && isNominalAdjective(words, at)) return kindOfNominal(words, at, word);
  if (word.pos === 'VERB' || word.pos === 'AUX') return 'other-verb';
  if (word.pos === 'ADP') return 'preposition';
  if (word.pos === 'SCONJ') return 'subordinator';
  if (word.pos === 'CCONJ') return 'conjunction';
  return word.pos === 'PRON' ? 'pronoun' : 'filler';
}

function lemmaOf(word: TaggedWord, kind: WordKind): string {
  const text = word.text.toLowerCase();
  if (kind === 'base-verb') return text;
  return kind === 'noun' ? (NOUN_LEMMAS.get(text) ?? word.lemma.toLowerCase()) : word.lemma.toLowerCase();
}

/** For each word whether it stands between double quotation marks. */
function quotedWords(words: readonly TaggedWord[]): boolean[] {
  const quoted = words.map(() => false);
  let open = -1;
  words.forEach((word, at) => {
    if (open >= 0 && /^["”]/.test(word.text)) {
      if (at - open <= MAX_QUOTED_WORDS) quoted.fill(true, open + 1, at);
      open = -1;
    } else if (/["“]$/.test(word.text)) {
      open = at;
    }
  });
  return quoted;
}

/** The words of an instruction with their kinds. Quoted words are fillers, because they are no part of the request. */
export function classifyWords(words: readonly TaggedWord[]): LabelToken[] {
  const quoted = quotedWords(words);
  let sentence = 0;
  return words.map((word, at) => {
    const kind = quoted[at] === true ? 'filler' : kindOf(words, at);
    const result = { text: word.text, lemma: lemmaOf(word, kind), kind, sentence };
    if (kind === 'stop') sentence += 1;
    return result;
  });
}
