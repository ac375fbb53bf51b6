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
  /** How many texts of both sets have different answers in them. */
  readonly otherAnswer: number;
  /** The change of each row of the old set. */
  readonly old: readonly RowChange[];
  /** The change of each row of the new set. */
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

/** Which texts were added, were removed or stayed, and which of those that stayed have other answers than before. */
export function textChanges(old: HashedRows, now: HashedRows): TextChanges {
  const [before, after] = [answersByText(old), answersByText(now)];
  const kinds = new Map<string, RowChange>();
  for (const [hash, answers] of before) {
    const others = after.get(hash);
    if (others === undefined) kinds.set(hash, 'removed');
    else kinds.set(hash, alike(answers, others) ? 'same' : 'other_answer');
  }
  for (const hash of after.keys()) if (!kinds.has(hash)) kinds.set(hash, 'added');
  const counts = { same: 0, added: 0, removed: 0, other_answer: 0 };
  for (const kind of kinds.values()) counts[kind] += 1;
  return {
    same: counts.same + counts.other_answer,
    added: counts.added,
    removed: counts.removed,
    otherAnswer: counts.other_answer,
    old: old.hashes.map((hash) => kinds.get(hash) ?? 'same'),
    new: now.hashes.map((hash) => kinds.get(hash) ?? 'same'),
  };
}
