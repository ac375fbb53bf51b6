import type { Schemas } from '@qdrant/js-client-rest';
import { compileSelection } from '../filter-terms.ts';
import type { RecordSelector } from '../port.ts';

/** The selection as a filter over the fields `corpus` and `terms`; null when it selects no record. */
export function qdrantFilter({ corpora, where }: RecordSelector): Schemas['Filter'] | null {
  if (corpora?.length === 0) return null;
  const { all, none } = compileSelection(where ? { where } : {});
  return {
    must: [...(corpora ? [ofCorpora(corpora)] : []), ...all.map((terms) => anyOf(terms))],
    must_not: none.length === 0 ? [] : [anyOf(none)],
  };
}

/** The condition that a record belongs to one of these corpora. */
export function ofCorpora(corpora: readonly string[]): Schemas['FieldCondition'] {
  return { key: 'corpus', match: { any: [...corpora] } };
}

/** The condition that a record has at least one of these terms. */
export function anyOf(terms: readonly number[]): Schemas['FieldCondition'] {
  return { key: 'terms', match: { any: [...terms] } };
}
