import { hash } from 'node:crypto';
import type { Scalar } from '../../schemas/filter.ts';

/** Hexadecimal digits of a fingerprint: 52 bits, so that it is exact in a double and in an int64. */
const FINGERPRINT_DIGITS = 13;

/**
 * The fingerprint of a field together with a value: the first 52 bits of a SHA-256. Stores filter by fingerprints only, so
 * that no value of a user ever becomes part of an expression of an engine. A value shares its fingerprint with one of a
 * million others with a probability of about 2e-10.
 */
export function termOf(field: string, value: Scalar): number {
  const digest = hash('sha256', JSON.stringify([field, value]), 'hex');
  return Number.parseInt(digest.slice(0, FINGERPRINT_DIGITS), 16);
}
