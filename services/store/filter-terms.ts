import type { FieldCondition, Scalar } from '../../schemas/filter.ts';
import type { InstructionRecord, Json } from '../../schemas/record.ts';
import { metadataFields } from '../labels/field-value.ts';
import { comparedTermsOf, rangeTerms } from './compared-terms.ts';
import type { RecordSelector } from './port.ts';
import { termOf } from './term.ts';

/** Of a record so many fields of the metadata are compared, so that a wide row takes no more room than a long one. */
const COMPARED_FIELDS = 256;
/** The fields without which a record may be, and whose existence is asked for. */
const OPTIONAL_FIELDS = ['label', 'label_from', 'kind', 'source', 'user_id', 'file', 'split'] as const;

/**
 * The condition that a record was stored with the terms that tell which fields it has and how they compare. Those that an
 * earlier version has stored lack them.
 */
export const HAS_COMPARED_TERMS: FieldCondition = { key: 'terms', match: { value: 2 } };
const COMPARED_TERM = termOf('terms', 2);

/** A selection in which every value is replaced by its fingerprint. */
export interface CompiledSelection {
  /** A selected record has at least one term of each of these groups. An empty group selects nothing. */
  readonly all: readonly (readonly number[])[];
  /** A selected record has none of these terms. */
  readonly none: readonly number[];
}

/**
 * The terms of all values by which a record can be selected, and of the fields that it has. A list in the metadata has a term
 * for each element that is a text, a number, true or false.
 */
export function termsOf(record: InstructionRecord): number[] {
  const terms = [COMPARED_TERM, termOf('corpus', record.corpus), termOf('text_hash', record.text_hash)];
  const values = optionalValuesOf(record);
  for (const field of OPTIONAL_FIELDS) {
    const value = values[field];
    if (value !== null && value !== undefined) terms.push(termOf(field, value), existenceOf(field));
  }
  let compared = 0;
  for (const [name, value] of metadataFields(record)) {
    const key = `metadata.${name}`;
    if (value !== null) terms.push(existenceOf(key));
    const elements = Array.isArray(value) ? value : [value];
    for (const element of elements) if (isScalar(element)) terms.push(termOf(key, element));
    const own = compared < COMPARED_FIELDS ? comparedTermsOf(key, value) : [];
    if (own.length > 0) compared += 1;
    for (const term of own) terms.push(term);
  }
  return [...new Set(terms)];
}

function optionalValuesOf({
  label,
  kind,
  source,
  user_id,
  origin,
}: InstructionRecord): Readonly<Record<(typeof OPTIONAL_FIELDS)[number], string | null | undefined>> {
  const { name, from: label_from } = label ?? {};
  return {
    ...{ label: name, label_from, kind: kind?.name, source, user_id },
    ...{ file: origin?.file, split: origin?.split },
  };
}

/**
 * Replaces the values of a selection by fingerprints. An empty `should` is no condition; empty `corpora` select nothing. What is
 * excluded is wanted in no group: that means the same, and Qdrant 1.17 forgets a condition of `must_not` that stands in
 * `must` too.
 */
export function compileSelection(selection: RecordSelector): CompiledSelection {
  const { must = [], should = [], must_not: mustNot = [] } = selection.where ?? {};
  const all = must.map(termsOfCondition);
  if (should.length > 0) all.push(should.flatMap(termsOfCondition));
  if (selection.corpora) all.push(selection.corpora.map((name) => termOf('corpus', name)));
  const none = new Set(mustNot.flatMap(termsOfCondition));
  return { all: all.map((group) => group.filter((term) => !none.has(term))), none: [...none] };
}

/** Whether a selection asks what only the terms of `HAS_COMPARED_TERMS` tell. */
export function asksToCompare({ where = {} }: RecordSelector): boolean {
  const { must = [], should = [], must_not: mustNot = [] } = where;
  return [must, should, mustNot].some((conditions) => conditions.some(({ match }) => match === undefined));
}

function termsOfCondition({ key, match, range, exists }: FieldCondition): number[] {
  if (range !== undefined) return rangeTerms(key, range);
  if (exists !== undefined) return [key === 'text_hash' ? COMPARED_TERM : existenceOf(key)];
  if (match === undefined) return [];
  const values = 'any' in match ? match.any : [match.value];
  return values.map((value) => termOf(key, value));
}

function existenceOf(key: string): number {
  return termOf('exists', key);
}

function isScalar(value: Json): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
