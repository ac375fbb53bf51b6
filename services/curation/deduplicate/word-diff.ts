import { foldText } from './folded-text.ts';

/** Beyond so many words on either side, what lies between the common ends counts as exchanged whole. */
const MOST_WORDS = 400;

/** Whether two words are one but for case and the marks of prose. */
const alike = (a: string, b: string): boolean => a === b || foldText(a) === foldText(b);

/** Lengths of the longest common subsequence of every pair of ends, `(a + 1) x (b + 1)`. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint16Array {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] = alike(a[i] ?? '', b[j] ?? '')
        ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
        : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
    }
  }
  return lengths;
}

/** Joins what was removed and added since the last common word. */
function flush(parts: string[], removed: string[], added: string[]): void {
  if (removed.length > 0) parts.push(`[-${removed.join(' ')}-]`);
  if (added.length > 0) parts.push(`{+${added.join(' ')}+}`);
  removed.length = 0;
  added.length = 0;
}

/**
 * Two texts word by word, by their longest common subsequence: `Write a [-poem-] {+song+}.` in the manner of wdiff.
 * Case, white space and punctuation are folded.
 */
export function wordDiff(from: string, to: string): string {
  const [a, b] = [from, to].map((text) => text.split(/\s+/u).filter((word) => word !== ''));
  const [left, right] = [a ?? [], b ?? []];
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
      (x !== undefined && (lengths?.[(i + 1) * width + j] ?? 0) >= (lengths?.[i * width + j + 1] ?? 0))
    ) {
      removed.push(x ?? '');
      i++;
    } else {
      added.push(y);
      j++;
    }
  }
  flush(parts, removed, added);
  return parts.join(' ');
}
