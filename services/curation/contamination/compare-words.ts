import type { Evidence } from './verdict.ts';
import { namesDiffer, type NamedWords } from './names.ts';
import { SHARED_8_GRAMS } from './verdict.ts';
import { WHOLE_FROM } from './start-index.ts';
import { alignWords } from './word-alignment.ts';
import { numbersDiffer } from './words.ts';

/** With a smaller share of words in common, in any order, no alignment can reach the ratio that counts as a leak. */
const WORTH_ALIGNING = 0.5;
/** From this `wordRatio` on words that the benchmark text has more are a word around its parts, such as `Input:`. */
const NEARLY_ALL = 0.95;

/** The number of words in common, in any order. */
function countCommon(one: readonly string[], other: readonly string[]): number {
  const left = new Map<string, number>();
  for (const word of one) left.set(word, (left.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of other) {
    const count = left.get(word) ?? 0;
    if (count === 0) continue;
    left.set(word, count - 1);
    common += 1;
  }
  return common;
}

/** The number of words in common, in any order, times 2 / the words of both texts; 1 for two texts without words. */
function commonWords(one: readonly string[], other: readonly string[]): number {
  return one.length + other.length === 0 ? 1 : (2 * countCommon(one, other)) / (one.length + other.length);
}

/**
 * The evidence for a leak in the words of a pair.
 * @param same whether both texts have the same words
 * @param share8 the share of the benchmark text's own 8-grams in the training text; null when it has none
 */
export function compareWords(
  trained: NamedWords,
  asked: NamedWords,
  { same, share8 }: { readonly same: boolean; readonly share8: number | null },
): Pick<Evidence, 'whole' | 'wordRatio' | 'noneExchanged' | 'numbersDiffer' | 'namesDiffer'> {
  const [train, bench] = [trained.words, asked.words];
  const whole =
    same || (bench.length >= WHOLE_FROM && ` ${train.join(' ')} `.includes(` ${bench.join(' ')} `));
  const common = commonWords(train, bench);
  const worthAligning = common >= WORTH_ALIGNING || (share8 ?? 0) >= SHARED_8_GRAMS;
  const aligned = worthAligning ? alignWords(bench, train) : null;
  const wordRatio = aligned?.ratio ?? common;
  // Of texts that are too long to align it is known which words both have, though not in which order.
  const matched = worthAligning ? (aligned?.matched ?? countCommon(train, bench)) : 0;
  const hasAll = matched === bench.length || (matched === train.length && wordRatio >= NEARLY_ALL);
  return {
    whole,
    wordRatio,
    noneExchanged: worthAligning && bench.length > 0 && hasAll,
    numbersDiffer: numbersDiffer(train, bench),
    namesDiffer: namesDiffer(trained, asked),
  };
}
