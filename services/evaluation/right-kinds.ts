import type { NotedKind } from './kind-rows.ts';

/** Kinds that readers tell apart by a word alone, so that one finds the other rightly. */
const ALIKE: readonly (readonly string[])[] = [
  ['write-function', 'write-program', 'complete-code'],
  ['define-term', 'explain-concept'],
  ['give-how-to', 'give-advice'],
  ['answer-howto-programming', 'use-command-line-or-config'],
];

/** A kind with all kinds that are right for its row. */
export interface RightKinds {
  readonly kind: string;
  readonly right: ReadonlySet<string>;
}

export function rightKinds({ kind, also }: Pick<NotedKind, 'kind' | 'also'>): RightKinds {
  const own = [kind, ...also];
  const alike = ALIKE.filter((kinds) => own.some((one) => kinds.includes(one)));
  return { kind, right: new Set([...own, ...alike.flat()]) };
}

/** Whether one of two rows does a kind of work that is right for the other. */
export const doRightKind = (a: RightKinds, b: RightKinds): boolean =>
  a.right.has(b.kind) || b.right.has(a.kind);
