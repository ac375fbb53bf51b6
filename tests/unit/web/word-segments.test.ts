import { describe, expect, it } from 'vitest';
import { sharedPart, wordSegments, type Segment } from '../../../services/web/duplicates/word-segments.ts';

const shown = (segments: readonly Segment[]): string =>
  segments
    .map(({ text, in: where }) =>
      where === 'both' ? text : where === 'dropped' ? `[-${text}-]` : `{+${text}+}`,
    )
    .join('');

describe('the words in which two texts differ', () => {
  it('are marked inside the text, with the white space as it is', () => {
    expect(
      shown(wordSegments('Write a poem about cats who sleep.', 'Write a poem about cats that sleep.')),
    ).toBe('Write a poem about cats[- who-]{+ that+} sleep.');
    expect(shown(wordSegments('one\n\ntwo  three', 'one\n\ntwo  four'))).toBe(
      'one\n\ntwo[-  three-]{+  four+}',
    );
  });

  it('stand apart from a word that began its text', () => {
    expect(shown(wordSegments('Please name a lake.', 'Name a lake.'))).toBe('[-Please-] name a lake.');
    expect(shown(wordSegments('Name a lake.', 'Please name a lake.'))).toBe('{+Please+} Name a lake.');
  });

  it('are single characters where words have no space between them', () => {
    expect(shown(wordSegments('写一首关于海的诗', '写一首关于山的诗'))).toBe('写一首关于[-海-]{+山+}的诗');
  });

  it('stand beside words that each text has in its own form', () => {
    const segments = wordSegments('Joyful, cheerful', '1. Joyful\n2. Cheerful.');
    expect(segments.map(({ keptText }) => keptText).join('')).toBe('1. Joyful\n2. Cheerful.');
    expect(segments.filter(({ in: where }) => where !== 'kept').map(({ text }) => text)).toEqual([
      ...[' Joyful,', ' cheerful'],
    ]);
  });

  it('are none where case and punctuation alone differ, and signs that stand alone count', () => {
    expect(shown(wordSegments('Write, a poem.', 'write a POEM'))).toBe('Write, a poem.');
    expect(shown(wordSegments('2 + 3', '2 - 3'))).toBe('2[- +-]{+ -+} 3');
  });

  it('give both texts again, whatever the texts are', () => {
    const words = ['a', 'b', 'c', 'd', ' '];
    let seed = 7;
    const drawn = (): string => {
      seed = (seed * 48_271) % 2_147_483_647;
      return words[seed % words.length] ?? '';
    };
    for (let round = 0; round < 200; round++) {
      const [one, other] = [9, 7].map((count) => Array.from({ length: count }, drawn).join(' ').trim());
      const segments = wordSegments(one ?? '', other ?? '');
      const of = (side: Segment['in']): string =>
        segments
          .filter(({ in: where }) => where === 'both' || where === side)
          .map(({ text }) => text)
          .join('');
      expect(of('dropped').trim()).toBe(one);
      expect(of('kept').split(/\s+/).filter(Boolean)).toEqual((other ?? '').split(/\s+/).filter(Boolean));
    }
  });

  it('are the whole of long texts that share nothing, and the share says so', () => {
    const long = Array.from({ length: 900 }, (_, at) => `word${at}`).join(' ');
    const segments = wordSegments(long, long.replaceAll('word', 'other'));
    expect(segments.map(({ in: where }) => where)).toEqual(['dropped', 'kept']);
    expect(sharedPart(segments)).toBe(0);
    expect(sharedPart(wordSegments('the same', 'the same'))).toBe(1);
    expect(sharedPart(wordSegments('', ''))).toBe(1);
  });

  it('are none of white space alone, however long', () => {
    expect(wordSegments(' '.repeat(400_000), '')).toEqual([]);
  });
});
