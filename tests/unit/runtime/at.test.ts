import { expect, test } from 'vitest';
import { at } from '../../../services/runtime/at.ts';

test('gives the element that is there, also zero, null and the empty text', () => {
  expect(at([5, 0], 1)).toBe(0);
  expect(at(['', null], 0)).toBe('');
  expect(at(['', null], 1)).toBeNull();
  expect(at(Float32Array.of(0.5), 0)).toBe(0.5);
});

test.each([-1, 2, 0.5, NaN])('says which place of how many there is not: %d', (index) => {
  expect(() => at([1, 2], index)).toThrow(`element ${index} was asked of a list with 2`);
  expect(() => at(Int32Array.of(1, 2), index)).toThrow(RangeError);
});
