/** A part of a text. */
export interface Span {
  readonly text: string;
  /** Whether the other text has these words in a row too. */
  readonly isShared: boolean;
}

/** So many words in a row have to be the same: fewer stand in many texts that have nothing to do with each other. */
const LEAST_WORDS = 4;

/** Characters of languages that put no space between words: each is a word here. */
const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}`;
const WORD = new RegExp(String.raw`[${UNSPACED}]|[^\s${UNSPACED}]+`, 'gu');

interface Word {
  readonly plain: string;
  readonly from: number;
  readonly to: number;
}

function wordsOf(text: string): Word[] {
  return [...text.matchAll(WORD)].flatMap(({ 0: word, index }) => {
    const plain = word.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]/gu, '');
    return plain === '' ? [] : [{ plain, from: index, to: index + word.length }];
  });
}

/**
 * Two texts with the parts marked that both have: at least four words in a row, or all of a shorter text, wherever they stand.
 * Case and punctuation make no difference.
 */
export function sharedSpans(one: string, other: string): [Span[], Span[]] {
  const [left, right] = [wordsOf(one), wordsOf(other)];
  const length = Math.max(1, Math.min(LEAST_WORDS, left.length, right.length));
  return [
    marked(one, left, runsOf(right, length), length),
    marked(other, right, runsOf(left, length), length),
  ];
}

/** All runs of so many words. */
function runsOf(words: readonly Word[], length: number): ReadonlySet<string> {
  const runs = new Set<string>();
  for (let at = 0; at + length <= words.length; at++) runs.add(runAt(words, at, length));
  return runs;
}

function runAt(words: readonly Word[], at: number, length: number): string {
  return words
    .slice(at, at + length)
    .map(({ plain }) => plain)
    .join(' ');
}

function marked(text: string, words: readonly Word[], shared: ReadonlySet<string>, length: number): Span[] {
  const spans: Span[] = [];
  let done = 0;
  let [from, to] = [0, 0];
  const flush = (): void => {
    if (from >= to) return;
    if (from > done) spans.push({ text: text.slice(done, from), isShared: false });
    spans.push({ text: text.slice(from, to), isShared: true });
    done = to;
  };
  for (let at = 0; at + length <= words.length; at++) {
    if (!shared.has(runAt(words, at, length))) continue;
    const [begin, end] = [words[at]?.from ?? 0, words[at + length - 1]?.to ?? 0];
    // Runs that touch are one: only white space and marks stand between them.
    if (begin <= to || !words.some((word) => word.from >= to && word.to <= begin)) {
      if (from >= to) from = begin;
      to = end;
    } else {
      flush();
      [from, to] = [begin, end];
    }
  }
  flush();
  if (done < text.length) spans.push({ text: text.slice(done), isShared: false });
  return spans;
}
