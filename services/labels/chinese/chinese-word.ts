/** A word of a Chinese text as the segmenter gives it. */
export interface ChineseWord {
  readonly text: string;
  /** The part of speech, by the tags of ICTCLAS: `n` nouns, `v` verbs, `m` numbers, `x` signs and unknown words. */
  readonly tag: string;
}
