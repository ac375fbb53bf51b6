/** The characters of some scripts, to be put between the brackets of a regular expression with the flag `u`. */
function classOf(...scripts: readonly string[]): string {
  return scripts.map((script) => `\\p{Script=${script}}`).join('');
}

/** The characters of Chinese and Japanese, to be put between the brackets of a regular expression with the flag `u`. */
export const CHINESE_AND_JAPANESE = classOf('Han', 'Hiragana', 'Katakana');

/**
 * The characters of the scripts that are written without spaces between words, except Bopomofo, in the same form.
 */
export const UNSPACED = CHINESE_AND_JAPANESE + classOf('Thai', 'Lao', 'Khmer', 'Myanmar');
