import { describe, expect, it } from 'vitest';
import { KNOWN_INPUTS, padRows } from '../../../services/embedding/feeds.ts';

const ROWS = { ids: Int32Array.of(11, 12, 13, 21), lengths: Int32Array.of(3, 1) };

function numbers(values: BigInt64Array | undefined): number[] {
  return Array.from(values ?? [], Number);
}

describe('padRows', () => {
  it('pads on the right and masks the padding', () => {
    const { rows, tokens, values } = padRows(ROWS, KNOWN_INPUTS, 'right', 9);
    expect([rows, tokens]).toEqual([2, 3]);
    expect(numbers(values.get('input_ids'))).toEqual([11, 12, 13, 21, 9, 9]);
    expect(numbers(values.get('attention_mask'))).toEqual([1, 1, 1, 1, 0, 0]);
    expect(numbers(values.get('position_ids'))).toEqual([0, 1, 2, 0, 0, 0]);
    expect(numbers(values.get('token_type_ids'))).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('pads on the left and counts positions from the first token of the text', () => {
    const { values } = padRows(ROWS, KNOWN_INPUTS, 'left', 9);
    expect(numbers(values.get('input_ids'))).toEqual([11, 12, 13, 9, 9, 21]);
    expect(numbers(values.get('attention_mask'))).toEqual([1, 1, 1, 0, 0, 1]);
    expect(numbers(values.get('position_ids'))).toEqual([0, 1, 2, 0, 0, 0]);
  });

  it('feeds only what the graph asks for', () => {
    const { values } = padRows(ROWS, ['input_ids', 'attention_mask'], 'right', 0);
    expect([...values.keys()]).toEqual(['input_ids', 'attention_mask']);
  });
});
