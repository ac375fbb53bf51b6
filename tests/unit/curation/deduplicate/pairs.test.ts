import { describe, expect, it } from 'vitest';
import { toPoints } from '../../../../services/analysis/points.ts';
import {
  comparePair,
  type ComparedRows,
  type RowPair,
} from '../../../../services/curation/deduplicate/pairs.ts';
import { RowIdentifier } from '../../../../services/curation/deduplicate/row-identities.ts';
import { RowTexts } from '../../../../services/curation/deduplicate/row-texts.ts';
import { wordNetSynonyms } from '../../../../services/curation/deduplicate/synonyms.ts';
import { at } from '../../../../services/runtime/at.ts';

/** Two rows of equal vectors, so that words alone decide. */
function compared(...instructions: readonly [string, string]): RowPair {
  const contents = instructions.map((instruction) => ({
    ...{ instruction, input: '', output: '', system: '', history: [] },
  }));
  const identifier = new RowIdentifier();
  for (const row of contents) identifier.add(row, row.instruction);
  const points = toPoints(contents.map(() => Float32Array.of(1, 0)));
  const rows: ComparedRows = {
    identities: identifier.identities(),
    texts: new RowTexts((row) => at(contents, row)),
    task: points,
    content: points,
    synonyms: wordNetSynonyms(),
    relatedFrom: 0.6,
    maxTokens: 256,
  };
  return comparePair(rows, 0, 1);
}

const DOG = 'Explain to a child how a dog learns to fetch a stick in the park';

describe('a pair of near rows', () => {
  it('is settled by its words where one has all of the other and asks for something more', () => {
    const added = `${DOG}, incorporating elements of pirate humour`;
    expect(compared(DOG, added)).toMatchObject({ verdict: 'other_slot', isOpen: false });
    expect(compared(added, DOG)).toMatchObject({ verdict: 'other_slot', isOpen: false });
  });

  it('is open where one has a word or two besides, which may say nothing new', () => {
    expect(compared(DOG, `${DOG}, kind sir`)).toMatchObject({ verdict: 'same', isOpen: true });
  });

  it('is the same by its words, and not open, where both have the same words in the same order', () => {
    expect(compared('Add 9×8−12 km', 'add 9 × 8 − 12 kilometres!')).toMatchObject({
      verdict: 'same',
      isOpen: false,
    });
  });
});
