import { createRequire } from 'node:module';
import type { TaggedWord } from './tokens.ts';

/** Gives the words of a text with their parts of speech. */
export type Tagger = (text: string) => TaggedWord[];

/** The part of wink-nlp that is used. Its own types do not accept its own `its.lemma`. */
interface Wink {
  readonly readDoc: (text: string) => {
    readonly tokens: () => { readonly out: (its?: unknown) => string[] };
  };
  readonly its: { readonly pos: unknown; readonly lemma: unknown };
}

/** The words that a language model knows, and those that it has met in texts. */
interface Lexicon {
  readonly hash: Record<string, number>;
  readonly list: readonly string[];
}

interface LanguageModel {
  readonly core: () => { readonly features: { readonly lexeme: Lexicon } };
  /** The patterns of custom entities, which the parser needs although no entity is looked for. */
  readonly metaCER: () => unknown;
}

/** The parser is created again after it has met this many new words: it never drops one, and has room for a million. */
const MOST_MET = 100_000;

let entityPatterns: unknown;

/**
 * The entity patterns of the model, read once a process. `metaCER` of wink-eng-lite-web-model 1.8.1 writes its own last result as
 * JSON again, so each call doubles the text until no memory is left for it.
 */
function entityPatternsOf(model: LanguageModel): unknown {
  entityPatterns ??= model.metaCER();
  return entityPatterns;
}

/**
 * Creates a tagger whose result depends on the text alone. wink-nlp remembers every word that it meets, and would cut a
 * later text accordingly (`world's` into one word or two), so it is made to forget them after each text.
 */
export function createTagger(): Tagger {
  const require = createRequire(import.meta.url);
  const load = require('wink-nlp') as (model: unknown, pipe: readonly string[]) => Wink;
  const model = require('wink-eng-lite-web-model') as LanguageModel;
  const open = () => {
    const core = model.core();
    const nlp = load({ ...model, core: () => core, metaCER: () => entityPatternsOf(model) }, ['sbd', 'pos']);
    return { nlp, lexicon: core.features.lexeme, known: core.features.lexeme.list.length };
  };
  let parser = open();
  return (text) => {
    if (parser.lexicon.list.length - parser.known > MOST_MET) parser = open();
    const before = parser.lexicon.list.length;
    const words = tagWords(parser.nlp, text);
    const met = new Set(parser.lexicon.list.slice(before));
    for (const word of met) delete parser.lexicon.hash[word];
    // A known word that is written with a capital is met too, but not in small letters.
    return words.map((word) => ({ ...word, isKnown: !met.has(word.text.toLowerCase()) }));
  };
}

function tagWords(nlp: Wink, text: string): Omit<TaggedWord, 'isKnown'>[] {
  const tokens = nlp.readDoc(text).tokens();
  const tags = tokens.out(nlp.its.pos);
  const lemmas = tokens.out(nlp.its.lemma);
  return tokens
    .out()
    .map((word, at) => ({ text: word, pos: tags[at] ?? 'X', lemma: lemmas[at] ?? word.toLowerCase() }));
}
