import { expect, test } from 'vitest';
import type { PairTrees } from '../../../../schemas/pair-trees.ts';
import { toPoints } from '../../../../services/analysis/points.ts';
import { embeddingText } from '../../../../services/corpus/embedding-text.ts';
import { chanceOfPairs, shareRight } from '../../../../services/curation/deduplicate/likelihood.ts';
import { comparePair, type ComparedRows } from '../../../../services/curation/deduplicate/pairs.ts';
import { RowIdentifier } from '../../../../services/curation/deduplicate/row-identities.ts';
import { RowTexts } from '../../../../services/curation/deduplicate/row-texts.ts';
import { wordNetSynonyms } from '../../../../services/curation/deduplicate/synonyms.ts';
import { at } from '../../../../services/runtime/at.ts';
import { row } from './random-rows.ts';

/** Trees by which every pair that was not read has the chance 0.5. */
const TREES: PairTrees = {
  parts: ['read', 'content'],
  read: { bias: 0, trees: [] },
  unread: { bias: 0, trees: [] },
};

function rowsOf(texts: readonly string[]): ComparedRows {
  const contents = texts.map((text) => row(text));
  const identifier = new RowIdentifier();
  for (const each of contents) identifier.add(each, embeddingText(each));
  const points = toPoints(contents.map(() => Float32Array.of(1, 0)));
  return {
    identities: identifier.identities(),
    texts: new RowTexts((place) => at(contents, place)),
    task: points,
    content: points,
    synonyms: wordNetSynonyms(),
    relatedFrom: 0.6,
    maxTokens: 256,
  };
}

function chance(one: string, other: string, read: number | null = null): number | null {
  const rows = rowsOf([one, other]);
  return shareRight([{ ...comparePair(rows, 0, 1), chance: read }], chanceOfPairs(rows, TREES));
}

test.each([
  ['please', 'Write a poem about cats.', 'Please write a poem about cats.'],
  ['a greeting', 'Write a poem about cats.', 'Hello! Write a poem about cats.'],
  ['case', 'write a poem about CATS', 'Write a poem about cats'],
  ['punctuation', 'Compare trams , buses and trains !', 'Compare trams, buses and trains.'],
  ['the form of a number', 'Name five trees.', 'Name 5 trees.'],
])('of a pair that differs in %s alone nearly all are expected to be right', (_, one, other) => {
  expect(chance(one, other)).toBeCloseTo(66 / 67);
});

test('of a pair with other words, function words too, the trees tell the chance', () => {
  expect(chance('What is the capital of Peru?', 'What was the capital of Peru?')).toBeCloseTo(0.5);
  expect(chance('Write a long poem about cats.', 'Write a poem about cats.')).toBeCloseTo(0.5);
});

test('of a pair that was read reading tells the chance', () => {
  expect(chance('Write a poem about cats.', 'Write a poem about cats!', 0.9)).toBe(0.9);
});

test('of a pair with the same words for another task the trees tell the chance', () => {
  const rows = { ...rowsOf(['Write a poem.', 'Write a poem!']), relatedFrom: 2 };
  expect(shareRight([comparePair(rows, 0, 1)], chanceOfPairs(rows, TREES))).toBeCloseTo(0.5);
});
