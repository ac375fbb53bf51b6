/** Rows of a set by the hashes of their texts, and of their answers. */
export interface HashedRows {
  readonly hashes: readonly string[];
  readonly answers: readonly string[];
}

type RowChange = 'added' | 'removed' | 'same' | 'other_answer';

export interface TextChanges {
  /** Different texts. */
  readonly same: number;
  readonly added: number;
  readonly removed: number;
  /** Of the same ones, those that the two sets answer otherwise. */
  readonly otherAnswer: number;
  /** What became of each row of the old set, and what each row of the new one is. */
  readonly old: readonly RowChange[];
  readonly new: readonly RowChange[];
}

/** The answers to each text. */
function answersByText({ hashes, answers }: HashedRows): Map<string, Set<string>> {
  const byText = new Map<string, Set<string>>();
  hashes.forEach((hash, row) => {
    const known = byText.get(hash);
    if (known === undefined) byText.set(hash, new Set([answers[row] ?? '']));
    else known.add(answers[row] ?? '');
  });
  return byText;
}

function alike(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((answer) => other.has(answer));
}

/** Which texts came, went or stayed; a text that stays may have other answers than before. */
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
