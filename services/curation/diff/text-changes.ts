import { at } from '../../runtime/at.ts';

/** The rows of a set as hashes of their texts and hashes of their answers. */
export interface HashedRows {
  readonly hashes: readonly string[];
  readonly answers: readonly string[];
}

type RowChange = 'added' | 'removed' | 'same' | 'other_answer';

export interface TextChanges {
  /** How many different texts both sets have. */
  readonly same: number;
  /** How many different texts only the new set has. */
  readonly added: number;
  /** How many different texts only the old set has. */
  readonly removed: number;
  /** How many texts of both sets have an answer in one that they have not in the other. */
  readonly otherAnswer: number;
  /** The change of each row of the old set; `other_answer` where the new set has not its own answer to its text. */
  readonly old: readonly RowChange[];
  /** The change of each row of the new set, likewise. */
  readonly new: readonly RowChange[];
}

/** The different answers to each text. */
function answersByText({ hashes, answers }: HashedRows): Map<string, Set<string>> {
  const byText = new Map<string, Set<string>>();
  hashes.forEach((hash, row) => {
    const known = byText.get(hash);
    if (known === undefined) byText.set(hash, new Set([at(answers, row)]));
    else known.add(at(answers, row));
  });
  return byText;
}

function alike(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((answer) => other.has(answer));
}

/** @param unknown what a row is whose text the other set has not */
function rowChanges(
  { hashes, answers }: HashedRows,
  others: ReadonlyMap<string, ReadonlySet<string>>,
  unknown: 'added' | 'removed',
): RowChange[] {
  return hashes.map((hash, row) => {
    const known = others.get(hash);
    if (known === undefined) return unknown;
    return known.has(at(answers, row)) ? 'same' : 'other_answer';
  });
}

/** Which texts were added, were removed or stayed, and which of those that stayed have other answers than before. */
export function textChanges(old: HashedRows, now: HashedRows): TextChanges {
  const [before, after] = [answersByText(old), answersByText(now)];
  const counts = { same: 0, removed: 0, otherAnswer: 0 };
  for (const [hash, answers] of before) {
    const others = after.get(hash);
    if (others === undefined) counts.removed += 1;
    else {
      counts.same += 1;
      if (!alike(answers, others)) counts.otherAnswer += 1;
    }
  }
  return {
    ...counts,
    added: after.size - counts.same,
    old: rowChanges(old, after, 'removed'),
    new: rowChanges(now, before, 'added'),
  };
}
