/** Two texts are aligned when the product of their numbers of words is at most this: 2,000 words by 2,000 take 20 ms. */
const MOST_CELLS = 4_000_000;
/** How many letters a word must have to match with one slip. */
const SHORTEST_WITH_TYPO = 4;
/** How many letters a word must have to match with two slips. */
const SHORTEST_WITH_TWO_TYPOS = 8;

export interface Alignment {
  /** How many words of the first text stand in the second, in the same order. */
  readonly matched: number;
  /** 2 x matched / words of both, from 0 to 1: the ratio of Ratcliff and Obershelp over a longest common subsequence. */
  readonly ratio: number;
}

/**
 * How many edits turn one word into another: letters inserted, left out, replaced, or exchanged with the next one (optimal
 * string alignment). The answer is `most + 1` when it takes more than `most`.
 */
function edits(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, j) => j);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      let least = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      const exchanged = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (exchanged) least = Math.min(least, beforeLast[j - 2]! + 1);
      row.push(least);
    }
    beforeLast = last;
    last = row;
  }
  return Math.min(most + 1, last[other.length]!);
}

/**
 * Whether two words differ by slips of the pen at most: one edit from four letters on, two from eight letters on. The first
 * letter must be the same, since slips rarely touch it. Words with a digit must be equal: 1066 is not 1966.
 */
export function isSlip(one: string, other: string): boolean {
  if (one === other) return true;
  const shorter = Math.min(one.length, other.length);
  if (shorter < SHORTEST_WITH_TYPO || one[0] !== other[0]) return false;
  if (/\p{N}/u.test(one) || /\p{N}/u.test(other)) return false;
  const most = shorter < SHORTEST_WITH_TWO_TYPOS ? 1 : 2;
  return edits(one, other, most) <= most;
}

/** Tells whether word `i` of one text matches word `j` of the other; it remembers what it has found for each pair of words. */
function comparer(one: readonly string[], other: readonly string[]): (i: number, j: number) => boolean {
  const known = new Map<string, boolean>();
  return (i, j) => {
    const [left, right] = [one[i]!, other[j]!];
    if (left === right) return true;
    if (left.length < SHORTEST_WITH_TYPO || left[0] !== right[0]) return false;
    const pair = `${left} ${right}`;
    const answer = known.get(pair) ?? isSlip(left, right);
    known.set(pair, answer);
    return answer;
  };
}

/**
 * The longest common subsequence of the words of two texts, where words match that differ by slips of the pen at most.
 * Null when the texts are too long to align.
 */
export function alignWords(one: readonly string[], other: readonly string[]): Alignment | null {
  if (one.length * other.length > MOST_CELLS) return null;
  if (one.length + other.length === 0) return { matched: 0, ratio: 1 };
  const alike = comparer(one, other);
  let above = new Int32Array(other.length + 1);
  let row = new Int32Array(other.length + 1);
  for (let i = 0; i < one.length; i++) {
    for (let j = 0; j < other.length; j++) {
      row[j + 1] = alike(i, j) ? above[j]! + 1 : Math.max(above[j + 1]!, row[j]!);
    }
    [above, row] = [row, above];
  }
  const matched = above[other.length]!;
  return { matched, ratio: (2 * matched) / (one.length + other.length) };
}
