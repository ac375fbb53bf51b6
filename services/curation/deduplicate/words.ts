import { createHash } from 'node:crypto';
import { UNSPACED } from '../../corpus/unspaced-scripts.ts';
import { IMPERATIVE_VERBS } from '../../labels/synonyms.ts';
import { at } from '../../runtime/at.ts';
import { codeAndProse } from '../rows/code-lines.ts';
import { compatibleForm } from '../rows/compatible-form.ts';
import { FOLDED_WORDS, FUNCTION_WORDS, NEGATIONS, REQUEST_WORDS } from './function-words.ts';
import { languageOfWords, type LanguageWords } from './languages-of-words.ts';
import { withoutListMarks } from './list-marks.ts';
import { apartFromNumeral, valueOfNumeral } from './numerals.ts';
import { askedIn, type AskedFor } from './question-asked.ts';

/** A word of a text, as the search for duplicates sees it. */
export interface Word {
  /** The word in lower case; number words are in digits, signs of money are words. */
  readonly text: string;
  /**
   * A `function` word carries no topic, a `request` word (`Write`, `explain`, `meaning`) names the task, a `number` may also be
   * an operator or another sign, a `name` is capitalised within a sentence, and a `term` is any other word.
   */
  readonly kind: 'function' | 'negation' | 'request' | 'number' | 'name' | 'term';
}

/** Whether a word says something of what is asked for. */
export const carriesMeaning = ({ kind }: Word): boolean => kind !== 'function';

/** The words of a row's instruction and of its input, which is what the task is done on. */
export interface RowWords {
  readonly instruction: readonly Word[];
  readonly input: readonly Word[];
  /** The code in both, in which every sign has a meaning, as digests of its lines and of that between backticks; empty where there is none. */
  readonly code: string;
  /** What the question in the instruction asks to know; null where there is none, or several, and where its words do not tell. */
  readonly asked: AskedFor | null;
}

/**
 * A number; a word; an operator beside a digit, between spaces or between single letters; `++` and `#` after a name; a
 * factorial, a percentage, a sum of money; other signs of arithmetic, comparisons, a sign in quotes, an emoji. Bullets,
 * headings and hyphens are none of these.
 */
const TOKEN = new RegExp(
  [
    String.raw`(?<![\p{L}\p{N}])-?\.?\d+(?:[.,:/]\d+)*(?![\p{L}\p{N}])`,
    String.raw`[\p{L}\p{M}\p{N}]+(?:['’]\p{L}+)*`,
    String.raw`[!<>=]=(?!=)|&&|\|\||[-=]>|:=`,
    String.raw`(?<=\p{N} ?)[-+*/=<>^]|(?<!\p{L}{2})-(?= ?\p{N})|[+*/=<>^](?= ?\p{N})|(?<=\p{L} )[+*/=<>^](?= \p{L})|(?<=\p{L})[+#]+`,
    String.raw`(?<=(?<![\p{L}\p{N}])[\p{L}\p{N}])[-*/=<>^|](?=[\p{L}\p{N}](?![\p{L}\p{N}]))`,
    String.raw`(?<=\p{N})[!%‰°](?!\p{N})|(?<=\p{N} ?)\p{Sc}|\p{Sc}(?= ?\p{N})|(?<![\p{L}\p{N}\p{P}])!(?=\p{L})`,
    String.raw`(?![+<=>|~])\p{Sm}|(?![\d#*©®™])\p{Emoji_Presentation}`,
    String.raw`(?<=['"“‘\x60])[^\p{L}\p{N}\s'"“”‘’\x60]{1,3}(?=['"”’\x60])`,
  ].join('|'),
  'gu',
);
const HAS_UNSPACED = new RegExp(`[${UNSPACED}]`, 'u');
const SEGMENTER = new Intl.Segmenter('und', { granularity: 'word' });
/** Digits in groups of three. */
const GROUPED_DIGITS = /^-?\d{1,3}(,\d{3})+$/;
/** One comma may stand for the point of a decimal; more of them are a list. */
const LISTED_NUMBERS = /^-?\d+(,\d+){2,}$/;
const OPERATOR = /^[^\p{L}\p{M}\p{N}]+$/u;
/** A word in capitals that is none in lower case: `US` is no pronoun. */
const CAPITALS = /^\p{Lu}{2,}$/u;
/** Words that may stand between the start of a clause and its verb. */
const BEFORE_VERB = new Set('please kindly can could would will you me then also now help just'.split(' '));
/** When one of these follows the first word of a text, that word is a subject, not a request. */
const AFTER_SUBJECT = new Set(
  'is are was were has have had can could will would should may might must'.split(' '),
);

interface Token {
  readonly text: string;
  /** Where it begins in the text. */
  readonly begin: number;
}

function* tokensOf(text: string): Generator<Token> {
  for (const match of text.matchAll(TOKEN)) {
    for (const part of partsOf(match[0])) yield { text: part.text, begin: match.index + part.begin };
  }
}

/** The words of a token: those of a script without spaces, and the numbers of a list that is written without spaces. */
function* partsOf(token: string): Generator<Token> {
  if (HAS_UNSPACED.test(token)) {
    for (const { segment, index } of SEGMENTER.segment(token))
      yield* inOrder(apartFromNumeral(segment), index);
  } else if (LISTED_NUMBERS.test(token) && !GROUPED_DIGITS.test(token)) {
    yield* inOrder(token.split(/(?<=,)/u), 0, ',');
  } else yield { text: token, begin: 0 };
}

