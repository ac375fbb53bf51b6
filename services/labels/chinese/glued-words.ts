import type { ChineseWord } from './chinese-word.ts';
import { ASKING_VERBS } from './words.ts';

/** What the dictionary has as one word, and the tags of its parts. A pattern has a group for each part. */
const GLUED: readonly { readonly pattern: RegExp; readonly tags: readonly string[] }[] = [
  { pattern: /^(怎样|怎么)(才能)$/u, tags: ['r', 'c'] },
  {
    pattern: /^(哪些|哪个|哪种|怎样|什么(?!样|时候|叫)|怎么(?!样|办|会|回事)|如何|为什么)(.{1,4})$/u,
    tags: ['r', 'n'],
  },
  { pattern: /^(利用|使用|运用|采用)(..+)$/u, tags: ['v', 'n'] },
  { pattern: /^(以下|下列|下面|上述)(..)$/u, tags: ['f', 'n'] },
  { pattern: /^(.)(我|他|你)(如何|怎么|怎样)$/u, tags: ['v', 'r', 'r'] },
  { pattern: /^(.)(如何|怎么|怎样)$/u, tags: ['v', 'r'] },
];
/** An unknown word that is a verb and a measure word: `讲个`. */
const WITH_MEASURE = /^([讲写说画编唱订买做找来弄搞取起列举给])([个份首篇张条段])$/u;
/** An unknown word that is a modal and a verb: `会变`. */
const WITH_MODAL = /^(会|能)(.)$/u;
/** `一封信`. */
const WITH_COUNT = /^([一两几三][首篇段句个份封条张部本种])(.{1,2})$/u;
/** `这段话`, and `封信` behind a `这` of its own. */
const WITH_THIS = /^([这那][首篇段句个份封条张部本种])(.{1,2})$/u;
const MEASURED = /^([首篇段句份封])([信诗话文词])$/u;
/** `解释一下` and `替换成`. */
const WITH_COMPLEMENT = /^(..?)(一下|成|为|出)$/u;
const DONE_WITH = /^(技术|工具|算法|方法|软件|语言)(..)$/u;

/** Cuts words that the dictionary has whole and the rules need apart, as `解释一下`, `哪些项目` and `解决问题`. */
export function cutFurther(words: readonly ChineseWord[]): ChineseWord[] {
  return words.flatMap((word, place) => {
    for (const { pattern, tags } of GLUED) {
      const parts = partsOf(pattern, word.text, ...tags);
      if (parts !== null) return parts;
    }
    return verbWithComplement(word) ?? nounWithCount(word) ?? verbAndNoun(word, words[place + 1]) ?? [word];
  });
}

function partsOf(pattern: RegExp, text: string, ...tags: readonly string[]): ChineseWord[] | null {
  const found = pattern.exec(text);
  return found === null ? null : found.slice(1).map((part, i) => ({ text: part, tag: tags[i] ?? 'x' }));
}

function verbWithComplement({ text, tag }: ChineseWord): ChineseWord[] | null {
  if (tag === 'x') return partsOf(WITH_MEASURE, text, 'v', 'q') ?? partsOf(WITH_MODAL, text, 'v', 'v');
  const verb = WITH_COMPLEMENT.exec(text)?.[1] ?? '';
  if (!ASKING_VERBS.has(verb) || ASKING_VERBS.has(text)) return null;
  return partsOf(WITH_COMPLEMENT, text, 'v', text.endsWith('一下') ? 'm' : 'v');
}

function nounWithCount({ text, tag }: ChineseWord): ChineseWord[] | null {
  const measured = partsOf(WITH_THIS, text, 'r', 'n') ?? partsOf(MEASURED, text, 'q', 'n');
  if (measured !== null) return measured;
  return /^[lin]$/u.test(tag) ? partsOf(WITH_COUNT, text, 'm', 'n') : null;
}

/** `解决问题`, and `品牌设计` in `为某品牌设计一个策略`, where an object follows. */
function verbAndNoun({ text, tag }: ChineseWord, next: ChineseWord | undefined): ChineseWord[] | null {
  if (text.length !== 4) return null;
  const [first, second] = [text.slice(0, 2), text.slice(2)];
  const isVerbFirst = ASKING_VERBS.has(first) && !ASKING_VERBS.has(second);
  if (isVerbFirst && /^[lin]/u.test(tag)) return partsOf(/^(..)(..)$/u, text, 'v', 'n');
  const isVerbSecond = DONE_WITH.test(text) || (next !== undefined && opensObject(next));
  return isVerbSecond && ASKING_VERBS.has(second) ? partsOf(/^(..)(..)$/u, text, 'n', 'v') : null;
}

/** Whether an object or a complement begins with the word, so that a verb stands before it. */
function opensObject({ text, tag }: ChineseWord): boolean {
  if (/^(?:成|为|出|以下|下面)$/u.test(text) || tag === 'a' || tag === 'd') return true;
  return tag === 'm' && /^[一几两三四五\d]/u.test(text);
}
