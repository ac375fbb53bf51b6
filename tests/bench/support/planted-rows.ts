/**
 * Rows planted into a corpus by rule: the same request in other words, and the same task asked of something else.
 * The synonyms were written down by hand, and no part of the product reads them.
 */
import { createTagger } from '../../../services/labels/tagger.ts';
import { randomIndex, shuffled } from '../../../services/runtime/seeded-random.ts';

export interface PlantedText {
  readonly instruction: string;
  readonly input: string;
  /** How it was made: `case`, `punctuation`, `synonyms`, `held out`, `order`, or `number`, `name`, `topic`, `sibling`. */
  readonly rule: string;
}

export type RowText = Pick<PlantedText, 'instruction' | 'input'>;

const VERBS =
  'begin start|buy purchase|help assist|choose select|fix repair|create make|explain describe|list enumerate|' +
  'write compose|generate produce|reduce decrease|summarize recap|suggest propose|provide give|identify determine|' +
  'find locate|construct build|rewrite rephrase|calculate compute|classify categorize|design devise|develop build|' +
  'name state|compare contrast|discuss examine|outline sketch|edit revise|translate convert|evaluate assess|' +
  'improve enhance|complete finish|describe depict|show display|tell inform|use utilize|get obtain|need require|' +
  'want desire|increase raise|change alter|protect safeguard|understand comprehend|learn study|think believe|' +
  'talk speak|look appear|work operate|happen occur|contain include|answer respond';
const NOUNS =
  'car automobile|movie film|job occupation|mistake error|doctor physician|picture image|story tale|company firm|' +
  'advantages benefits|ways methods|customers clients|paragraph passage|article piece|example instance|reasons causes|' +
  'problem issue|steps stages|ideas thoughts|tips pointers|effects consequences|features characteristics|' +
  'impact effect|role function|difference distinction|meaning sense|definition explanation|information details|' +
  'topic subject|task assignment|goal objective|strategy plan|technique method|process procedure|system arrangement|' +
  'device gadget|product item|business enterprise|employee worker|team group|person individual|people individuals|' +
  'children kids|students pupils|teacher instructor|house home|city town|country nation|world globe|' +
  'environment surroundings|food cuisine|meal dish|trip journey|vacation holiday|money cash|price cost|speech talk|' +
  'conversation dialogue|letter note|poem verse|song tune';
const ADJECTIVES =
  'big large|fast quick|smart intelligent|glad happy|important crucial|difficult hard|brief short|main primary|' +
  'common frequent|famous renowned|beautiful lovely|interesting fascinating|exciting thrilling|unique distinctive|' +
  'new novel|old ancient|good great|bad poor|easy simple|effective efficient|healthy nutritious|safe secure|' +
  'sad unhappy|angry furious|funny humorous|popular well-liked|modern contemporary|following below|given provided|' +
  'appropriate suitable|correct right|possible feasible|different various|similar alike';

/** Written after the decision was, and never looked at while it was changed. */
const HELD_OUT = {
  VERB:
    'ask inquire|collect gather|combine merge|delete remove|discover uncover|divide split|employ hire|enjoy relish|' +
    'examine inspect|gain acquire|grow expand|keep retain|lower cut|modify adjust|organize arrange|permit allow|' +
    'predict forecast|prevent avoid|purchase acquire|rank order|recommend advise|replace substitute|respond reply|' +
    'save preserve|simplify streamline|solve resolve|support back|teach instruct|test check|track monitor|verify confirm',
  NOUN:
    'ability skill|action deed|aim purpose|animal creature|area region|author writer|boat ship|building structure|' +
    'choice option|concept notion|data information|disease illness|error fault|event occasion|evidence proof|' +
    'fact truth|fear dread|gift present|guide manual|habit custom|illustration drawing|income earnings|journal diary|' +
    'kind type|language tongue|law rule|leader head|list catalogue|location place|manner fashion|opinion view|' +
    'outcome result|pair couple|phone telephone|photo photograph|rationale reasoning|response reply|rule regulation|' +
    'sample specimen|scenario situation|site website|slogan motto|street road|summary synopsis|symptom sign|theme motif|' +
    'title heading|tool instrument|value worth|variety range|vehicle car|woods forest|word term|workplace office',
  ADJ:
    'accurate precise|amusing entertaining|brave courageous|calm peaceful|cheap inexpensive|clear obvious|complex complicated|' +
    'creative imaginative|current present|delicious tasty|entire whole|essential vital|fair just|final last|formal official|' +
    'general overall|huge enormous|initial first|large huge|logical rational|major significant|necessary needed|' +
    'proper fitting|rapid speedy|recent latest|relevant pertinent|short concise|specific particular|strange odd|tiny small|' +
    'typical usual|useful helpful|valid sound|weird peculiar|wise sensible',
};