function* inOrder(texts: readonly string[], begin: number, dropped = ''): Generator<Token> {
  let at = begin;
  for (const text of texts) {
    yield { text: dropped === '' ? text : text.replace(dropped, ''), begin: at };
    at += text.length;
  }
}

/** The form in which a word is compared: `World's` becomes `world`, `groß` gross, `20,000` becomes 20000, `five` becomes 5, `$` dollar. */
function foldWord(token: string): string {
  const word = token
    .toLowerCase()
    .replace(/['’]s$/u, '')
    .replace(/ß/gu, 'ss')
    .replace(/’/gu, "'");
  if (GROUPED_DIGITS.test(word)) return word.replace(/,/g, '');
  return FOLDED_WORDS.get(word) ?? valueOfNumeral(word)?.toString() ?? word;
}

/** Whether most words are capitalised, as in a title, so that a capital does not show a name. */
function isTitle(tokens: readonly Token[]): boolean {
  const long = tokens.slice(1).filter(({ text }) => /^\p{L}{4,}/u.test(text));
  return long.filter(({ text }) => /^\p{Lu}/u.test(text)).length > long.length / 2;
}

/**
 * The places of the words that are requests: at the start of the text any word that is not a subject; later on, after
 * punctuation or "and", only the usual verbs of instructions.
 */
function requestsIn(normal: string, tokens: readonly Token[], words: readonly string[]): Set<number> {
  const requests = new Set<number>();
  let open: 'text' | 'clause' | 'closed' = 'text';
  let end = 0;
  tokens.forEach((token, i) => {
    const word = at(words, i);
    if (open === 'closed' && /[.!?;:,。！？；：，\n]/u.test(normal.slice(end, token.begin))) open = 'clause';
    end = token.begin + token.text.length;
    if (open !== 'closed' && BEFORE_VERB.has(word)) return;
    const asks =
      open === 'text'
        ? !AFTER_SUBJECT.has(words[i + 1] ?? '')
        : open === 'clause' && IMPERATIVE_VERBS.has(word);
    if (asks) requests.add(i);
    open = word === 'and' ? 'clause' : 'closed';
  });
  return requests;
}

function kindOf(
  word: string,
  token: Token,
  {
    isRequest,
    capitalsTell,
    isFunction,
  }: Readonly<Record<'isRequest' | 'capitalsTell' | 'isFunction', boolean>>,
): Word['kind'] {
  if (NEGATIONS.has(word) || word.endsWith("n't")) return 'negation';
  if (/\p{N}/u.test(word) || OPERATOR.test(token.text)) return 'number';
  if (isFunction) return capitalsTell && CAPITALS.test(token.text) ? 'name' : 'function';
  if (isRequest) return 'request';
  return capitalsTell && /^\p{Lu}/u.test(token.text) ? 'name' : 'term';
}

const asksWith = (word: string, language: LanguageWords | null): boolean =>
  REQUEST_WORDS.has(word) || language?.requests.has(word) === true;

function wordsIn(text: string, isRequest: boolean): Word[] {
  const normal = withoutListMarks(compatibleForm(text)).replace(/[^\S\n]+/gu, ' ');
  const tokens = [...tokensOf(normal)];
  const words = tokens.map(({ text: token }) => foldWord(token));
  const capitalsTell = !isTitle(tokens);
  const language = languageOfWords(words);
  const requests = isRequest ? requestsIn(normal, tokens, words) : new Set<number>();
  return tokens.map((token, i) => {
    const word = at(words, i);
    const startsSentence = i === 0 || /[.!?:\n]\s*["'“]?$/u.test(normal.slice(0, token.begin).slice(-3));
    const kind = kindOf(word, token, {
      isRequest: requests.has(i) || (isRequest && asksWith(word, language)),
      capitalsTell: capitalsTell && !startsSentence,
      isFunction: FUNCTION_WORDS.has(word) || language?.functions.has(word) === true,
    });
    return { text: word, kind };
  });
}

/** All words of a row, and its code. */
export function rowWords({
  instruction,
  input,
}: {
  readonly instruction: string;
  readonly input: string;
}): RowWords {
  return {
    instruction: wordsIn(instruction, true),
    input: wordsIn(input, false),
    code: digestOfCode(`${instruction}\n${input}`),
    asked: askedIn(compatibleForm(instruction)),
  };
}

/** Code between backticks within a line of prose. */
const INLINE_CODE = /`([^`\n]+)`/g;
/** What a quoted word, a name such as `diff_list` and a quoted sentence have not. */
const SIGN_OF_CODE = /[^\p{L}\p{M}\p{N}\s_.,:;!?'"’“”-]/u;

function digestOfCode(text: string): string {
  const parts = codeAndProse(compatibleForm(text));
  const lines = parts.flatMap((part) => (part.isCode ? [part.text] : []));
  const inline = parts
    .flatMap((part) => (part.isCode ? [] : [...part.text.matchAll(INLINE_CODE)].map(([, code = '']) => code)))
    .filter((code) => SIGN_OF_CODE.test(code))
    .map((code) => code.replace(/\s+/g, ''));
  const digests = [lines, inline].map((code) =>
    code.length === 0 ? '' : createHash('sha256').update(code.join('\n'), 'utf8').digest('base64'),
  );
  return digests.join(' ').trimEnd();
}

/** Whether two rows have the same code. Code between backticks may stand without them in the other row, where its words are compared. */
export function hasSameCode({ code: one }: RowWords, { code: other }: RowWords): boolean {
  if (one === other) return true;
  const [[lines, inline = ''], [otherLines, otherInline = '']] = [one.split(' '), other.split(' ')];
  return lines === otherLines && (inline === '' || otherInline === '' || inline === otherInline);
}
