import { describe, expect, it } from 'vitest';
import { bounded, MOST_CHARACTERS, sliceOf, upTo } from '../../services/mcp/bounded.ts';
import { PART_CHARACTERS, textPartOf, textPartOfBytes } from '../../services/mcp/text-part.ts';

const sizeOf = (value: unknown): number => JSON.stringify(value).length;

describe('an answer', () => {
  it('that is short stays as it is', () => {
    const value = { a: ['b', { c: null }], d: 1 };
    expect(bounded(value)).toEqual({ value, cut: [] });
  });

  it('loses the ends of long texts first, and says which and how much', () => {
    const { value, cut } = bounded({ short: 'a'.repeat(900), long: ['b'.repeat(100_000)] });
    expect(value).toEqual({ short: 'a'.repeat(900), long: [`${'b'.repeat(4_000)}…`] });
    expect(cut).toEqual([{ path: 'long.0', kept: 4_000, of: 100_000 }]);
  });

  it.each([
    ['long lists', { rows: Array.from({ length: 5_000 }, (_, at) => ({ at, text: 'x'.repeat(50) })) }],
    ['lists of lists', { rows: Array(300).fill(Array(300).fill(1)) }],
    ['many fields', Object.fromEntries(Array.from({ length: 9_000 }, (_, at) => [`field ${at}`, at]))],
    ['texts that escapes make long', { text: '\u0001'.repeat(50_000) }],
  ])('with %s fits', (_what, value) => {
    const { value: shorter, cut } = bounded<object>(value);
    expect(sizeOf(shorter)).toBeLessThanOrEqual(MOST_CHARACTERS);
    expect(cut.length).toBeGreaterThan(0);
  });

  it('keeps every element of a list that must be whole, or is refused', () => {
    const hits = Array.from({ length: 50 }, () => ({ text: 'x'.repeat(5_000), tags: Array(200).fill('t') }));
    expect(bounded({ hits }, {}, 'hits').value.hits).toHaveLength(50);
    expect(() => bounded({ hits: Array(5_000).fill(hits[0]) }, {}, 'hits')).toThrow('Ask for less at a time');
  });

  it('leaves room for what stands beside it', () => {
    const next = 'n'.repeat(11_000);
    const { value } = bounded({ hits: Array(100).fill({ text: 'x'.repeat(900) }) }, { next }, 'hits');
    expect(sizeOf({ ...value, next })).toBeLessThanOrEqual(MOST_CHARACTERS);
  });

  it('ends no text inside a surrogate pair', () => {
    expect(upTo('ab😀', 3)).toBe('ab');
    expect(upTo('ab😀', 4)).toBe('ab😀');
  });
});

describe('a list in slices', () => {
  it('comes whole, in order and once, however long its elements are', () => {
    const all = Array.from({ length: 200 }, (_, at) => String(at).repeat(at % 7 === 0 ? 9_000 : 5));
    const got: string[] = [];
    for (let from = 0; ;) {
      const { items, next } = sliceOf(all, from, 60);
      expect(items.length).toBeGreaterThan(0);
      got.push(...items);
      if (next === null) break;
      from = next;
    }
    expect(got).toEqual(all);
  });
});

describe('a text in parts', () => {
  const lines = Array.from({ length: 3_000 }, (_, at) => `{"line":${at},"text":"é😀\\u0001"}\n`).join('');

  it('comes whole, of a text', () => {
    let got = '';
    for (let from: number | null = 0; from !== null;) {
      const { text, next } = textPartOf(lines, from);
      expect(sizeOf(text)).toBeLessThanOrEqual(PART_CHARACTERS + 2);
      got += text;
      from = next;
    }
    expect(got).toBe(lines);
  });

  it('comes whole and by lines, of bytes in chunks that cut characters', async () => {
    const bytes = Buffer.from(lines);
    async function* chunks(): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < bytes.length; at += 1_021) yield Promise.resolve(bytes.subarray(at, at + 1_021));
    }
    let got = '';
    for (let from: number | null = 0; from !== null;) {
      const { text, next } = await textPartOfBytes(chunks(), from);
      expect(text.endsWith('\n')).toBe(true);
      got += text;
      from = next;
    }
    expect(got).toBe(lines);
  });

  it('has a line that is too long in several', async () => {
    const line = 'y'.repeat(PART_CHARACTERS * 2);
    const first = await textPartOfBytes([Buffer.from(line)] as never, 0);
    expect(first.next).toBe(first.text.length);
  });
});
