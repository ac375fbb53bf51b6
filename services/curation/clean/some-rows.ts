import type { Points } from '../../analysis/points.ts';
import { at } from '../../runtime/at.ts';
import type { ComparedRows } from '../deduplicate/pairs.ts';
import { RowTexts } from '../deduplicate/row-texts.ts';

/** By what some rows are compared. */
export interface OwnVectors {
  readonly task: Points;
  readonly content: Points;
  /** The task similarity from which two instructions are of the same kind; -1 where the vectors do not tell. */
  readonly relatedFrom: number;
}

/**
 * Some rows by themselves, with vectors of their own: row `i` is `chosen[i]` of all.
 * @param chosen rows of different texts, in ascending order
 */
export function someRows(all: ComparedRows, chosen: readonly number[], vectors: OwnVectors): ComparedRows {
  const { identities, texts, synonyms, maxTokens } = all;
  const of = (column: Int32Array): Int32Array => Int32Array.from(chosen, (row) => at(column, row));
  return {
    identities: {
      rows: chosen.length,
      node: Int32Array.from(chosen.keys()),
      request: of(identities.request),
      setting: of(identities.setting),
      answer: of(identities.answer),
      fields: identities.fields,
    },
    texts: new RowTexts(
      (row) => texts.requestOf(at(chosen, row)),
      (row) => texts.preambleOf(at(chosen, row)),
    ),
    synonyms,
    maxTokens,
    ...vectors,
  };
}