type Replacements = ReadonlyMap<string, readonly string[]>;

/** Each word, by its part of speech, with what may stand for it, both ways. */
function replacementsOf(lists: Readonly<Record<string, string>>): Replacements {
  const replacements = new Map<string, string[]>();
  for (const [pos, pairs] of Object.entries(lists)) {
    for (const pair of pairs.split('|')) {
      const [a = '', b = ''] = pair.split(' ');
      for (const [from, to] of [[a, b] as const, [b, a] as const]) {
        const key = `${pos} ${from}`;
        replacements.set(key, [...(replacements.get(key) ?? []), to]);
      }
    }
  }
  return replacements;
}

const REPLACEMENTS = replacementsOf({ VERB: VERBS, NOUN: NOUNS, ADJ: ADJECTIVES });
const HELD_OUT_REPLACEMENTS = replacementsOf(HELD_OUT);

/** Things of one kind that are not the same: harder to tell from synonyms than any noun at random. */
const SIBLINGS = new Map<string, string>(
  (
    'cat dog|cats dogs|summer winter|spring autumn|apple orange|doctor lawyer|hot cold|red blue|increase decrease|' +
    'mother father|car bicycle|poem story|happy sad|football basketball|guitar piano|chicken beef|coffee tea|love hate|' +
    'cheap expensive|teacher student|king queen|novel essay|past future|largest smallest|maximum minimum|meat fish|' +
    'sun moon|email letter|brother sister|restaurant hotel|education healthcare|water oil|ocean river|synonyms antonyms|' +
    'synonym antonym|advantages disadvantages|noun verb|nouns verbs|day night|men women|man woman|positive negative|' +
    'plants animals|north south|movie song|book film|city village|morning evening|tree flower|sentence paragraph|' +
    'company school|customer supplier|adjective adverb|song speech|computer phone|internet television|solar wind|' +
    'singular plural|active passive|long short|best worst|early late|formal casual|fruit vegetable|fruits vegetables'
  )
    .split('|')
    .flatMap((pair) => {
      const [a = '', b = ''] = pair.split(' ');
      return [[a, b] as const, [b, a] as const];
    }),
);

const tag = createTagger();
const taggedWords = (text: string) =>
  tag(text).map(({ text: word, pos }, at) => ({ word, pos: at === 0 && pos === 'PROPN' ? 'NOUN' : pos }));

const pick = <T>(items: readonly T[], random: () => number): T | undefined =>
  items[randomIndex(random, items.length)];

const capitalised = (word: string): boolean => /^\p{Lu}/u.test(word);
const asIn = (model: string, word: string): string =>
  capitalised(model) ? word.charAt(0).toUpperCase() + word.slice(1) : word;

function changeCase(text: string, random: () => number): string {
  const choice = randomIndex(random, 3);
  if (choice === 0) return text.toLowerCase();
  if (choice === 1) return text.toUpperCase();
  return text.replace(/\b\p{L}/gu, (letter) => letter.toUpperCase());
}

