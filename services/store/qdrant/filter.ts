import type { Schemas } from '@qdrant/js-client-rest';
import { compileSelection } from '../filter-terms.ts';
import type { RecordSelector } from '../port.ts';

/** The selection as a filter over `corpus` and `terms`; null when no record can pass. */
export function qdrantFilter({ corpora, where }: RecordSelector): Schemas['Filter'] | null {
  if (corpora?.length === 0) return null;
  const { all, none } = compileSelection(where ? { where } : {});
  return {
    must: [...(corpora ? [ofCorpora(corpora)] : []), ...all.map((terms) => anyOf(terms))],
    must_not: none.length === 0 ? [] : [anyOf(none)],
  };
}

export function ofCorpora(corpora: readonly string[]): Schemas['FieldCondition'] {
  return { key: 'corpus', match: { any: [...corpora] } };
}

/** Records that have one of these terms. */
export function anyOf(terms: readonly number[]): Schemas['FieldCondition'] {
  return { key: 'terms', match: { any: [...terms] } };
}
