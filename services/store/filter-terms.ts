import { hash } from 'node:crypto';
import type { FieldCondition, Scalar } from '../../schemas/filter.ts';
import type { InstructionRecord, Json } from '../../schemas/record.ts';
import type { RecordSelector } from './port.ts';

/** Hexadecimal digits of a fingerprint: 52 bits, so that it is exact in a double and in an int64. */
const FINGERPRINT_DIGITS = 13;

/** A selection with every value replaced by its fingerprint; each list is a set of alternatives. */
export interface CompiledSelection {
  /** All of these groups must hold, each by at least one of its terms. An empty group holds never. */
  readonly all: readonly (readonly number[])[];
  /** None of these may occur. */
  readonly none: readonly number[];
}

/**
 * Fingerprint of "this field has this value": the first 52 bits of a SHA-256. The store filters on fingerprints
 * only, so no value of a user ever becomes part of an expression of the engine. Two values that occur share one
 * with a probability of about 1e-9 among a million.
 */
export function termOf(field: string, value: Scalar): number {
  const digest = hash('sha256', JSON.stringify([field, value]), 'hex');
  return Number.parseInt(digest.slice(0, FINGERPRINT_DIGITS), 16);
}

/** Every term a record can be found by. A list in the metadata is found by each of its plain elements. */
export function termsOf(record: InstructionRecord): number[] {
  const terms = [termOf('corpus', record.corpus), termOf('text_hash', record.text_hash)];
  if (record.label !== null) terms.push(termOf('label', record.label.name));
  if (record.source !== null) terms.push(termOf('source', record.source));
  if (record.user_id !== null) terms.push(termOf('user_id', record.user_id));
  for (const [key, value] of Object.entries(record.metadata)) {
    const elements = Array.isArray(value) ? value : [value];
    for (const element of elements) {
      if (isScalar(element)) terms.push(termOf(`metadata.${key}`, element));
    }
  }
  return [...new Set(terms)];
}

/** Empty `should` is no condition; empty `corpora` selects nothing. */
export function compileSelection(selection: RecordSelector): CompiledSelection {
  const { must = [], should = [], must_not: mustNot = [] } = selection.where ?? {};
  const all = must.map(termsOfCondition);
  if (should.length > 0) all.push(should.flatMap(termsOfCondition));
  if (selection.corpora) all.push(selection.corpora.map((name) => termOf('corpus', name)));
  return { all, none: mustNot.flatMap(termsOfCondition) };
}

function termsOfCondition({ key, match }: FieldCondition): number[] {
  const values = 'any' in match ? match.any : [match.value];
  return values.map((value) => termOf(key, value));
}

function isScalar(value: Json): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
