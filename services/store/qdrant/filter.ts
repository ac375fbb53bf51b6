import type { Schemas } from '@qdrant/js-client-rest';
import { compileSelection } from '../filter-terms.ts';
import type { DeletionSelector } from '../port.ts';

/** The selection as a filter over ids and the fields `corpus`, `terms` and `epoch`; null when it selects no record. */
export function qdrantFilter({
  corpora,
  ids,
  where,
  writtenBefore,
}: DeletionSelector): Schemas['Filter'] | null {
  if (corpora?.length === 0 || ids?.length === 0) return null;
  const { all, none } = compileSelection(where ? { where } : {});
  if (all.some((terms) => terms.length === 0)) return null;
  return {
    must: [
      ...(ids ? [{ has_id: [...ids] }] : []),
      ...(corpora ? [ofCorpora(corpora)] : []),
      ...all.map((terms) => anyOf(terms)),
    ],
    must_not: [
      ...(none.length === 0 ? [] : [anyOf(none)]),
      ...(writtenBefore === undefined ? [] : [writtenSince(writtenBefore)]),
    ],
  };
}

/** The condition that a record was written in this epoch or a later one. Records of epoch 0 have no such field. */
export function writtenSince(epoch: number): Schemas['FieldCondition'] {
  return { key: 'epoch', range: { gte: epoch } };
}

/** The condition that a record belongs to one of these corpora. */
export function ofCorpora(corpora: readonly string[]): Schemas['FieldCondition'] {
  return { key: 'corpus', match: { any: [...corpora] } };
}

/** The condition that a record has at least one of these terms. */
export function anyOf(terms: readonly number[]): Schemas['FieldCondition'] {
  return { key: 'terms', match: { any: [...terms] } };
}
