import { logit } from '../../analysis/logit.ts';
import type { PairEvidence } from '../../embedding/pair-trees.ts';
import { haveOpposites } from './antonyms.ts';
import { differenceOf, type ComparedRows, type RowPair } from './pairs.ts';
import type { WordDifference } from './word-difference.ts';
import { countKinds } from './word-kinds.ts';

/** A chance of 0 or 1 has no log-odds. */
const LEAST_CHANCE = 1e-3;
/** More terms that one side has than the other count as so many. */
const MOST_MORE = 4;

/**
 * What is known of a pair, for the trees that tell the chance that both ask for the same: what reading said, as log-odds; similarities;
 * whether words alone call them the same; and what kinds of words each has that the other lacks. Counts are log(1 + n), what is so or
 * not 1 or 0.
 * @param read the chance that the graph of pairs gave; left out when the texts were not read
 */
export function evidenceOf(rows: ComparedRows, pair: RowPair, read?: number): PairEvidence {
  const difference = differenceOf(rows, pair.a, pair.b);
  const { slot, removed, added, exchanged, unmatched } = difference;
  const [left, right] = [rows.texts.wordsOf(pair.a), rows.texts.wordsOf(pair.b)];
  const [lost, gained] = [countKinds(left, removed), countKinds(right, added)];
  const lengths = [left, right].map(({ instruction, input }) => instruction.length + input.length);
  const [longest, shortest] = [Math.max(...lengths), Math.min(...lengths)];
  const both = (kind: keyof typeof lost): number => Number(lost[kind] > 0 && gained[kind] > 0);
  return {
    ...(read !== undefined && { read: logOdds(read) }),
    content: pair.content,
    task: pair.task,
    letters: pair.lexical,
    same: Number(pair.verdict === 'same'),
    more: Math.min(pair.more, MOST_MORE),
    unmatched: Math.log1p(unmatched),
    most_lost: Math.log1p(Math.max(removed.length, added.length)),
    least_lost: Math.log1p(Math.min(removed.length, added.length)),
    exchanged: Math.log1p(exchanged.length),
    opposite: Number(hasOpposites(difference)),
    terms: both('term'),
    names: both('name'),
    requests: both('request'),
    numbers: both('number'),
    number: Number(lost.number > 0 !== gained.number > 0),
    negation: Number(lost.negation + gained.negation > 0),
    order: Number(slot === 'order'),
    code: Number(slot === 'code'),
    input: Number(slot === 'input'),
    words: Math.log1p(longest),
    length: Math.log((longest + 1) / (shortest + 1)),
  };
}

function logOdds(chance: number): number {
  return logit(Math.min(Math.max(chance, LEAST_CHANCE), 1 - LEAST_CHANCE));
}

function hasOpposites({ removed, added, exchanged }: WordDifference): boolean {
  return exchanged.some(([one, other]) => haveOpposites([one], [other])) || haveOpposites(removed, added);
}
