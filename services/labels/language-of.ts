import type { InstructionRecord } from '../../schemas/record.ts';

/** How many characters of a text are looked at. */
const WINDOW = 500;
/** Japanese is written with Chinese characters too: from this share of its own letters on a text is Japanese. */
const LEAST_KANA = 0.1;

const SCRIPTS: readonly (readonly [name: string, letters: RegExp])[] = [
  ['Latin letters', /\p{Script=Latin}/gu],
  ['Chinese characters', /\p{Script=Han}/gu],
  ['Cyrillic letters', /\p{Script=Cyrillic}/gu],
  ['Arabic letters', /\p{Script=Arabic}/gu],
  ['Korean letters', /\p{Script=Hangul}/gu],
  ['Devanagari letters', /\p{Script=Devanagari}/gu],
  ['Greek letters', /\p{Script=Greek}/gu],
  ['Hebrew letters', /\p{Script=Hebrew}/gu],
  ['Thai letters', /\p{Script=Thai}/gu],
];
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/gu;

/** The language of a record as its field `language` or `lang` says; else the letters of its instruction, null of one without letters. */
export function languageOf({
  instruction,
  metadata,
}: Pick<InstructionRecord, 'instruction' | 'metadata'>): string | null {
  const said = metadata['language'] ?? metadata['lang'];
  if (typeof said === 'string' && said !== '') return said;
  return lettersOf(instruction);
}

/** The letters in which most of a text is written, for example "Latin letters"; null of one without letters. */
export function lettersOf(whole: string): string | null {
  const text = whole.slice(0, WINDOW);
  const counts = SCRIPTS.map(([name, letters]) => [name, text.match(letters)?.length ?? 0] as const);
  const kana = text.match(KANA)?.length ?? 0;
  const [name, count] = counts.reduce((most, one) => (one[1] > most[1] ? one : most));
  const isJapanese = kana > count || (name === 'Chinese characters' && kana >= LEAST_KANA * count);
  if (kana > 0 && isJapanese) return 'Japanese letters';
  return count === 0 ? null : name;
}
