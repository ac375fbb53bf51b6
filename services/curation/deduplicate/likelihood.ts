import type { PairTrees } from '../../../schemas/pair-trees.ts';
import { chanceBy } from '../../embedding/pair-trees.ts';
import { evidenceOf } from './evidence.ts';
import type { ComparedRows, RowPair } from './pairs.ts';

/** The chance that both rows of a pair ask for the same, from 0 to 1. */
export type ChanceOf = (pair: RowPair) => number;

/**
 * The chance of any pair, learnt from pairs that were judged: of one that was read what reading told, of another what is known of it
 * unread. Null without such trees.
 */
export function chanceOfPairs(rows: ComparedRows, trees: PairTrees | null): ChanceOf | null {
  if (trees === null) return null;
  const known = new Map<RowPair, number>();
  return (pair) => {
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
