import type { ValueRange } from '../../schemas/filter.ts';
import { momentOf } from '../../schemas/moment.ts';
import type { Json } from '../../schemas/record.ts';
import { termOf } from './term.ts';

/*
 * Stores select by equality of terms alone, so that comparisons become such: the 64 bits of a number are a path through a tree
 * with 16 branches at each step, a record has a term for every node on the path of its number, and a range is a few whole nodes
 * (Schindler and Diepenbroek, "Generic XML-based framework for metadata portals", 2008). Bits of doubles of one sign are in the
 * order of their values. Nodes below which a path has but zeros are left out, as most numbers are short: of a range that
 * has such a node the one number that ends there is asked for too.
 */

const STEP = 4n;
const BRANCHES = 1n << STEP;
const LAST_SHIFT = 64n - STEP;
const LARGEST = bitsOf(Number.MAX_VALUE);

type Kind = 'number' | 'date';
type Sign = '+' | '-';

/** The terms by which a value of the metadata is compared; none when it is neither a number nor a date. */
export function comparedTermsOf(key: string, value: Json): number[] {
  if (typeof value === 'number') return termsOnPath('number', key, value);
  const moment = typeof value === 'string' ? momentOf(value) : null;
  return moment === null ? [] : termsOnPath('date', key, moment);
}

/** The terms of which a record has at least one exactly when its value lies in the range. */
export function rangeTerms(key: string, { gt, gte, lt, lte }: ValueRange): number[] {
  const kind = [gt, gte, lt, lte].some((bound) => typeof bound === 'string') ? 'date' : 'number';
  const [low, high] = [numberOf(gt ?? gte) ?? -Infinity, numberOf(lt ?? lte) ?? Infinity];
  const [aboveLow, belowHigh] = [gt === undefined ? 0n : 1n, lt === undefined ? 0n : 1n];
  const terms: number[] = [];
  if (high >= 0) {
    const from = low < 0 ? 0n : bitsOf(low) + aboveLow;
    terms.push(...nodeTerms(kind, '+', key, from, high === Infinity ? LARGEST : bitsOf(high) - belowHigh));
  }
  if (low < 0) {
    const from = high >= 0 ? 1n : bitsOf(-high) + belowHigh;
    terms.push(...nodeTerms(kind, '-', key, from, low === -Infinity ? LARGEST : bitsOf(-low) - aboveLow));
  }
  return terms;
}

function termsOnPath(kind: Kind, key: string, value: number): number[] {
  const sign = value < 0 ? '-' : '+';
  const bits = bitsOf(Math.abs(value));
  const terms = [exactTerm(kind, key, value)];
  for (let shift = 0n; shift <= LAST_SHIFT; shift += STEP) {
    if (BigInt.asUintN(Number(shift + STEP), bits) !== 0n)
      terms.push(nodeTerm(kind, sign, key, shift, bits >> shift));
  }
  return terms;
}

/** The terms of the fewest nodes that have all numbers of one sign with bits from `from` to `to`, and no others. */
function nodeTerms(kind: Kind, sign: Sign, key: string, from: bigint, to: bigint): number[] {
  const terms: number[] = [];
  const take = (shift: bigint, path: bigint): void => {
    terms.push(nodeTerm(kind, sign, key, shift, path));
    if (path % BRANCHES !== 0n) return;
    const value = numberWith(path << shift);
    terms.push(exactTerm(kind, key, sign === '-' ? -value : value));
  };
  let [first, last] = [from, to];
  for (let shift = 0n; ; shift += STEP) {
    const isTop = shift === LAST_SHIFT;
    while (first <= last && (isTop || first % BRANCHES !== 0n)) take(shift, first++);
    while (first <= last && last % BRANCHES !== BRANCHES - 1n) take(shift, last--);
    if (first > last) break;
    first >>= STEP;
    last >>= STEP;
  }
  return terms;
}

function nodeTerm(kind: Kind, sign: Sign, key: string, shift: bigint, path: bigint): number {
  return termOf(`${kind} ${sign}${shift} ${key}`, path.toString(16));
}

function exactTerm(kind: Kind, key: string, value: number): number {
  return termOf(`${kind} ${key}`, value);
}

function numberOf(bound: number | string | undefined): number | undefined {
  return typeof bound === 'string' ? (momentOf(bound) ?? undefined) : bound;
}

function bitsOf(value: number): bigint {
  return new BigUint64Array(Float64Array.of(value + 0).buffer)[0] ?? 0n;
}

function numberWith(bits: bigint): number {
  return new Float64Array(BigUint64Array.of(bits).buffer)[0] ?? 0;
}
