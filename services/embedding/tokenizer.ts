import { toUSVString } from 'node:util';
import { KindredError } from '../../schemas/errors.ts';
import { at } from '../runtime/at.ts';
import { askingParts } from './asking/asking-parts.ts';
import type { AskingScorer } from './asking/scorer.ts';
import type { EncoderFiles } from './descriptor.ts';
import { openReferenceTokenizer, type ReferenceTokenizer } from './reference-tokenizer.ts';

export interface TokenizedText {
  /** The ids with template and special tokens: at least one, at most the encoder's `max_tokens`. */
  readonly ids: Int32Array;
  /** Whether a part of the text was left out. */
  readonly truncated: boolean;
}

export interface TextTokenizer {
  tokenize(text: string): TokenizedText;
  /** The number of tokens of the bare text, without template, special tokens or a limit. */
  count(text: string): number;
}

/** The ids that stand around every text. They count against the limit and are never cut. */
interface Frame {
  /** The special tokens at the beginning. */
  readonly prefix: readonly number[];
  /** Number of ids of the template's text before. */
  readonly before: number;
  /** The ids of the template's text after. */
  readonly after: readonly number[];
  /** The special tokens at the end. */
  readonly suffix: readonly number[];
}

/** Of a long text this many characters for each token are tokenised first; English has 4 to 5 characters a token. */
const CHARACTERS_PER_TOKEN = 16;
/**
 * A part must hold this many more tokens than are read of it. A word may be cut in two at its edge, and WordPiece may give
 * up to 100 tokens for half of a word of which the whole is one token.
 */
const UNSURE_TOKENS = 128;

/** What is read of a text that is too long when little is read of its ends. */
interface Asked {
  readonly ids: readonly number[];
  /** Where its first part begins and its last part ends. */
  readonly start: number;
  readonly end: number;
  /** How many ids are read from the beginning of the text, and how many from its end. */
  readonly edge: number;
}
interface Ends {
  readonly beginning: readonly number[];
  readonly end: readonly number[];
}

/** Of a text with a clause that surely asks, this share of the room is for its beginning, and as much for its end. */
const SHARE_OF_AN_EDGE = 1 / 16;

/**
 * Makes the tokenizer of an encoder folder.
 *
 * @throws KindredError `encoder_unavailable` when the files are no tokenizer, or when the template leaves no room for text
 */
export function createTextTokenizer(files: EncoderFiles): TextTokenizer {
  const { template, max_tokens: maxTokens, left_out: leftOut, name } = files.descriptor;
  const tokenizer = openTokenizer(files);
  const encode = (text: string): number[] => tokenizer.ids(text);
  const frame = frameOf(tokenizer, encode, template);
  const room = maxTokens - frame.prefix.length - frame.suffix.length;
  if (frame.before + frame.after.length >= room) {
    throw new KindredError(
      'encoder_unavailable',
      `The template of encoder ${name} leaves no room for a text within max_tokens ${maxTokens}. ` +
        'Shorten the template or raise max_tokens in encoder.json.',
    );
  }
  const space = room - frame.before - frame.after.length;
  /** So many ids of the beginning of a text, after the template's, and so many of its end. */
  const endsOf = (beginning: string, first: number, text: string, last: number): Ends => {
    const end = last === 0 ? [] : encode(readablePart('end', text, last, encode)).slice(-last);
    const opened = encode(template.before + beginning);
    return { beginning: opened.slice(0, frame.before + first + last - end.length), end };
  };
  const cut = (text: string, readable: string): number[] => {
    const asked = files.asking === null ? null : askedOf(text, space, files.asking, encode);
    if (asked !== null) {
      const before = readablePart('beginning', text.slice(0, asked.start), asked.edge, encode);
      const { beginning, end } = endsOf(before, asked.edge, text.slice(asked.end), asked.edge);
      return [...beginning.slice(0, frame.before + asked.edge), ...asked.ids, ...end, ...frame.after];
    }
    const last = leftOut === 'end' ? 0 : Math.floor(space / 2);
    const { beginning, end } = endsOf(readable, space - last, text, last);
    return [...beginning, ...end, ...frame.after];
  };
  return {
    tokenize: (raw) => {
      const text = toUSVString(raw);
      const readable = readablePart('beginning', text, room, encode);
      const whole = encode(template.before + readable + template.after);
      const truncated = readable.length < text.length || whole.length > room;
      const body = whole.length > room ? cut(text, readable) : whole;
      const ids = [...frame.prefix, ...body, ...frame.suffix];
      return { ids: Int32Array.from(ids.length > 0 ? ids : [files.descriptor.pad_token_id]), truncated };
    },
    count: (text) => encode(text).length,
  };
}
function openTokenizer(files: EncoderFiles): ReferenceTokenizer {
  try {
    return openReferenceTokenizer(files.tokenizer, files.tokenizerConfig);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new KindredError(
      'encoder_unavailable',
      `The tokenizer of encoder ${files.descriptor.name} cannot be used: ${reason}`,
      { cause },
    );
  }
}

/** Finds the ids around every text by tokenising a probe, because tokenizer files name special tokens in many ways. */
function frameOf(
  tokenizer: ReferenceTokenizer,
  encode: (text: string) => number[],
  template: { readonly before: string; readonly after: string },
): Frame {
  const probe = 'a';
  const bare = encode(probe);
  const framed = tokenizer.framed(probe);
  const start = framed.findIndex((_, at) => bare.every((id, offset) => framed[at + offset] === id));
  const opened = encode(template.before + probe);
  const closed = encode(template.before + probe + template.after);
  const seamless = opened.every((id, at) => closed[at] === id);
  return {
    prefix: framed.slice(0, Math.max(start, 0)),
    before: encode(template.before).length,
    after: seamless ? closed.slice(opened.length) : encode(template.after),
    suffix: start < 0 ? [] : framed.slice(start + bare.length),
  };
}

/** The ids of what a text asks, or null when it has nothing to read but its ends. */
function askedOf(
  text: string,
  space: number,
  score: AskingScorer,
  encode: (text: string) => number[],
): Asked | null {
  const smallest = Math.floor(space * SHARE_OF_AN_EDGE);
  const room = space - 2 * smallest;
  const { parts, sure } = askingParts(text, score, (piece) => encode(piece).length, room);
  if (parts.length === 0) return null;
  const ids = parts.flatMap(({ start, end }) => encode(text.slice(start, end))).slice(0, room);
  const edge = sure ? smallest : Math.floor((space - ids.length) / 2);
  return { ids, start: at(parts, 0).start, end: at(parts, parts.length - 1).end, edge };
}

/**
 * A part of a text, from its beginning or up to its end, that certainly has all tokens that will be read from there. Thus a
 * megabyte is not tokenised for the sake of a kilobyte. The part is doubled while it has too few tokens, as spaces and
 * unbroken strings do.
 */
function readablePart(
  edge: 'beginning' | 'end',
  text: string,
  room: number,
  encode: (text: string) => number[],
): string {
  for (let length = room * CHARACTERS_PER_TOKEN; length < text.length; length *= 2) {
    const part = toUSVString(edge === 'beginning' ? text.slice(0, length) : text.slice(-length));
    if (encode(part).length >= room + UNSURE_TOKENS) return part;
  }
  return text;
}
