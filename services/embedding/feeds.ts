import { at } from '../runtime/at.ts';
import type { TokenRows } from './thread-messages.ts';

/** The inputs of a graph by name. Each is an int64 tensor `[rows, tokens]`, row-major. */
export interface Feeds {
  readonly rows: number;
  readonly tokens: number;
  readonly values: ReadonlyMap<string, BigInt64Array>;
}

/** The names of the inputs that Kindred can feed. A graph may do without the last two. */
export const KNOWN_INPUTS = ['input_ids', 'attention_mask', 'token_type_ids', 'position_ids'];

/**
 * Makes the inputs of a graph from rows of token ids, padded to the length of the longest one. Positions are counted from
 * the first token that is not padding, as the models' own code counts them for left padding.
 *
 * @param names the inputs that the graph asks for
 * @param side where the padding goes
 */
export function padRows(
  rows: TokenRows,
  names: readonly string[],
  side: 'left' | 'right',
  padTokenId: number,
): Feeds {
  const count = rows.lengths.length;
  const tokens = rows.lengths.reduce((longest, length) => Math.max(longest, length), 0);
  const inputIds = new BigInt64Array(count * tokens).fill(BigInt(padTokenId));
  const mask = new BigInt64Array(count * tokens);
  const positions = new BigInt64Array(count * tokens);
  let source = 0;
  rows.lengths.forEach((length, row) => {
    const start = row * tokens + (side === 'left' ? tokens - length : 0);
    for (let i = 0; i < length; i++) {
      inputIds[start + i] = BigInt(at(rows.ids, source + i));
      mask[start + i] = 1n;
      positions[start + i] = BigInt(i);
    }
    source += length;
  });
  const all = new Map([
    ['input_ids', inputIds],
    ['attention_mask', mask],
    ['token_type_ids', new BigInt64Array(count * tokens)],
    ['position_ids', positions],
  ]);
  return { rows: count, tokens, values: new Map([...all].filter(([name]) => names.includes(name))) };
}
