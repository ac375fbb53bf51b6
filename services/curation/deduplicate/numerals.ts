const DIGITS = '零一二三四五六七八九';
const POWERS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1_000 };
const MYRIAD = '万';
/** A digit before each power, but for ten; `两` is two before a power. Words such as `千万` and `万一` are none of these. */
const NUMERAL =
  /^(?:[一二两三四五六七八九]千)?零?(?:[一二两三四五六七八九]百)?零?(?:[一二三四五六七八九]?十)?零?[一二三四五六七八九]?$/u;
/** A numeral with the sign of an ordinal before it and the measure word that counts with it. */
const MEASURED =
  /^(第?)([一二两三四五六七八九十百千万零]+)([个個条條篇章页頁句段种種名位次件首米克升元块塊岁歳天年月日周人枚本冊册回円分秒点點里]|公里|千米|厘米|毫米|毫升|公斤|千克|小时|分钟|英里|美元|欧元|)$/u;

/** The value of a Chinese or Japanese numeral from 2 to 99,999,999; null of anything else. One is the article too, and stays. */
export function valueOfNumeral(word: string): number | null {
  const [high = '', low = ''] = word.includes(MYRIAD) ? word.split(MYRIAD, 2) : ['', word];
  if (!NUMERAL.test(high) || !NUMERAL.test(low)) return null;
  const myriads = sum(high);
  if (word.includes(MYRIAD) && myriads === 0) return null;
  const value = myriads * 10_000 + sum(low);
  return value >= 2 ? value : null;
}

/**
 * A word of a numeral and what stands before or after it, as several: `五米` is `五` and `米`, `第四` is `第` and `四`. Any other word is
 * itself alone.
 */
export function apartFromNumeral(word: string): readonly string[] {
  const [, order = '', numeral = '', measure = ''] = MEASURED.exec(word) ?? [];
  if (numeral === '' || valueOfNumeral(numeral) === null) return [word];
  return [order, numeral, measure].filter((part) => part !== '');
}

function sum(numeral: string): number {
  let [total, digit] = [0, 0];
  for (const sign of numeral.replace(/两/gu, '二')) {
    const power = POWERS[sign];
    if (power === undefined) digit = DIGITS.indexOf(sign);
    else {
      total += (digit === 0 ? 1 : digit) * power;
      digit = 0;
    }
  }
  return total + digit;
}
