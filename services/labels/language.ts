const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

const ENGLISH = words(
  'the a an of to and or in on is are was be for with from by that this these those it its as at what how why who ' +
    'which when where if whether not you your i my me we our do does can could would should will into about any all ' +
    'following given please list write',
);

/** Function words of German, French, Spanish, Italian, Portuguese and Dutch that are no English words. */
const FOREIGN = words(
  'der die das und ein eine einen einem einer ist nicht für mit auf von zu den dem des wie wir sie über ' +
    'le la les du une et est dans pour sur avec que qui quel quelle quels ce cette un ' +
    'el los las y en por con una como qué cuál del para sobre su ' +
    'il lo gli che di della sono come un ' +
    'os um uma não da dos das na em são o e ' +
    'het een van voor met zijn hoe de',
);

/** Words with which an English request begins that is about some Chinese: `Translate 你好 into English`. */
const ABOUT_TEXT = words(
  'translate explain define describe write rewrite paraphrase summarize summarise convert correct identify give tell ' +
    'please can could would what how why who which where is are do does i the',
);

const LEAST_LATIN_SHARE = 0.5;

/**
 * Whether a text can be parsed as English: at least half of its letters are Latin, and it has no more function words of
 * other languages than of English. A text without any function word counts as English.
 */
export function isEnglish(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  if (letters === 0 || latin < letters * LEAST_LATIN_SHARE) return false;
  let english = 0;
  let foreign = 0;
  for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? []) {
    if (ENGLISH.has(word)) english += 1;
    if (FOREIGN.has(word)) foreign += 1;
  }
  return foreign === 0 || english >= foreign;
}

const HAN = /\p{Script=Han}/u;
const EACH_HAN = /\p{Script=Han}/gu;
/** Letters of Japanese and Korean, which are written with Chinese characters too. */
const NEIGHBOURING = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;
/** From this share of such letters on, a text with Chinese characters is not Chinese. */
const LEAST_NEIGHBOURING = 0.1;
const LATIN_WORD = /\p{Script=Latin}{2,}/gu;
const QUOTED_PART = /“[^”]*”|「[^」]*」|"[^"]*"|'[^']*'/gu;

/** Whether a text has a Chinese character among its first or last ones, which every text without one is told by quickly. */
export function hasChinese(text: string, window: number): boolean {
  return HAN.test(text.slice(0, window)) || (text.length > window && HAN.test(text.slice(-window)));
}

/** Whether a text has letters of Japanese or Korean among its Chinese characters, or instead of them. */
export function isJapaneseOrKorean(text: string): boolean {
  const han = text.match(EACH_HAN)?.length ?? 0;
  return (text.match(NEIGHBOURING)?.length ?? 0) > han * LEAST_NEIGHBOURING;
}

/**
 * Whether a clause is Chinese, and not one in another language that has some Chinese in it: it does not begin as an
 * English request does, hardly a letter of Japanese or Korean, and at least half as many Chinese characters as words in Latin letters.
 */
export function isChinese(clause: string): boolean {
  const plain = clause.replace(QUOTED_PART, ' ');
  const han = plain.match(EACH_HAN)?.length ?? 0;
  if (han === 0 || isJapaneseOrKorean(plain)) return false;
  const words = plain.match(LATIN_WORD) ?? [];
  const first = /^[^\p{L}]*(\p{Script=Latin}+)(?!\p{L})/u.exec(plain)?.[1] ?? '';
  if (ABOUT_TEXT.has(first.toLowerCase())) return false;
  return han * 2 >= words.length;
}
