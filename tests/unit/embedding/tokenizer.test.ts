import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadEncoderFiles, type EncoderFiles } from '../../../services/embedding/descriptor.ts';
import { createTextTokenizer, type TextTokenizer } from '../../../services/embedding/tokenizer.ts';

const folder = (name: string): string =>
  fileURLToPath(new URL(`../../golden/embedding/${name}/`, import.meta.url));
const bertFiles = await loadEncoderFiles(folder('tiny-bert'));
const decoderFiles = await loadEncoderFiles(folder('tiny-decoder'));
const bert = createTextTokenizer(bertFiles);
const decoder = createTextTokenizer(decoderFiles);
const withoutMiddle = (files: EncoderFiles): TextTokenizer =>
  createTextTokenizer({ ...files, descriptor: { ...files.descriptor, left_out: 'middle' } });
/** Scores clauses with `cats` as surely asking, those with `facts` as almost sure, and all others as not. */
const asksOfCats = (files: EncoderFiles, sure = 3): TextTokenizer =>
  createTextTokenizer({
    ...files,
    descriptor: { ...files.descriptor, left_out: 'least-asking' },
    asking: (clauses) =>
      clauses.map(({ text }) => (text.includes('cats') ? sure : text.includes('facts') ? sure - 1 : -9)),
  });
/** The ids of a text without special tokens. */
const bareIds = (text: string): number[] => [...bert.tokenize(text).ids].slice(1, -1);
const includesRun = (ids: readonly number[], run: readonly number[]): boolean =>
  ids.some((_, start) => run.every((id, offset) => ids[start + offset] === id));

