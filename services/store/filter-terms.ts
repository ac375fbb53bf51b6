import { hash } from 'node:crypto';
import type { FieldCondition, Scalar } from '../../schemas/filter.ts';
import type { InstructionRecord, Json } from '../../schemas/record.ts';
import type { RecordSelector } from './port.ts';

/** Hexadecimal digits of a fingerprint: 52 bits, so that it is exact in a double and in an int64. */
const FINGERPRINT_DIGITS = 13;

/** A selection in which every value is replaced by its fingerprint. */
export interface CompiledSelection {
  /** A selected record has at least one term of each of these groups. An empty group selects nothing. */
  readonly all: readonly (readonly number[])[];
  /** A selected record has none of these terms. */
  readonly none: readonly number[];
}

/**
 * The fingerprint of a field together with a value: the first 52 bits of a SHA-256. Stores filter by fingerprints only, so
 * that no value of a user ever becomes part of an expression of an engine. A value shares its fingerprint with one of a
 * million others with a probability of about 2e-10.
 */
export function termOf(field: string, value: Scalar): number {
  const digest = hash('sha256', JSON.stringify([field, value]), 'hex');
  return Number.parseInt(digest.slice(0, FINGERPRINT_DIGITS), 16);
}

/**
 * The terms of all values by which a record can be selected. A list in the metadata has a term for each element that is a
 * text, a number, true or false.
 */
export function termsOf(record: InstructionRecord): number[] {
  const terms = [termOf('corpus', record.corpus), termOf('text_hash', record.text_hash)];
  if (record.label !== null) terms.push(termOf('label', record.label.name));
  if (record.label?.from !== undefined) terms.push(termOf('label_from', record.label.from));
  if (record.kind !== undefined) terms.push(termOf('kind', record.kind.name));
  if (record.source !== null) terms.push(termOf('source', record.source));
  if (record.user_id !== null) terms.push(termOf('user_id', record.user_id));
  if (record.origin !== undefined) {
    terms.push(termOf('file', record.origin.file));
    if (record.origin.split !== undefined) terms.push(termOf('split', record.origin.split));
  }
  for (const [key, value] of Object.entries(record.metadata)) {
    const elements = Array.isArray(value) ? value : [value];
    for (const element of elements) {
      if (isScalar(element)) terms.push(termOf(`metadata.${key}`, element));
    }
  }
  return [...new Set(terms)];
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

function termsOfCondition({ key, match }: FieldCondition): number[] {
  const values = 'any' in match ? match.any : [match.value];
  return values.map((value) => termOf(key, value));
}

function isScalar(value: Json): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
