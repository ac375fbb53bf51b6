import { IMPERATIVE_VERBS } from '../../labels/synonyms.ts';
import { FUNCTION_WORDS, NEGATIONS, NUMBER_WORDS, REQUEST_WORDS } from './function-words.ts';

/** A word of a text, as far as duplicates are concerned. */
export interface Word {
  /** Without case; number words in digits. */
  readonly text: string;
  /**
   * `function` words carry no topic, a `request` word (`Write`, `explain`, `meaning`) names the task, `number` includes operators,
   * a `name` is capitalised within a sentence, `term` is every other word.
   */
  readonly kind: 'function' | 'negation' | 'request' | 'number' | 'name' | 'term';
}

/** The words of a row: those of the instruction, and those of the input, which is what the task is done on. */
export interface RowWords {
  readonly instruction: readonly Word[];
  readonly input: readonly Word[];
}

/** Most words looked at of one field. */
const MAX_WORDS = 2_000;
/**
 * A number; a word; an operator beside a digit or between spaces; `++` and `#` after a name. Bullets, headings and
 * hyphens are none of these.
 */
const TOKEN = new RegExp(
  [
    String.raw`(?<![\p{L}\p{N}])-?\d+(?:[.,:/]\d+)*(?![\p{L}\p{N}])`,
    String.raw`[\p{L}\p{M}\p{N}]+(?:['’]\p{L}+)*`,
    String.raw`(?<=\p{N} ?)[-+*/=<>^]|[-+*/=<>^](?= ?\p{N})|(?<=\p{L} )[+*/=<>^](?= \p{L})|(?<=\p{L})[+#]+`,
  ].join('|'),
  'gu',
);
/** Scripts that are written without spaces between words. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
const SEGMENTER = new Intl.Segmenter('und', { granularity: 'word' });
const OPERATOR = /^[-+*/=<>^#]+$/;
/** What may stand between the start of a clause and its verb. */
const BEFORE_VERB = new Set('please kindly can could would will you me then also now help just'.split(' '));
/** After one of these the first word was a subject, not a request. */
const AFTER_SUBJECT = new Set(
  'is are was were has have had can could will would should may might must'.split(' '),
);

interface Token {
  readonly text: string;
  readonly at: number;
}

function* tokensOf(text: string): Generator<Token> {
  for (const match of text.matchAll(TOKEN)) {
    const [token] = match;
    if (!UNSPACED.test(token)) {
      yield { text: token, at: match.index };
      continue;
    }
    for (const part of SEGMENTER.segment(token)) yield { text: part.segment, at: match.index + part.index };
  }
}

/** `World's` is `world`, `20,000` is 20000, `five` is 5. */
function foldWord(token: string): string {
  const word = token
    .toLowerCase()
    .replace(/['’]s$/u, '')
    .replace(/’/gu, "'");
  if (/^-?\d{1,3}(,\d{3})+$/.test(word)) return word.replace(/,/g, '');
  return NUMBER_WORDS.get(word) ?? word;
}

/** Whether so many words are capitalised that capitals say nothing, as in a title. */
function isTitle(tokens: readonly Token[]): boolean {
  const long = tokens.slice(1).filter(({ text }) => /^\p{L}{4,}/u.test(text));
  return long.filter(({ text }) => /^\p{Lu}/u.test(text)).length > long.length / 2;
}

/**
 * Where a request may stand: at the start of the text any word that is no subject, later on, after a stop, a comma or
 * "and", the verbs that instructions have.
 */
function requestsIn(normal: string, tokens: readonly Token[], words: readonly string[]): Set<number> {
  const requests = new Set<number>();
  let open: 'text' | 'clause' | 'closed' = 'text';
  let end = 0;
  tokens.forEach((token, i) => {
    const word = words[i] ?? '';
    if (open === 'closed' && /[.!?;:,。！？；：，\n]/u.test(normal.slice(end, token.at))) open = 'clause';
    end = token.at + token.text.length;
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

function kindOf(word: string, token: Token, isRequest: boolean, capitalsTell: boolean): Word['kind'] {
  if (NEGATIONS.has(word) || word.endsWith("n't")) return 'negation';
  if (/\p{N}/u.test(word) || OPERATOR.test(word)) return 'number';
  if (FUNCTION_WORDS.has(word)) return 'function';
  if (isRequest) return 'request';
  return capitalsTell && /^\p{Lu}/u.test(token.text) ? 'name' : 'term';
}

function wordsIn(text: string, isRequest: boolean): Word[] {
  const normal = text.normalize('NFKC').replace(/[^\S\n]+/gu, ' ');
  const tokens: Token[] = [];
  for (const token of tokensOf(normal)) if (tokens.push(token) >= MAX_WORDS) break;
  const words = tokens.map(({ text: token }) => foldWord(token));
  const capitalsTell = !isTitle(tokens);
  const requests = isRequest ? requestsIn(normal, tokens, words) : new Set<number>();
  return tokens.map((token, i) => {
    const word = words[i] ?? '';
    const startsSentence = i === 0 || /[.!?:\n]\s*["'“]?$/u.test(normal.slice(0, token.at).slice(-3));
    return {
      text: word,
      kind: kindOf(
        word,
        token,
        requests.has(i) || (isRequest && REQUEST_WORDS.has(word)),
        capitalsTell && !startsSentence,
      ),
    };
  });
}

/** The words of a row, at most 2,000 of each field. */
export function rowWords({
  instruction,
  input,
}: {
  readonly instruction: string;
  readonly input: string;
}): RowWords {
  return { instruction: wordsIn(instruction, true), input: wordsIn(input, false) };
}
