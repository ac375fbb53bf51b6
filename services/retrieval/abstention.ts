import { counted, grouped } from '../../schemas/counted.ts';
import type { DemonstrationsResponse } from '../../schemas/api/found-demonstrations.ts';

type Considered = DemonstrationsResponse['considered'];

const REASONS: readonly (readonly [keyof Considered, (count: number) => string])[] = [
  ['below_threshold', (n) => `${n} below the score threshold (score_threshold lowers it)`],
  ['below_fit', (n) => `${n} unlikely to fit (min_fit lowers the least chance)`],
  [
    'near_copies',
    (n) =>
      `${counted(n, 'near copy', 'near copies')} of the query (allow_near takes ${n === 1 ? 'it' : 'them'})`,
  ],
  ['without_answer', (n) => `${n} without an answer`],
  ['repeated', (n) => `${n} repeating another one`],
  ['same_group', (n) => `${n} beside a likelier one of the same group, or of none (group_by)`],
  ['too_long', (n) => `${n} too long for what was left of max_tokens or max_prompt_tokens`],
  ['refused', (n) => `${n} with turns that the chat template of the tokenizer does not take`],
];

/**
 * A sentence that says why there are fewer demonstrations than asked for; null when there are not fewer.
 * @param wanted number of demonstrations that were asked for
 * @param found number of those that are given
 * @param asks the chance that the query asks for anything, where it is so low that nothing can fit; else null
 */
export function abstention(
  wanted: number,
  found: number,
  considered: Considered,
  asks: number | null = null,
): string | null {
  if (found >= wanted) return null;
  if (considered.candidates === 0) return 'No record matches the corpora and the filter.';
  if (asks !== null)
    return (
      `${found} of ${wanted}: the text hardly asks for anything that a demonstration could help with (chance ` +
      `${asks.toFixed(2)}; min_fit lowers the least chance).`
    );
  const causes = REASONS.flatMap(([key, say]) => (considered[key] > 0 ? [say(considered[key])] : []));
  const head = `${found} of ${wanted}: of ${counted(considered.candidates, 'candidate')}`;
  return causes.length === 0 ? `${head} no more were there.` : `${head}, ${causes.join(', ')}.`;
}

/**
 * A sentence that says that the query alone has more tokens than the whole prompt may have; null when it has not, or none were counted.
 * @param tokens those of the whole prompt
 * @param most `max_prompt_tokens`
 */
export function longQuery(tokens: number | null, most: number | undefined): string | null {
  if (tokens === null || most === undefined || tokens <= most) return null;
  return `The query alone has ${counted(tokens, 'token')}, more than max_prompt_tokens (${grouped(most)}): shorten it, or allow more.`;
}
