import type { PairTrees } from '../../../schemas/pair-trees.ts';
import { chanceBy } from '../../embedding/pair-trees.ts';
import { evidenceOf } from './evidence.ts';
import type { ComparedRows, RowPair } from './pairs.ts';

/** The chance that both rows of a pair ask for the same, from 0 to 1. */
export type ChanceOf = (pair: RowPair) => number;

/**
 * The chance of a pair with the same words in the same order, which differ in case, punctuation, greetings, `please`, spelled numbers and the
 * like: the trees have not learnt of these, since they are for pairs that words leave open. Of the 65 that were judged all ask for the same:
 * 19 of the held-out written groups, 4 of those found in data (`infra/training/pairs`), and 42 of the 360 pairs written by others that
 * docs/decisions/pairs-are-read.md tells of, without those that follow different turns, which are never duplicates. The share that this leaves
 * to expect is Laplace's, (65 + 1) / (65 + 2). Pairs that differ in function words alone are no such ones: of 45 of the first two 34 are the same.
 */
const SAME_WORDS = 66 / 67;

/** Whether words settle that both rows of a pair ask for the same: of pairs that they call the same they leave all others open. */
const isSettled = ({ verdict, isOpen }: RowPair): boolean => verdict === 'same' && !isOpen;

/**
 * The chance of any pair, learnt from pairs that were judged: of one that was read what reading told, of one with the same words what was
 * judged of such, of another what is known of it unread. Null without such trees.
 */
export function chanceOfPairs(rows: ComparedRows, trees: PairTrees | null): ChanceOf | null {
  if (trees === null) return null;
  const known = new Map<RowPair, number>();
  return (pair) => {
    if (pair.chance === null && isSettled(pair)) return SAME_WORDS;
    const chance = pair.chance ?? known.get(pair) ?? chanceBy(trees, evidenceOf(rows, pair));
    known.set(pair, chance);
    return chance;
  };
}

/** The share of pairs that are right by their chances; null of none, or where chances are not known. */
export function shareRight(pairs: readonly RowPair[], chanceOf: ChanceOf | null): number | null {
  if (chanceOf === null || pairs.length === 0) return null;
  return pairs.reduce((sum, pair) => sum + chanceOf(pair), 0) / pairs.length;
}
