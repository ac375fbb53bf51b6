import { foldText } from '../rows/folded-text.ts';

/** Texts with more words than this are not aligned: what differs between them counts as exchanged. */
const MOST_WORDS = 400;

/** Whether two words differ at most in case and punctuation. */
const alike = (a: string, b: string): boolean => a === b || foldText(a) === foldText(b);

/**
 * The lengths of longest common subsequences, `(words of a + 1) x (words of b + 1)`, row-major: at `i, j` stands that of the
 * words from `i` on and the words from `j` on.
 */
function commonLengths(a: readonly string[], b: readonly string[]): Uint16Array {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] = alike(a[i]!, b[j]!)
        ? lengths[(i + 1) * width + j + 1]! + 1
        : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!);
    }
  }
  return lengths;
}

/** Moves the words that were removed and added since the last common word into `parts`. */
function flush(parts: string[], removed: string[], added: string[]): void {
  if (removed.length > 0) parts.push(`[-${removed.join(' ')}-]`);
  if (added.length > 0) parts.push(`{+${added.join(' ')}+}`);
  removed.length = 0;
  added.length = 0;
}

const wordsOf = (text: string): string[] => text.split(/\s+/u).filter((word) => word !== '');

/**
 * The difference of two texts word by word, by their longest common subsequence, in the form of wdiff:
 * `Write a [-poem-] {+song+}.` Case, white space and punctuation make no difference.
 */
export function wordDiff(from: string, to: string): string {
  const [left, right] = [wordsOf(from), wordsOf(to)];
  const whole = left.length > MOST_WORDS || right.length > MOST_WORDS;
  const lengths = whole ? null : commonLengths(left, right);
  const width = right.length + 1;
  const parts: string[] = [];
  const [removed, added]: [string[], string[]] = [[], []];
  for (let i = 0, j = 0; i < left.length || j < right.length;) {
    const [x, y] = [left[i], right[j]];
    if (x !== undefined && y !== undefined && alike(x, y)) {
      flush(parts, removed, added);
      parts.push(x);
      i++;
      j++;
    } else if (
      y === undefined ||
      (x !== undefined && (lengths === null || lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!))
    ) {
      removed.push(left[i]!);
      i++;
    } else {
      added.push(y);
      j++;
    }
  }
  flush(parts, removed, added);
  return parts.join(' ');
}
