import type { InstructionRecord } from '../../schemas/record.ts';

/** How many characters of a text are looked at. */
const WINDOW = 500;
/** Japanese is written with Chinese characters too: from this share of its own letters on a text is Japanese. */
const LEAST_KANA = 0.1;

const CHINESE = 'Chinese characters';
const SCRIPTS: readonly (readonly [name: string, letters: RegExp])[] = [
  ['Latin letters', /\p{Script=Latin}/gu],
  [CHINESE, /\p{Script=Han}/gu],
  ['Cyrillic letters', /\p{Script=Cyrillic}/gu],
  ['Arabic letters', /\p{Script=Arabic}/gu],
  ['Korean letters', /\p{Script=Hangul}/gu],
  ['Devanagari letters', /\p{Script=Devanagari}/gu],
  ['Greek letters', /\p{Script=Greek}/gu],
  ['Hebrew letters', /\p{Script=Hebrew}/gu],
  ['Thai letters', /\p{Script=Thai}/gu],
];
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/gu;
/** A character of Chinese or Japanese stands for as much as two letters or more. */
const LETTERS_A_CHARACTER = 2;
/** Code within prose, which has Latin letters in every language: what stands between backticks, and names as programs have them. */
const CODE = /`[^`\n]+`|[A-Za-z]\w*[_.(][\w.()]+/gu;

/** The language of a record as its field `language` or `lang` says; else the letters of its instruction, null of one without letters. */
export function languageOf({
  instruction,
  metadata,
}: Pick<InstructionRecord, 'instruction' | 'metadata'>): string | null {
  const said = metadata['language'] ?? metadata['lang'];
  if (typeof said === 'string' && said !== '') return said;
  return lettersOf(instruction);
}

/** The letters in which most of a text is written but for the code in it, for example "Latin letters"; null of one without letters. */
export function lettersOf(whole: string): string | null {
  const text = whole.slice(0, WINDOW);
  return mostLetters(text.replace(CODE, ' ')) ?? mostLetters(text);
}

function mostLetters(text: string): string | null {
  const kana = text.match(KANA)?.length ?? 0;
  const counts = SCRIPTS.map(([name, letters]) => {
    const count = text.match(letters)?.length ?? 0;
    return [name, name === CHINESE ? LETTERS_A_CHARACTER * (count + kana) : count] as const;
  });
  const [name, count] = counts.reduce((most, one) => (one[1] > most[1] ? one : most));
  if (count === 0) return null;
  const isJapanese = name === CHINESE && kana >= LEAST_KANA * (count / LETTERS_A_CHARACTER - kana);
  return isJapanese && kana > 0 ? 'Japanese letters' : name;
}
