/** A part of two texts: words that both have, or that one of them has alone, with the white space behind them. */
export interface Segment {
  /** As it stands in the dropped text, where both have it. */
  readonly text: string;
  /** As it stands in the kept text, where both have it: case, punctuation and white space may be others there. */
  readonly keptText: string;
  readonly in: 'both' | 'dropped' | 'kept';
}

/** Texts with more words than this where they differ are not aligned: what differs counts as exchanged. */
const MOST_WORDS = 600;

interface Word {
  /** The word as it is compared: without case and punctuation, unless it is nothing else. */
  readonly plain: string;
  readonly text: string;
  /** Whether it begins its text, so that there is no space before it, where its language has spaces. */
  readonly isFirst: boolean;
}

/** Characters of languages that put no space between words: each is a word here. */
const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}`;
const WORD = new RegExp(String.raw`\s*(?:[${UNSPACED}]|[^\s${UNSPACED}]+)(?:\s+$)?`, 'gu');
const IS_UNSPACED = new RegExp(`^[${UNSPACED}]`, 'u');

function wordsOf(text: string): Word[] {
  // White space alone would be tried from each of its characters.
  return (text.trim() === '' ? [] : (text.match(WORD) ?? [])).map((word, at) => {
    const bare = word.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]/gu, '');
    return {
      text: word,
      plain: bare === '' ? word.trim() : bare,
      isFirst: at === 0 && !IS_UNSPACED.test(word),
    };
  });
}

const alike = (one: Word | undefined, other: Word | undefined): boolean =>
  one !== undefined && other !== undefined && one.plain === other.plain;

/**
 * Two texts as one, word by word, by their longest common subsequence. Case and punctuation make no difference, and white
 * space stays as it is.
 */
export function wordSegments(dropped: string, kept: string): Segment[] {
  const [left, right] = [wordsOf(dropped), wordsOf(kept)];
  let begin = 0;
  while (alike(left[begin], right[begin])) begin += 1;
  let end = 0;
  const shortest = Math.min(left.length, right.length) - begin;
  while (end < shortest && alike(left[left.length - 1 - end], right[right.length - 1 - end])) end += 1;
  const segments: Segment[] = [];
  add(segments, 'both', left.slice(0, begin), right.slice(0, begin));
  addChanged(segments, left.slice(begin, left.length - end), right.slice(begin, right.length - end));
  add(segments, 'both', left.slice(left.length - end), right.slice(right.length - end));
  return segments;
}

function add(
  segments: Segment[],
  where: Segment['in'],
  words: readonly Word[],
  keptWords: readonly Word[] = words,
): void {
  if (words.length === 0) return;
  const [text, keptText] = [words, keptWords].map((some) => joined(some, segments.length > 0));
  const part = { in: where, text: text ?? '', keptText: keptText ?? '' };
  const last = segments.at(-1);
  if (last?.in !== where) segments.push(part);
  else
    segments[segments.length - 1] = {
      in: where,
      text: last.text + part.text,
      keptText: last.keptText + part.keptText,
    };
}

function joined(words: readonly Word[], isBehind: boolean): string {
  const space = isBehind && words[0]?.isFirst === true ? ' ' : '';
  return space + words.map((word) => word.text).join('');
}

function addChanged(segments: Segment[], left: readonly Word[], right: readonly Word[]): void {
  if (left.length > MOST_WORDS || right.length > MOST_WORDS) {
    add(segments, 'dropped', left);
    add(segments, 'kept', right);
    return;
  }
  const lengths = commonLengths(left, right);
  const width = right.length + 1;
  let [i, j, from, until] = [0, 0, 0, 0];
  const flush = (): void => {
    add(segments, 'dropped', left.slice(from, i));
    add(segments, 'kept', right.slice(until, j));
  };
  while (i < left.length && j < right.length) {
    if (alike(left[i], right[j])) {
      flush();
      add(segments, 'both', left.slice(i, i + 1), right.slice(j, j + 1));
      [i, j] = [i + 1, j + 1];
      [from, until] = [i, j];
    } else if ((lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0)) i += 1;
    else j += 1;
  }
  [i, j] = [left.length, right.length];
  flush();
}

/** At `i, j` how many words the rests from word `i` and word `j` on have in common, in order; row-major. */
function commonLengths(left: readonly Word[], right: readonly Word[]): Uint16Array {
  const width = right.length + 1;
  const lengths = new Uint16Array((left.length + 1) * width);
  for (let i = left.length - 1; i >= 0; i--)
    for (let j = right.length - 1; j >= 0; j--)
      lengths[i * width + j] = alike(left[i], right[j])
        ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
        : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
  return lengths;
}

/** The share of the characters of both texts that stand in words which both have. */
export function sharedPart(segments: readonly Segment[]): number {
  const count = (where: Segment['in']): number =>
    segments.reduce((sum, one) => sum + (one.in === where ? one.text.trim().length : 0), 0);
  const both = 2 * count('both');
  const all = both + count('dropped') + count('kept');
  return all === 0 ? 1 : both / all;
}