describe('the text tokenizer', () => {
  it('reads text with lone surrogates and control characters like the text without them', () => {
    const clean = bert.tokenize('cats poem').ids;
    expect(bert.tokenize('\ud800cats\u0000 po\udc00em\u0007').ids).toEqual(clean);
  });

  it('does not fail on lone surrogates when it works on bytes', () => {
    expect(decoder.tokenize('\ud83d').ids.length).toBeGreaterThan(0);
  });

  it('keeps the special tokens at both ends of a text that is cut', () => {
    const { ids, truncated } = bert.tokenize('poem '.repeat(100));
    const [first, ...rest] = bert.tokenize('poem').ids;
    expect(truncated).toBe(true);
    expect(ids).toHaveLength(bertFiles.descriptor.max_tokens);
    expect([ids[0], ids.at(-1)]).toEqual([first, rest.at(-1)]);
  });

  it('cuts the text and never the template', () => {
    const empty = [...decoder.tokenize('').ids];
    const { ids, truncated } = decoder.tokenize('poem '.repeat(200));
    const after = decoder.count(decoderFiles.descriptor.template.after);
    const before = decoder.count(decoderFiles.descriptor.template.before);
    expect(truncated).toBe(true);
    expect(ids).toHaveLength(decoderFiles.descriptor.max_tokens);
    expect([...ids.slice(0, before)]).toEqual(empty.slice(0, before));
    expect([...ids.slice(-after)]).toEqual(empty.slice(-after));
  });

  it('reads both ends of a text that is too long, where the middle is left out', () => {
    const text = `list five ${'poem '.repeat(100)} about cats`;
    const { ids, truncated } = withoutMiddle(bertFiles).tokenize(text);
    const opened = [...bert.tokenize('list five').ids].slice(0, -1);
    const closed = [...bert.tokenize('about cats').ids].slice(1);
    const poem = [...bert.tokenize('poem').ids].slice(1, -1);
    const between = ids.length - opened.length - closed.length;
    const poems = Array.from({ length: between }, () => poem).flat();
    expect(truncated).toBe(true);
    expect(ids).toHaveLength(bertFiles.descriptor.max_tokens);
    expect([...ids]).toEqual([...opened, ...poems.slice(0, between), ...closed]);
  });

  it('reads a text that fits the same, whatever would be left out', () => {
    const text = 'a '.repeat(bertFiles.descriptor.max_tokens - 2);
    expect(withoutMiddle(bertFiles).tokenize(text)).toEqual(bert.tokenize(text));
  });

  it('gives a text of a megabyte the ids of its ends, where the middle is left out', () => {
    const beginning = 'list five facts about cats and a poem. '.repeat(20);
    const end = 'cats and facts about five poem lists. '.repeat(20);
    const tokenizer = withoutMiddle(bertFiles);
    expect(tokenizer.tokenize(beginning + ' a'.repeat(500_000) + end).ids).toEqual(
      tokenizer.tokenize(beginning + end).ids,
    );
  });

  it('keeps the template around a text whose middle is left out', () => {
    const { before, after } = decoderFiles.descriptor.template;
    const { ids } = withoutMiddle(decoderFiles).tokenize(`cats ${'poem '.repeat(200)} facts`);
    const alone = [...decoder.tokenize('').ids];
    expect(ids).toHaveLength(decoderFiles.descriptor.max_tokens);
    expect([...ids.slice(0, decoder.count(before))]).toEqual(alone.slice(0, decoder.count(before)));
    const closed = [...decoder.tokenize(' facts').ids].slice(decoder.count(before));
    expect([...ids.slice(-closed.length)]).toEqual(closed);
    expect(closed.length).toBeGreaterThan(decoder.count(after));
  });

  it('does not call a text truncated that just fits', () => {
    const room = bertFiles.descriptor.max_tokens - 2;
    expect(bert.tokenize('a '.repeat(room)).truncated).toBe(false);
    expect(bert.tokenize('a '.repeat(room + 1)).truncated).toBe(true);
  });

  it('gives a text of a megabyte the ids of its beginning', () => {
    const beginning = 'list five facts about cats and a poem. '.repeat(20);
    expect(bert.tokenize(beginning + 'x'.repeat(1_000_000)).ids).toEqual(bert.tokenize(beginning).ids);
  });

  it('finds the text behind any number of spaces', () => {
    expect(bert.tokenize(' '.repeat(100_000) + 'cats').ids).toEqual(bert.tokenize('cats').ids);
  });

  it('counts tokens without special tokens, template and limit', () => {
    expect(bert.count('a '.repeat(1_000))).toBe(1_000);
    expect(bert.count('')).toBe(0);
    expect(decoder.count('')).toBe(0);
  });

  it('refuses a template that leaves no room for a text', () => {
    const descriptor = {
      ...bertFiles.descriptor,
      template: { before: 'a '.repeat(12), after: ' a'.repeat(12) },
    };
    expect(() => createTextTokenizer({ ...bertFiles, descriptor })).toThrow(/leaves no room/);
  });

  it('names the encoder when its tokenizer file is no tokenizer', () => {
    expect(() => createTextTokenizer({ ...bertFiles, tokenizer: {} })).toThrow(
      /tokenizer of encoder tiny-bert/,
    );
  });

  describe('where what asks least is left out', () => {
    const poems = 'A poem. '.repeat(40);
    const room = bertFiles.descriptor.max_tokens - 2;
    const edge = Math.floor(room / 16);

    it('reads what asks, wherever it stands, with a little of both ends', () => {
      const asking = bareIds('list five cats.');
      for (const [before, after] of [
        ['', poems],
        [poems, poems],
        [poems, ''],
      ] as const) {
        const { ids, truncated } = asksOfCats(bertFiles).tokenize(`${before}\n\nlist five cats.\n\n${after}`);
        const ends = [before, after].filter((text) => text !== '').length;
        expect(truncated).toBe(true);
        expect(includesRun([...ids], asking)).toBe(true);
        expect(ids).toHaveLength(2 + asking.length + ends * edge);
      }
    });

    it('reads several parts in their order', () => {
      const text = `${poems}about facts.\n${poems}list five cats.\n${poems}`;
      const body = [...asksOfCats(bertFiles).tokenize(text).ids].slice(1, -1);
      const ids = Array.from({ length: edge }, () => bareIds('A poem.')).flat();
      const asked = [...bareIds('about facts.'), ...bareIds('list five cats.')];
      expect(body).toEqual([...ids.slice(0, edge), ...asked, ...ids.slice(-edge)]);
    });

    it('fills the room with both ends where nothing surely asks', () => {
      const { ids } = asksOfCats(bertFiles, -1).tokenize(`${poems}list five cats.\n${poems}`);
      expect(includesRun([...ids], bareIds('list five cats.'))).toBe(true);
      expect(ids.length).toBeGreaterThanOrEqual(bertFiles.descriptor.max_tokens - 1);
    });

    it('never reads more than the room, whatever asks', () => {
      for (const text of ['cats '.repeat(500), `${poems}${'cats '.repeat(60)}${poems}`]) {
        const { ids } = asksOfCats(bertFiles).tokenize(text);
        expect(ids.length).toBeLessThanOrEqual(bertFiles.descriptor.max_tokens);
        expect(ids.length).toBeGreaterThan(room / 2);
      }
    });

    it('reads once what a text repeats', () => {
      const { ids } = asksOfCats(bertFiles).tokenize(`${poems}\n${'list five cats.\n'.repeat(50)}`);
      const run = bareIds('list five cats.');
      const found = [...ids].filter((_, start) => run.every((id, offset) => ids[start + offset] === id));
      expect(found).toHaveLength(1);
    });

    it('reads both ends of a text of nothing but spaces and marks', () => {
      const { ids } = asksOfCats(bertFiles).tokenize('. '.repeat(5_000));
      expect(ids.length).toBeGreaterThan(2);
      expect(ids.length).toBeLessThanOrEqual(bertFiles.descriptor.max_tokens);
    });

    it('reads a text that fits the same, without looking for what asks', () => {
      const text = 'list five facts about cats.';
      const looking = createTextTokenizer({
        ...bertFiles,
        descriptor: { ...bertFiles.descriptor, left_out: 'least-asking' },
        asking: () => {
          throw new Error('a short text was looked at');
        },
      });
      expect(looking.tokenize(text)).toEqual(bert.tokenize(text));
    });

    it('keeps the template around what asks', () => {
      const { before, after } = decoderFiles.descriptor.template;
      const { ids } = asksOfCats(decoderFiles).tokenize(
        `${poems.repeat(9)}list five cats.\n${poems.repeat(9)}`,
      );
      const alone = [...decoder.tokenize('').ids];
      const last = decoder.count(after);
      expect(ids.length).toBeLessThanOrEqual(decoderFiles.descriptor.max_tokens);
      expect([...ids.slice(0, decoder.count(before))]).toEqual(alone.slice(0, decoder.count(before)));
      expect([...ids.slice(-last)]).toEqual(alone.slice(-last));
    });

    it.each([
      ['sentences', 'A poem. '],
      ['lines of a letter', 'a\n'],
      ['marks', '。'],
      ['dots', '.'],
    ])('looks at no more of a megabyte of %s than of a short text', (_, piece) => {
      const looked = { characters: 0, clauses: 0 };
      const tokenizer = createTextTokenizer({
        ...bertFiles,
        descriptor: { ...bertFiles.descriptor, left_out: 'least-asking' },
        asking: (clauses) => {
          looked.clauses += clauses.length;
          looked.characters += clauses.reduce((sum, { text }) => sum + text.length, 0);
          return clauses.map(() => -9);
        },
      });
      const { ids, truncated } = tokenizer.tokenize(piece.repeat(1_000_000 / piece.length));
      expect(looked.characters).toBeGreaterThan(0);
      expect(looked.characters).toBeLessThanOrEqual(32_000);
      expect(looked.clauses).toBeLessThanOrEqual(4_096);
      expect(truncated).toBe(true);
      expect(ids.length).toBeLessThanOrEqual(bertFiles.descriptor.max_tokens);
    });
  });
});
