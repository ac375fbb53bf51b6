import type { EvidencePart, PairTrees, Trees } from '../../schemas/pair-trees.ts';
import { logistic } from '../analysis/logit.ts';
import { at } from '../runtime/at.ts';

/** What is known of a pair; `read` only where its texts were read. */
export type PairEvidence = Readonly<Record<Exclude<EvidencePart, 'read'>, number> & { read?: number }>;

/** The chance that two texts ask for the same, by what is known of them. */
export function chanceBy({ parts, read, unread }: PairTrees, evidence: PairEvidence): number {
  const values = parts.map((part) => evidence[part] ?? 0);
  const { bias, trees } = evidence.read === undefined ? unread : read;
  const odds = trees.reduce((sum, tree) => sum + valueOf(tree, values), bias);
  return logistic(odds);
}

function valueOf(tree: Trees['trees'][number], values: readonly number[]): number {
  let node = at(tree, 0);
  while (typeof node !== 'number') {
    const [part, threshold, atMost, more] = node;
    node = at(tree, at(values, part) <= threshold ? atMost : more);
  }
  return node;
}
