import { describe, expect, it } from 'vitest';
import { readAddress, writeAddress } from '../../../services/web/shell/address.ts';

describe('the address of the page', () => {
  it('comes back as it was written, whatever was typed', () => {
    const told = { corpus: 'alpaca', instruction: 'Is 50 % & more = "a lot"?\n#1 + 1', source: '看 a/b' };
    for (const view of ['home', 'rows', 'map', 'demonstrations'] as const) {
      expect(readAddress(writeAddress({ view, told }))).toEqual({ view, told });
    }
  });

  it('leaves out what is empty, so that home is short', () => {
    expect(writeAddress({ view: 'home', told: { corpus: '' } })).toBe('#/');
    expect(writeAddress({ view: 'rows', told: { corpus: 'a', row: '' } })).toBe('#/rows?corpus=a');
  });

  it.each(['', '#', '#/', '#/nowhere?corpus=a', '#?', '#/%E0%A4%A'])('leads home from %j', (hash) => {
    expect(readAddress(hash).view).toBe('home');
  });
});
