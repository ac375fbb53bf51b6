import { setImmediate as nextTurn } from 'node:timers/promises';
import { at } from '../runtime/at.ts';
import type { Encoder } from './port.ts';

/** So many characters at least are counted before others run; they take about ten milliseconds. */
const COUNTED_AT_ONCE = 8_192;

/**
 * The number of tokens of all texts together, without a template, special tokens or a limit. A megabyte takes two seconds, so
 * others run between its pieces.
 * @throws the signal's reason when aborted
 */
export async function countAllTokens(
  texts: readonly string[],
  encoder: Pick<Encoder, 'countTokens'>,
  signal?: AbortSignal,
): Promise<number> {
  let tokens = 0;
  let sinceTurn = 0;
  for (const text of texts) {
    for (let start = 0, end = 0; start < text.length; start = end) {
      // Tokens do not reach over a space, and some begin with one.
      const space = text.indexOf(' ', start + COUNTED_AT_ONCE);
      end = space === -1 ? text.length : space;
      tokens += at(encoder.countTokens([text.slice(start, end)]), 0);
      sinceTurn += end - start;
      if (sinceTurn < COUNTED_AT_ONCE) continue;
      sinceTurn = 0;
      await nextTurn();
      signal?.throwIfAborted();
    }
  }
  return tokens;
}
