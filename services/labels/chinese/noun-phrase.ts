import { at } from '../../runtime/at.ts';
import { QUOTED } from './clauses.ts';
import type { ChineseWord } from './chinese-word.ts';
import { ACTIONS_OF_OBJECTS, ASKING_VERBS, MEASURE_WORDS, NO_HEADS, SINGLE_NOUNS } from './words.ts';

const CONJUNCTIONS = new Set('和 与 及 以及 、 或 或者 跟 还有 并 并且 而且 还是 又'.split(' '));
const QUANTITY = /^[这那此该每各某\d一二两三四五六七八九十几百千万多半]/u;
/** Single characters that end a noun the dictionary lacks: `相似度`. */
const SUFFIXES = new Set(
  '度 性 率 量 器 员 师 力 感 学 店 馆 厅 语 稿 单 页 费 机 仪 物 剂 权 业 论 史'.split(' '),
);
/** A sign that ends a noun phrase, as none within names does. */
const SIGN = /^[^\p{L}\p{N}、※《》\-+#_./·&]+$/u;
/** Verbs within nouns of several words: `产品介绍文章`. */
const IN_COMPOUNDS = /^(?:介绍|分析|说明|描述|翻译|解释|展示|表达|统计|检查)$/u;
/** Words of a clause that describes a noun after `的`, whether or not the phrase begins with a number. */
const IN_CLAUSES = /^(?:可能|所|在|对|成)$/u;
/** The same, unless the phrase begins with a number and a noun: `一个程序可以计算数的和` is about the program. */
const IN_PHRASES =
  /^(?:通过|使用|根据|按照|从|在|对|为|以|给|用|有|能|会|能够|可以|应该|需要|后|时|不|基于)$/u;
/** Longer nouns are keys or addresses, no words. */
const LONGEST = 30;

/** Whether a word counts or points, as `一首`, `这`, `每个` and `5` do. */
export function isQuantity({ text, tag }: ChineseWord): boolean {
  return tag === 'm' || tag === 'q' || tag === 'mq' || tag === 'r' || (tag === 'x' && QUANTITY.test(text));
}

const ONE_CHARACTER = /^\p{Script=Han}$/u;
const isOf = ({ text }: ChineseWord): boolean => text === '的' || text === '之';
const isNoun = ({ text, tag }: ChineseWord): boolean =>
  /^(?:n|l|j|i|eng|vn|an|s|t)/u.test(tag) || (tag === 'x' && /^\p{Script=Han}{2,}$/u.test(text));

/**
 * The head of the noun phrase that the words begin with: the last noun before the phrase ends, of several that are joined the
 * first. What describes a noun stands before it in Chinese, so the head follows the last `的`.
 */
export function headOf(words: readonly ChineseWord[]): string | null {
  const phrase = words.slice(0, endOf(words));
  const last = lastOf(phrase);
  const segment = phrase.slice(last + 1);
  for (const part of joined(segment)) {
    const head = headOfPart(part);
    if (head !== null) return head;
  }
  return last > 0 ? headOf(phrase.slice(0, last)) : null;
}

/** Where the phrase ends: at a word that goes on after a noun, unless it only describes a noun that follows. */
function endOf(words: readonly ChineseWord[]): number {
  for (let i = 1; i < words.length; i++) {
    const { text, tag } = at(words, i);
    if (tag === 'x' && SIGN.test(text)) return i;
    if (ACTIONS_OF_OBJECTS.has(text) && endsNoun(words, i - 1) && !describes(words, i)) return i;
  }
  return words.length;
}

function endsNoun(words: readonly ChineseWord[], place: number): boolean {
  const word = at(words, place);
  if (isNoun(word) || SINGLE_NOUNS.has(word.text) || word.text === QUOTED) return true;
  return /^[va]/u.test(word.tag) && words.slice(0, place).some(isNoun);
}

/** Whether a word in a noun phrase describes the noun that follows, and does not end the phrase: `用户可能感兴趣的列表`. */
function describes(words: readonly ChineseWord[], place: number): boolean {
  const { text } = at(words, place);
  const next = words[place + 1];
  if (next !== undefined && isOf(next)) return true;
  const isBeforeOf = words.slice(place + 1).some(isOf);
  if (isBeforeOf && (IN_CLAUSES.test(text) || /^[成为]$/u.test(next?.text ?? ''))) return true;
  // `产品介绍文章`, but not `一个函数计算平均值`.
  if (IN_COMPOUNDS.test(text) && place + 2 >= words.length) return true;
  if (isQuantity(at(words, 0)) && words.slice(1, place).some(isNoun)) return false;
  if (isBeforeOf && IN_PHRASES.test(text)) return true;
  return ASKING_VERBS.has(text) && (next === undefined || isNoun(next) || CONJUNCTIONS.has(next.text));
}

/** The place of the last `的` that a noun follows; -1 when there is none. */
function lastOf(phrase: readonly ChineseWord[]): number {
  for (let i = phrase.length - 2; i >= 0; i--) {
    if (isOf(at(phrase, i)) && phrase.slice(i + 1).some((word) => headOfPart([word]) !== null)) return i;
  }
  return -1;
}

function joined(words: readonly ChineseWord[]): ChineseWord[][] {
  const parts: ChineseWord[][] = [[]];
  for (const word of words) {
    if (CONJUNCTIONS.has(word.text)) parts.push([]);
    else at(parts, parts.length - 1).push(word);
  }
  return parts;
}

function canBeHead({ text, tag }: ChineseWord): boolean {
  if (NO_HEADS.has(text) || text.length > LONGEST) return false;
  if (SUFFIXES.has(text) || text === '偏好') return true;
  if (/^(?:m|q|r|p|c|u|y|e$|o|f|d|ad|zg)/u.test(tag)) return false;
  if (ONE_CHARACTER.test(text)) return tag.startsWith('n') || (tag !== 'x' && SINGLE_NOUNS.has(text));
  return tag === 'x' ? /^\p{Script=Han}+$/u.test(text) : /^\p{L}/u.test(text);
}

/** The last word of a noun phrase without `的` and conjunctions that can be its head. */
function headOfPart(part: readonly ChineseWord[]): string | null {
  const place = part.findLastIndex(canBeHead);
  if (place < 0) return null;
  const { text } = at(part, place);
  const before = part[place - 1];
  const isSuffix = ONE_CHARACTER.test(text) && !SINGLE_NOUNS.has(text);
  if (isSuffix && before !== undefined && (isNoun(before) || /^[va]/u.test(before.tag)))
    return before.text + text;
  return withoutMeasure(text, before);
}

/** `首歌曲` after `这` is `歌曲`. */
function withoutMeasure(text: string, before: ChineseWord | undefined): string {
  const first = text.slice(0, 1);
  const counted = before !== undefined && /^[这那此该每各某一二两三四五六七八九十几\d]+$/u.test(before.text);
  return counted && text.length > 2 && MEASURE_WORDS.has(first) ? text.slice(1) : text;
}
