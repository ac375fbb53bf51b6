/** Verbs of instructions that a tagger often takes for a noun, name or adjective at the start of a clause. */
export const IMPERATIVE_VERBS: ReadonlySet<string> = new Set(
  (
    'add analyze answer arrange brainstorm categorize change check choose cite classify combine compare complete ' +
    'compose compute construct convert correct count create debate decide define delete describe design detect ' +
    'determine develop devise diagnose discuss display draft draw edit estimate evaluate examine exchange explain ' +
    'extract fill find fix form format formulate generate get give group guess help highlight identify imagine ' +
    'implement improve insert label list make map mark match measure modify multiply name notice offer order outline ' +
    'output paraphrase parse perform pick plan play predict print process produce program propose provide quote rank ' +
    'rate read rearrange recommend reconstruct reformulate rename reorganize rephrase replace report research restate ' +
    'return reverse review rewrite rhyme score search select send shorten show simplify sketch solve sort spell split ' +
    'state structure sum summarize suggest suppose take tag tell test thank think trace transform translate turn update ' +
    'use verify visualize vote write'
  ).split(' '),
);

/** Words that look like a base verb and are not the verb of a task. */
export const NEVER_VERBS: ReadonlySet<string> = new Set(
  'can could following given let may might must please shall should thank will would'.split(' '),
);

/** Pronouns that stand for a thing or a person, and count as nouns. */
export const INDEFINITE_PRONOUNS: ReadonlySet<string> = new Set(
  'someone somebody something anyone anybody anything everyone everybody everything nothing ones'.split(' '),
);

/** Nouns that the tagger takes for adjectives. */
export const ALWAYS_NOUNS: ReadonlySet<string> = new Set(
  'blank blanks people spam stock tense tenses'.split(' '),
);

/** Adjectives that the tagger takes for nouns. */
export const NOUN_LIKE_ADJECTIVES: ReadonlySet<string> = new Set(
  (
    'acrostic alternative binary creative fictional fun maximum minimalist minimalistic minimum multiple native ' +
    'palindromic punny quantum vegan vegetarian wireless'
  ).split(' '),
);

/** Names of functions in formulas, which are no nouns. */
export const FUNCTION_NAMES: ReadonlySet<string> = new Set('log ln sin cos tan sqrt'.split(' '));

/** The lemmas of nouns for which the language model has another one. It also takes "app" for a contraction. */
export const NOUN_LEMMAS: ReadonlyMap<string, string> = new Map([
  ['media', 'medium'],
  ['species', 'specie'],
  ['ones', 'one'],
  ['app', 'app'],
  ['apps', 'app'],
  ['data', 'data'],
  ['dialogue', 'dialogue'],
  ['dialogues', 'dialogue'],
]);

const VERB_SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['compute', 'calculate'],
  ['reword', 'paraphrase'],
]);
const NOUN_SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['mistake', 'error'],
  ['dialog', 'dialogue'],
  ['ad', 'advertisement'],
]);
/** Things that are made by writing them down. To make one of them is the same task as to create one. */
const WRITTEN: ReadonlySet<string> = new Set(
  (
    'algorithm analogy argument dialogue email example function game joke list outline plan poem program question ' +
    'recipe riddle rule sentence series song speech story summary table website word'
  ).split(' '),
);

/** Texts. To compose one of them is the same task as to write one. */
const COMPOSED: ReadonlySet<string> = new Set(
  'article email essay haiku letter message note paragraph poem post song story text tweet'.split(' '),
);

/** The name of a task, `verb|noun`, in which verbs and nouns that mean the same are written in the same way. */
export function mergeSynonyms(verb: string, noun: string): string {
  const mergedNoun = NOUN_SYNONYMS.get(noun) ?? noun;
  if (verb === 'make' && WRITTEN.has(mergedNoun)) return `create|${mergedNoun}`;
  if (verb === 'compose' && COMPOSED.has(mergedNoun)) return `write|${mergedNoun}`;
  return `${VERB_SYNONYMS.get(verb) ?? verb}|${mergedNoun}`;
}