function changePunctuation(text: string, random: () => number): string {
  const ends = text.replace(/[.?!]+$/u, '');
  const choices = [`${ends}!`, `${ends} .`, ends, text.replace(/[,'"]/gu, ''), text.replace(/ /g, '  ')];
  return pick(
    choices.filter((choice) => choice !== text),
    random,
  ) as string;
}

/** At most two words, as a person rewording a short text would. */
function changeSynonyms(text: string, replacements: Replacements, random: () => number): string | null {
  let end = 0;
  const places = taggedWords(text).flatMap(({ word, pos }) => {
    const at = text.indexOf(word, end);
    end = Math.max(end, at + word.length);
    const by = replacements.get(`${pos} ${word.toLowerCase()}`);
    return by === undefined || at < 0 ? [] : [{ word, at, by }];
  });
  const chosen = shuffled(places, random).slice(0, 2);
  let changed = text;
  for (const { word, at, by } of chosen.sort((a, b) => b.at - a.at)) {
    changed = changed.slice(0, at) + asIn(word, pick(by, random) ?? word) + changed.slice(at + word.length);
  }
  return chosen.length === 0 ? null : changed;
}

/** Brings a last phrase to the front, or swaps the two nouns of an "and". */
function changeOrder(text: string): string | null {
  const last = /^([^.,;:?!]{12,}?) ((?:in|for|with|using|about|on) [^.,;:?!]{4,60})\.?$/iu.exec(text);
  if (last !== null) {
    const [, head = '', tail = ''] = last;
    return `${asIn('A', tail)}, ${head.charAt(0).toLowerCase()}${head.slice(1)}.`;
  }
  const sides = /\b(\p{Ll}{3,}) and (\p{Ll}{3,})\b/u.exec(text);
  if (sides === null) return null;
  const [whole, left = '', right = ''] = sides;
  const parts = new Map(taggedWords(text).map(({ word, pos }) => [word, pos]));
  if (parts.get(left) !== 'NOUN' || parts.get(right) !== 'NOUN') return null;
  return text.replace(whole, `${right} and ${left}`);
}

/** The same request in other words; null when the rule finds nothing to change. */
export function paraphrase(row: RowText, rule: string, random: () => number): PlantedText | null {
  const { instruction, input } = row;
  const changes: Record<string, () => string | null> = {
    case: () => changeCase(instruction, random),
    punctuation: () => changePunctuation(instruction, random),
    synonyms: () => changeSynonyms(instruction, REPLACEMENTS, random),
    'held out': () => changeSynonyms(instruction, HELD_OUT_REPLACEMENTS, random),
    order: () => changeOrder(instruction),
  };
  const changed = changes[rule]?.() ?? null;
  return changed === null || changed === instruction ? null : { instruction: changed, input, rule };
}

/** What may be asked of: words of a corpus by their part of speech. */
export interface Topics {
  readonly nouns: readonly string[];
  readonly names: readonly string[];
}

/** Nouns and names that at least five of the texts hold. */
export function topicsOf(texts: readonly string[]): Topics {
  const counts = new Map<string, number>();
  for (const text of texts) {
    const seen = taggedWords(text)
      .filter(({ word, pos }) => /^(NOUN|PROPN)$/.test(pos) && /^\p{L}{4,}$/u.test(word))
      .map(({ word, pos }) => `${pos} ${word}`);
    for (const key of new Set(seen)) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const words = (pos: string) =>
    [...counts].flatMap(([key, count]) =>
      count >= 5 && key.startsWith(`${pos} `) ? [key.slice(pos.length + 1)] : [],
    );
  return {
    nouns: words('NOUN').filter((word) => !capitalised(word)),
    names: words('PROPN').filter(capitalised),
  };
}

const NUMBER = /\b(?:\d+(?:[.,]\d+)*|two|three|four|five|six|seven|eight|nine|ten)\b/giu;
const NUMBER_WORDS = 'two three four five six seven eight nine ten'.split(' ');

function otherNumber(number: string, random: () => number): string {
  if (!/\d/.test(number))
    return asIn(
      number,
      pick(
        NUMBER_WORDS.filter((word) => word !== number.toLowerCase()),
        random,
      ) ?? '',
    );
  return number.replace(/\d/g, (digit) => String((Number(digit) + 1 + randomIndex(random, 8)) % 10));
}

function replaceOne(text: string, word: string, by: string): string {
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.replace(new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'gu'), by);
}

const stemOf = (word: string): string => word.toLowerCase().slice(0, 4);

/** The same task with another number, name or noun; null when the rule finds nothing to change. */
export function otherSlot(
  row: RowText,
  rule: string,
  topics: Topics,
  random: () => number,
): PlantedText | null {
  const field = row.input !== '' && row.input.length < 400 && random() < 0.5 ? 'input' : 'instruction';
  const text = row[field];
  const changed = changeSlot(text, rule, topics, random);
  return changed === null || changed === text ? null : { ...row, [field]: changed, rule };
}

function changeSlot(text: string, rule: string, topics: Topics, random: () => number): string | null {
  if (rule === 'number') {
    const number = pick(text.match(NUMBER) ?? [], random);
    return number === undefined ? null : replaceOne(text, number, otherNumber(number, random));
  }
  if (rule === 'sibling') {
    const word = pick(
      [...text.matchAll(/\p{L}+/gu)].map(([each]) => each).filter((each) => SIBLINGS.has(each)),
      random,
    );
    return word === undefined ? null : replaceOne(text, word, SIBLINGS.get(word) ?? word);
  }
  const wanted = rule === 'name' ? 'PROPN' : 'NOUN';
  const from = rule === 'name' ? topics.names : topics.nouns;
  const known = new Set(from);
  const word = pick(
    taggedWords(text).filter(({ word, pos }) => pos === wanted && known.has(word)),
    random,
  )?.word;
  if (word === undefined) return null;
  const by = pick(from, random) ?? word;
  const alike = stemOf(by) === stemOf(word) || (REPLACEMENTS.get(`NOUN ${word}`) ?? []).includes(by);
  return alike ? null : replaceOne(text, word, by);
}
