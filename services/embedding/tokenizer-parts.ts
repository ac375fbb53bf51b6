import { z } from 'zod';

/** A step of a `tokenizer.json`, with the steps inside it where it is a sequence. */
const Part = z.looseObject({
  type: z.string(),
  normalizers: z.array(z.unknown()).optional(),
  pretokenizers: z.array(z.unknown()).optional(),
  behavior: z.string().optional(),
  invert: z.boolean().optional(),
  pattern: z.looseObject({ String: z.string().optional(), Regex: z.string().optional() }).optional(),
  content: z.string().optional(),
  lowercase: z.boolean().optional(),
  handle_chinese_chars: z.boolean().nullish(),
});
type Part = z.infer<typeof Part>;
const Model = z.looseObject({
  type: z.string().optional(),
  unk_token: z.string().nullish(),
  fuse_unk: z.boolean().nullish(),
  byte_fallback: z.boolean().nullish(),
  continuing_subword_prefix: z.string().nullish(),
});
const TokenizerFile = z.looseObject({
  added_tokens: z
    .array(z.looseObject({ content: z.string(), single_word: z.boolean().optional() }))
    .default([]),
  normalizer: Part.nullish(),
  pre_tokenizer: Part.nullish(),
  model: Model,
});

/** What classes of a regular expression mean to the reference: those of Unicode, where JavaScript has ASCII or its own spaces. */
const SPACE = '\\p{White_Space}';
const DIGIT = '\\p{Nd}';
const WORD = `\\p{Alphabetic}\\p{M}${DIGIT}\\p{Pc}\\u200c\\u200d`;
const CLASSES: Readonly<Record<string, string>> = {
  s: SPACE,
  S: '\\P{White_Space}',
  d: DIGIT,
  D: '\\P{Nd}',
  // In the patterns of a file; they are read by Oniguruma, which counts all numbers in.
  w: '\\p{Alphabetic}\\p{M}\\p{N}\\p{Pc}',
};

/**
 * A parsed `tokenizer.json` as the library `@huggingface/tokenizers` 0.2.0 has to be given it, so that its ids are those of
 * the reference (`tokenizers` of Python and Rust). What the library reads otherwise is said in another way.
 * @throws Error that names the part, when it cannot be: wrong ids would give wrong vectors without a word
 */
export function readableTokenizer(tokenizer: object): object {
  const { data: file } = TokenizerFile.safeParse(tokenizer);
  if (file === undefined) return tokenizer; // The library says what it misses.
  const { normalizer, pre_tokenizer: preTokenizer, model } = file;
  const normalizers = tokenizerSteps(normalizer);
  const replaced = normalizers.flatMap(({ type, pattern, content = '' }) =>
    type === 'Replace' && pattern?.String !== undefined && !content.includes(pattern.String)
      ? [pattern.String]
      : [],
  );
  const splitting = rewritten(preTokenizer, (part) => readablePreTokenizer(part, replaced));
  checkModel(model, tokenizerSteps(preTokenizer));
  const whole = file.added_tokens.find(({ single_word: isWord }) => isWord);
  if (whole !== undefined) {
    throw new Error(`its added token ${whole.content} has single_word, and would be found inside words too`);
  }
  return { ...file, normalizer: rewritten(normalizer, readableNormalizer), pre_tokenizer: splitting };
}

/** A step of a `tokenizer.json` and all steps inside it; none when it is no step. */
export function tokenizerSteps(value: unknown): Part[] {
  const { data: part } = Part.safeParse(value);
  if (part === undefined) return [];
  return [part, ...[...(part.normalizers ?? []), ...(part.pretokenizers ?? [])].flatMap(tokenizerSteps)];
}

/** A step with `change` made to it, or to every step of it when it is a sequence. */
function rewritten(value: unknown, change: (part: Part) => Part): unknown {
  const { data: part } = Part.safeParse(value);
  if (part === undefined) return value;
  const inside = (steps: unknown[]): unknown[] => steps.map((step) => rewritten(step, change));
  const { normalizers, pretokenizers } = part;
  if (normalizers === undefined && pretokenizers === undefined) return change(part);
  return {
    ...part,
    ...(normalizers && { normalizers: inside(normalizers) }),
    ...(pretokenizers && { pretokenizers: inside(pretokenizers) }),
  };
}

/** The library takes `$1` in what replaces a match for a group of it; the reference takes it as it stands. */
function readableNormalizer(part: Part): Part {
  if (part.type !== 'Replace' || part.content === undefined) return part;
  return { ...withUnicodeClasses(part), content: part.content.replaceAll('$', '$$$$') };
}

/** The step with `\s`, `\d` and `\w` of its pattern as the reference reads them. */
function withUnicodeClasses(part: Part): Part {
  const { Regex: source } = part.pattern ?? {};
  if (source === undefined) return part;
  let isInClass = false;
  const read = source.replaceAll(/\\(.)|[[\]]/gsu, (match, escaped: string | undefined) => {
    if (escaped === undefined) isInClass = match === '[';
    const meant = escaped === undefined ? undefined : CLASSES[escaped];
    if (meant === undefined) return match;
    return escaped === 'w' && !isInClass ? `[${meant}]` : meant;
  });
  return { ...part, pattern: { ...part.pattern, Regex: read } };
}

/** A step that takes the matches of a pattern for words and drops what is between them. */
function matchesOf(pattern: string): Part {
  return { type: 'Split', pattern: { Regex: pattern }, behavior: 'Removed', invert: true };
}

/** @param replaced strings that no normalised text has */
function readablePreTokenizer(part: Part, replaced: readonly string[]): Part {
  const { type, behavior, invert = false, pattern } = part;
  if (type === 'Whitespace') return matchesOf(`[${WORD}]+|[^${WORD}${SPACE}]+`);
  if (type === 'WhitespaceSplit') return matchesOf(`[^${SPACE}]+`);
  const isRead = behavior === 'Isolated' ? !invert : behavior === 'Removed' && invert;
  const isUnused = pattern?.String !== undefined && replaced.includes(pattern.String);
  if (type === 'Split' && !isRead && !isUnused) {
    throw new Error(
      `its pre_tokenizer Split has the behavior ${behavior}${invert ? ', inverted' : ''}, which cannot be read as it is meant; ` +
        'Isolated, and Removed with invert, can',
    );
  }
  if (type === 'Punctuation' && behavior !== undefined && !['Isolated', 'Contiguous'].includes(behavior)) {
    throw new Error(
      `its pre_tokenizer Punctuation has the behavior ${behavior}, which cannot be read as it is meant; Isolated and Contiguous can`,
    );
  }
  return withUnicodeClasses(part);
}

function checkModel(model: z.infer<typeof Model>, splitting: readonly Part[]): void {
  const { type, unk_token: unknown, fuse_unk: fuses, byte_fallback: hasBytes } = model;
  if (type === 'WordLevel') throw new Error('its model WordLevel gives unknown words no id');
  if (type === 'Unigram' && hasBytes === true) {
    throw new Error('its model Unigram has byte_fallback, whose bytes would be read as unknown');
  }
  if (type === 'BPE' && model.continuing_subword_prefix) {
    throw new Error('its model BPE has a continuing_subword_prefix, which cannot be read');
  }
  const knowsAll = hasBytes === true || splitting.some((part) => part.type === 'ByteLevel');
  if (type === 'BPE' && fuses === true && unknown && splitting.length > 0 && !knowsAll) {
    throw new Error('its model BPE has fuse_unk, which would make one token of several unknown words');
  }
}
