/** Scripts as a part of a class of characters: what stands between the brackets of a regular expression with the flag `u`. */
function classOf(...scripts: readonly string[]): string {
  return scripts.map((script) => `\\p{Script=${script}}`).join('');
}

/** The characters of Chinese and Japanese. */
export const CHINESE_AND_JAPANESE = classOf('Han', 'Hiragana', 'Katakana');

/** The characters of all scripts that are written without spaces between words, but for Bopomofo. */
export const UNSPACED = CHINESE_AND_JAPANESE + classOf('Thai', 'Lao', 'Khmer', 'Myanmar');
